/**
 * From the definition in CREATE TABLE to a TableSchema: every constraint form, SQLite's rowid rules, automatic
 * indexes, STRICT and WITHOUT ROWID. Expressions are kept as syntax; binding them is the planner's business.
 */

import type { IndexSchema, SchemaName, TableSchema } from '../../catalog/schema.js';
import type { Name } from '../../syntax/ast/name.js';
import type {
	ColumnConstraint,
	ColumnDefinition,
	TableConstraint,
	TableDefinition,
} from '../../syntax/ast/tableDefinition.js';
import { affinityOfType } from '../../types/affinity.js';
import type { Affinity } from '../../types/affinity.js';
import type { Collation } from '../../types/collation.js';
import { BINARY } from '../../types/collations.js';
import { SqlError } from '../../types/sqlError.js';
import type { Span } from '../../util/span.js';
import { unreachable } from '../../util/unreachable.js';
import { checkConstantDefault } from './constantDefault.js';
import { timeToLiveColumn } from './tableSettings.js';
import { partitionScheme } from './partitionScheme.js';
import { checkReferenced, MAX_COLUMNS, TableParts } from './tableParts.js';
import type { MutableColumn, TermCheck } from './tableParts.js';

export interface TableSource {
	readonly name: Name;
	readonly schema: SchemaName;
	/** Text that the definition's spans refer to. */
	readonly text: string;
	/** Text for sqlite_schema. */
	readonly sql: string;
	readonly module: string | undefined;
	readonly newId: () => number;
	readonly findCollation: (name: string, span: Span) => Collation;
	readonly checkTerm: TermCheck;
}

/** Types whose names SQLite stores in one spelling. */
const STANDARD_TYPES = ['ANY', 'BLOB', 'INT', 'INTEGER', 'REAL', 'TEXT'];

export function buildTableSchema(definition: TableDefinition, source: TableSource): TableSchema {
	const parts = new TableParts(source.name.name, source.findCollation, source.checkTerm);
	for (const column of definition.columns) {
		addColumn(parts, column, definition, source);
	}
	let before: TableConstraint | undefined;
	let checkName = definition.columns.at(-1)?.openName?.name;
	for (const constraint of definition.constraints) {
		// Without a comma the name of the one before goes on, and behind the last column with one.
		const between = before ? source.text.slice(before.span.end, constraint.span.start) : '';
		checkName = constraint.name?.name ?? (between.includes(',') ? undefined : checkName);
		if (constraint.kind === 'checkConstraint') addCheck(parts, constraint, checkName, source);
		else addTableConstraint(parts, constraint, definition);
		before = constraint;
	}
	checkTable(parts, definition, source);
	return finish(parts, definition, source);
}

function addColumn(
	parts: TableParts,
	column: ColumnDefinition,
	definition: TableDefinition,
	source: TableSource,
): void {
	const { name, key, span } = column.name;
	if (parts.column(key) >= 0) {
		throw new SqlError('SQLITE_ERROR', `duplicate column name: ${name}`, { span });
	}
	if (parts.columns.length === MAX_COLUMNS) {
		const message = `too many columns on ${source.name.name}`;
		throw new SqlError('SQLITE_ERROR', message, { span });
	}
	const declaredType = storedType(column.type?.text);
	const added: MutableColumn = {
		name,
		key,
		declaredType,
		affinity: affinityOf(column.type?.text === '' ? '""' : declaredType, definition.isStrict),
		collation: BINARY,
		isNotNull: false,
		notNullConflict: undefined,
		defaultValue: undefined,
		defaultText: undefined,
		generated: undefined,
		primaryKeyPosition: 0,
	};
	parts.columns.push(added);
	// COLLATE counts for a PRIMARY KEY or UNIQUE that stands before it as well.
	for (const constraint of column.constraints) {
		if (constraint.kind === 'collateColumn') {
			const { collation } = constraint;
			added.collation = source.findCollation(collation.name, collation.span);
		}
		if (constraint.kind === 'generatedColumn') addGenerated(added, constraint, column);
	}
	let constraintName: string | undefined;
	for (const constraint of column.constraints) {
		// A name goes on to what follows it.
		constraintName = constraint.name?.name ?? constraintName;
		if (constraint.kind === 'checkConstraint') addCheck(parts, constraint, constraintName, source);
		else addColumnConstraint(parts, added, constraint, definition, source);
	}
}

