/**
 * What the names in a stored text mean. Views and triggers are bound again; the expressions of tables and indexes know one
 * table only and are read as they stand.
 */

import type { SchemaObjects } from '../../catalog/catalog.js';
import type { TableSchema } from '../../catalog/schema.js';
import type { Expression } from '../../syntax/ast/expression.js';
import type { OrderingTerm } from '../../syntax/ast/query.js';
import type { CreateIndex } from '../../syntax/ast/statement.js';
import type { References, TableDefinition } from '../../syntax/ast/tableDefinition.js';
import { foldKey } from '../../util/foldKey.js';
import type { Span } from '../../util/span.js';

/** Where a table is named: as the object's own table, in REFERENCES, or in expressions and queries. */
export type TablePlace = 'own' | 'foreignKey' | 'body';

export class TextNames {
	/** The text is bound as `BindState.isErrorOrder` says, for its first error. */
	readonly isErrorOrder: boolean;
	readonly columns: {
		readonly table: TableSchema;
		readonly columnIndex: number;
		readonly span: Span;
	}[] = [];
	readonly tables: {
		readonly schema: string;
		readonly key: string;
		readonly place: TablePlace;
		readonly span: Span;
	}[] = [];
	/** Double-quoted names that are strings. */
	readonly strings: {
		readonly value: string;
		readonly span: Span;
		/** Stands where a column is wanted. */
		readonly isKey?: boolean;
	}[] = [];

	constructor(isErrorOrder = false) {
		this.isErrorOrder = isErrorOrder;
	}
}

export function addIndexNames(names: TextNames, statement: CreateIndex, table: TableSchema): void {
	const { table: name, columns, included, where } = statement;
	names.tables.push({ schema: table.schema, key: name.key, place: 'own', span: name.span });
	for (const term of columns) addTerm(names, table, term);
	for (const { key, span } of included) addColumn(names, table, key, span);
	if (where) addExpression(names, table, where);
}

export function addTableNames(
	names: TextNames,
	definition: TableDefinition,
	table: TableSchema,
	objects: SchemaObjects,
): void {
	definition.columns.forEach((column, columnIndex) => {
		names.columns.push({ table, columnIndex, span: column.name.span });
		for (const constraint of column.constraints) {
			if (constraint.kind === 'checkConstraint' || constraint.kind === 'generatedColumn') {
				addExpression(names, table, constraint.expression);
			}
			if (constraint.kind === 'referencesColumn') {
				addReferences(names, constraint.references, table.schema, objects);
			}
		}
	});
	for (const { name, value } of definition.settings) {
		if (name.key === 'ttl') addColumn(names, table, value.key, value.span);
	}
	const divided = definition.partitioning?.column;
	if (divided) addColumn(names, table, divided.key, divided.span);
	for (const constraint of definition.constraints) {
		switch (constraint.kind) {
			case 'primaryKeyConstraint':
			case 'uniqueConstraint':
				for (const term of constraint.columns) addTerm(names, table, term);
				break;
			case 'checkConstraint':
				addExpression(names, table, constraint.expression);
				break;
			case 'foreignKeyConstraint':
				for (const column of constraint.columns) addColumn(names, table, column.key, column.span);
				addReferences(names, constraint.references, table.schema, objects);
		}
	}
}

function addReferences(
	names: TextNames,
	references: References,
	schema: string,
	objects: SchemaObjects,
): void {
	const { table: name, columns } = references;
	names.tables.push({ schema, key: name.key, place: 'foreignKey', span: name.span });
	const parent = objects.relations.get(name.key);
	if (parent?.kind !== 'table') return;
	for (const column of columns) addColumn(names, parent, column.key, column.span);
}

/** In key lists a string is a column's name. */
function addTerm(names: TextNames, table: TableSchema, term: OrderingTerm): void {
	let { expression } = term;
	while (expression.kind === 'collate') expression = expression.operand;
	if (expression.kind === 'textLiteral') {
		addColumn(names, table, foldKey(expression.value), expression.span);
		return;
	}
	if (expression.kind === 'columnReference' && expression.column.quote === 'double') {
		const { name, key, span } = expression.column;
		if (!addColumn(names, table, key, span)) names.strings.push({ value: name, span, isKey: true });
		return;
	}
	addExpression(names, table, expression);
}

function addExpression(names: TextNames, table: TableSchema, expression: Expression): void {
	visit(expression, node => {
		if (node.kind === 'booleanLiteral') addColumn(names, table, node.name.key, node.name.span);
		if (node.kind !== 'columnReference') return;
		const { column, table: qualifier } = node;
		const isFound = addColumn(names, table, column.key, column.span);
		if (qualifier) {
			const { key, span } = qualifier;
			names.tables.push({ schema: table.schema, key, place: 'body', span });
		} else if (!isFound && column.quote === 'double') {
			names.strings.push({ value: column.name, span: column.span });
		}
	});
}

/** False: the table has no such column. */
function addColumn(names: TextNames, table: TableSchema, key: string, span: Span): boolean {
	let columnIndex = table.columns.findIndex(column => column.key === key);
	if (columnIndex < 0 && /^(?:rowid|oid|_rowid_)$/.test(key)) columnIndex = table.rowidAlias;
	if (columnIndex < 0) return false;
	names.columns.push({ table, columnIndex, span });
	return true;
}

function visit(node: unknown, found: (expression: Expression) => void): void {
	if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return;
	if (Array.isArray(node)) {
		for (const item of node) visit(item, found);
		return;
	}
	if ('kind' in node) found(node as Expression);
	for (const child of Object.values(node)) visit(child, found);
}