function addGenerated(
	column: MutableColumn,
	constraint: ColumnConstraint & { kind: 'generatedColumn' },
	{ constraints }: ColumnDefinition,
): void {
	const { expression, storage, span } = constraint;
	const isAfterDefault = constraints.some(
		other => other.kind === 'defaultColumn' && other.span.start < span.start,
	);
	if (column.generated || isAfterDefault) {
		throw new SqlError('SQLITE_ERROR', `error in generated column "${column.name}"`, { span });
	}
	column.generated = { expression, storage };
}

function addColumnConstraint(
	parts: TableParts,
	column: MutableColumn,
	constraint: ColumnConstraint,
	definition: TableDefinition,
	source: TableSource,
): void {
	const columnIndex = parts.columns.length - 1;
	const { span } = constraint;
	switch (constraint.kind) {
		case 'primaryKeyColumn': {
			const descending = constraint.direction === 'desc';
			parts.setPrimaryKey(parts.ownKey(columnIndex, descending), constraint.onConflict, {
				canBeRowid: !descending,
				isWithoutRowid: definition.isWithoutRowid,
				isAutoincrement: constraint.isAutoincrement,
				span,
			});
			return;
		}
		case 'notNullColumn':
			column.isNotNull = true;
			column.notNullConflict = constraint.onConflict;
			return;
		case 'uniqueColumn':
			parts.addIndex(parts.ownKey(columnIndex, false), constraint.onConflict, 'u', span);
			return;
		case 'checkConstraint':
			return;
		case 'defaultColumn':
			if (column.generated) {
				throw new SqlError('SQLITE_ERROR', 'cannot use DEFAULT on a generated column', { span });
			}
			checkConstantDefault(column.name, constraint.expression);
			column.defaultValue = constraint.expression;
			column.defaultText = textOf(source.text, constraint.sourceSpan);
			return;
		case 'referencesColumn':
			parts.addForeignKey('column', [columnIndex], constraint.name?.name, constraint.references);
			return;
		case 'nullColumn':
		case 'collateColumn':
		case 'generatedColumn':
			return;
		default:
			return unreachable(constraint);
	}
}

function addTableConstraint(
	parts: TableParts,
	constraint: TableConstraint,
	definition: TableDefinition,
): void {
	const { span } = constraint;
	switch (constraint.kind) {
		case 'primaryKeyConstraint':
			parts.setPrimaryKey(parts.keyColumns(constraint.columns), constraint.onConflict, {
				canBeRowid: true,
				isWithoutRowid: definition.isWithoutRowid,
				isAutoincrement: constraint.isAutoincrement,
				span,
			});
			return;
		case 'uniqueConstraint':
			parts.addIndex(parts.keyColumns(constraint.columns), constraint.onConflict, 'u', span);
			return;
		case 'checkConstraint':
			return;
		case 'foreignKeyConstraint': {
			checkReferenced(constraint.columns.length, constraint.references);
			const columns = constraint.columns.map(column => {
				const columnIndex = parts.column(column.key);
				if (columnIndex >= 0) return columnIndex;
				throw new SqlError(
					'SQLITE_ERROR',
					`unknown column "${column.name}" in foreign key definition`,
					{ span: column.span },
				);
			});
			parts.addForeignKey('table', columns, constraint.name?.name, constraint.references);
			return;
		}
		default:
			return unreachable(constraint);
	}
}

function addCheck(
	parts: TableParts,
	constraint: (ColumnConstraint | TableConstraint) & { kind: 'checkConstraint' },
	name: string | undefined,
	source: TableSource,
): void {
	const text = textOf(source.text, constraint.sourceSpan);
	parts.checks.push({
		name,
		expression: constraint.expression,
		text,
		label: name ?? leadingName(text),
		conflict: constraint.onConflict,
	});
}

/** In SQLite's order. */
function checkTable(parts: TableParts, definition: TableDefinition, source: TableSource): void {
	const { span } = definition;
	const { name } = source.name;
	if (definition.isStrict) checkTypes(parts, definition, name);
	if (definition.isWithoutRowid && parts.isAutoincrement) {
		const message = 'AUTOINCREMENT not allowed on WITHOUT ROWID tables';
		throw new SqlError('SQLITE_ERROR', message, { span: parts.lateKeySpan });
	}
	if (definition.isWithoutRowid && !parts.primaryKey) {
		throw new SqlError('SQLITE_ERROR', `PRIMARY KEY missing on table ${name}`, { span });
	}
	if (parts.columns.every(column => column.generated)) {
		throw new SqlError('SQLITE_ERROR', 'must have at least one non-generated column', { span });
	}
}

/** Of a STRICT table. */
function checkTypes(parts: TableParts, { columns, span }: TableDefinition, name: string): void {
	parts.columns.forEach((column, position) => {
		const at = columns[position]?.span ?? span;
		if (column.declaredType === undefined) {
			throw new SqlError('SQLITE_ERROR', `missing datatype for ${name}.${column.name}`, {
				span: at,
			});
		}
		if (STANDARD_TYPES.includes(column.declaredType)) return;
		throw new SqlError(
			'SQLITE_ERROR',
			`unknown datatype for ${name}.${column.name}: "${column.declaredType}"`,
			{ span: at, hint: 'a STRICT table knows INT, INTEGER, REAL, TEXT, BLOB and ANY' },
		);
	});
}

function finish(parts: TableParts, definition: TableDefinition, source: TableSource): TableSchema {
	const { name, key } = source.name;
	const id = source.newId();
	parts.closePrimaryKey();
	const isWithoutRowid = definition.isWithoutRowid;
	if (isWithoutRowid || definition.isStrict) {
		parts.columns.forEach((column, columnIndex) => {
			const isRowid = columnIndex === parts.rowidAlias;
			if (column.primaryKeyPosition > 0 && !isRowid) column.isNotNull = true;
		});
	}
	const indexes = parts.indexes.map((index): IndexSchema => {
		const isTableItself = isWithoutRowid && index.number === parts.primaryKey?.indexNumber;
		const indexName = `sqlite_autoindex_${name}_${index.number}`;
		return {
			kind: 'index',
			id: isTableItself ? id : source.newId(),
			schema: source.schema,
			name: indexName,
			key: `sqlite_autoindex_${key}_${index.number}`,
			tableKey: key,
			columns: isTableItself ? distinctColumns(index.columns) : index.columns,
			isUnique: true,
			origin: index.origin,
			conflict: index.conflict,
			where: undefined,
			sql: undefined,
		};
	});
	return {
		kind: 'table',
		id,
		schema: source.schema,
		name,
		key,
		columns: parts.columns,
		rowidAlias: parts.rowidAlias,
		hasRowid: !isWithoutRowid,
		isAutoincrement: parts.isAutoincrement,
		isStrict: definition.isStrict,
		primaryKeyConflict: parts.rowidAlias >= 0 ? parts.primaryKey?.conflict : undefined,
		checks: parts.checks,
		foreignKeys: parts.foreignKeys,
		indexes: [
			...indexes.filter(index => index.id === id),
			...indexes.filter(index => index.id !== id),
		],
		timeToLive: timeToLiveColumn(definition, parts.columns),
		partitioning:
			definition.partitioning && partitionScheme(definition.partitioning, parts.columns),
		module: source.module,
		sql: source.sql,
	};
}

function distinctColumns(columns: IndexSchema['columns']): IndexSchema['columns'] {
	return columns.filter(
		(column, position) =>
			columns.findIndex(other => other.columnIndex === column.columnIndex) === position,
	);
}

function storedType(text: string | undefined): string | undefined {
	if (!text) return undefined;
	const upper = text.toUpperCase();
	return STANDARD_TYPES.includes(upper) ? upper : text;
}

/** The empty name "" is a type as well, and NUMERIC. ANY in a STRICT table takes values as they are; elsewhere it is NUMERIC like any unknown type. */
function affinityOf(declaredType: string | undefined, isStrict: boolean): Affinity {
	return isStrict && declaredType === 'ANY' ? 'none' : affinityOfType(declaredType);
}

function textOf(text: string, span: Span): string {
	return text.slice(span.start, span.end);
}

/** SQLite keeps the text of a CHECK as a name: of one that begins with a quoted name that is all there is. */
function leadingName(text: string): string {
	const opening = text.charAt(0);
	const quote = opening === '[' ? ']' : opening;
	if (!`"'\`]`.includes(quote) || quote === '' || opening === ']') return text;
	let name = '';
	for (let at = 1; at < text.length; at++) {
		if (text[at] === quote && text[++at] !== quote) break;
		name += text.charAt(at);
	}
	return name;
}
