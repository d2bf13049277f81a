/**
 * ALTER TABLE ... ADD COLUMN. Rows that are there get the default, so it must be a constant unless the table is empty; and
 * they must pass what the new column demands.
 */

import type { ColumnSchema, TableSchema } from '../../catalog/schema.js';
import { compileScalar } from '../../executor/compile.js';
import { RAISE_OUTSIDE } from '../../plan/expression.js';
import { someExpr } from '../../plan/exprTree.js';
import type { Expression } from '../../syntax/ast/expression.js';
import type { ColumnDefinition, ColumnConstraint } from '../../syntax/ast/tableDefinition.js';
import { applyAffinity } from '../../types/convert.js';
import { SqlError } from '../../types/sqlError.js';
import type { SqlValue } from '../../types/value.js';
import { checkConstantDefault } from '../ddl/constantDefault.js';
import { MAX_COLUMNS } from '../ddl/tableParts.js';
import { findCollation } from '../ddl/environment.js';
import type { DdlEnvironment } from '../ddl/environment.js';
import { QueryExecution } from '../execution.js';
import { tableExpressions } from '../planning.js';
import { editText } from './editText.js';
import { reloadSchema } from './reloadSchema.js';
import { currentTable } from './rewriteTexts.js';
import { refuseRowidName } from './rowidNames.js';
import { addStoredValue, checkRows, fillGenerated } from './storedColumns.js';
import { endOfColumns, restOfStatement, storedDefinition } from './tableText.js';

export function addColumn(
	environment: DdlEnvironment,
	table: TableSchema,
	column: ColumnDefinition,
): void {
	const { state, text, log } = environment;
	checkDefinition(environment, table, column);
	const offset = endOfColumns(table, storedDefinition(table));
	const definition = restOfStatement(text, column.span.start, column.span.end);
	const span = { start: offset, end: offset };
	const sql = editText(table.sql, [{ span, text: `, ${definition}` }]);
	reloadSchema(environment, table.schema, new Map([[table.id, sql]]), 'after add column');
	const changed = currentTable(environment, table);
	const added = changed.columns.at(-1) as ColumnSchema;
	if (added.generated) {
		addStoredValue(environment, changed, null);
		fillGenerated(environment, changed);
	} else {
		const isEmpty = state.tree(table.id).size === 0;
		addStoredValue(environment, changed, isEmpty ? null : defaultOf(environment, changed));
		const hasCheck = column.constraints.some(({ kind }) => kind === 'checkConstraint');
		if (hasCheck) refuseRaise(environment, changed);
		if (hasCheck || changed.isStrict) checkRows(environment, changed);
	}
	log.schemaChanged({
		type: 'alter',
		objectType: 'column',
		objectName: table.name,
		columnName: added.name,
		ddl: changed.sql,
	});
}

function checkDefinition(
	environment: DdlEnvironment,
	table: TableSchema,
	column: ColumnDefinition,
): void {
	const { name, constraints } = column;
	const fail = (message: string) => new SqlError('SQLITE_ERROR', message, { span: column.span });
	if (table.columns.length >= MAX_COLUMNS) {
		throw fail(`too many columns on sqlite_altertab_${table.name}`);
	}
	if (table.columns.some(({ key }) => key === name.key)) {
		throw fail(`duplicate column name: ${name.name}`);
	}
	const generated = find(constraints, 'generatedColumn');
	const byDefault = find(constraints, 'defaultColumn');
	checkNames(environment, column);
	if (generated && byDefault) {
		const isLater = byDefault.span.start > generated.span.start;
		throw fail(
			isLater
				? 'cannot use DEFAULT on a generated column'
				: `error in generated column "${name.name}"`,
		);
	}
	if (find(constraints, 'primaryKeyColumn')) throw fail('Cannot add a PRIMARY KEY column');
	if (find(constraints, 'uniqueColumn')) throw fail('Cannot add a UNIQUE column');
	refuseRowidName(table, name, 'add');
	if (environment.state.tree(table.id).size === 0) return;
	if (generated) {
		if (generated.storage === 'stored') throw fail('cannot add a STORED column');
		return;
	}
	const value = byDefault && byDefault.expression.kind !== 'nullLiteral' ? byDefault : undefined;
	if (environment.connection.foreignKeys && find(constraints, 'referencesColumn') && value) {
		throw fail('Cannot add a REFERENCES column with non-NULL default value');
	}
	if (find(constraints, 'notNullColumn') && !value) {
		throw fail('Cannot add a NOT NULL column with default value NULL');
	}
	if (value && !isConstant(value.expression)) {
		throw fail('Cannot add a column with non-constant default');
	}
}

/** Errors that SQLite finds while it reads the definition. */
function checkNames(environment: DdlEnvironment, { name, constraints }: ColumnDefinition): void {
	for (const constraint of constraints) {
		if (constraint.kind === 'collateColumn') {
			const { collation } = constraint;
			findCollation(environment, collation.name, collation.span);
		}
		if (constraint.kind === 'defaultColumn') {
			checkConstantDefault(name.name, constraint.expression);
		}
	}
}

function find<Kind extends ColumnConstraint['kind']>(
	constraints: readonly ColumnConstraint[],
	kind: Kind,
): Extract<ColumnConstraint, { kind: Kind }> | undefined {
	return constraints.find(
		(constraint): constraint is Extract<ColumnConstraint, { kind: Kind }> =>
			constraint.kind === kind,
	);
}

/** What SQLite can turn into a value without running it. */
function isConstant(expression: Expression): boolean {
	switch (expression.kind) {
		case 'nullLiteral':
		case 'integerLiteral':
		case 'realLiteral':
		case 'textLiteral':
		case 'blobLiteral':
		case 'booleanLiteral':
			return true;
		case 'columnReference':
			return expression.column.quote === 'double';
		case 'unary':
			return /^[-+]$/.test(expression.operator) && isConstant(expression.operand);
		case 'cast':
			return isConstant(expression.operand);
		case 'nullTest':
			// SQLite's parser knows the answer for literals.
			return isConstant(expression.operand) && expression.operand.kind !== 'cast';
		default:
			return false;
	}
}

/** Rows will be checked, though there may be none. */
function refuseRaise({ state, connection }: DdlEnvironment, table: TableSchema): void {
	const { checks } = tableExpressions(connection.database, state.catalog, table);
	if (checks.some(({ expr }) => someExpr(expr, ({ kind }) => kind === 'raise'))) {
		throw new SqlError('SQLITE_ERROR', RAISE_OUTSIDE);
	}
}

function defaultOf({ state, connection }: DdlEnvironment, table: TableSchema): SqlValue {
	const { database, services } = connection;
	const { defaults, slotCount } = tableExpressions(database, state.catalog, table);
	const expr = defaults.at(-1);
	if (!expr) return null;
	const { checkInterrupt } = database;
	const context = new QueryExecution(state, [], slotCount, services, checkInterrupt);
	const value = compileScalar(expr, new Map())(context, []);
	return applyAffinity(value, (table.columns.at(-1) as ColumnSchema).affinity);
}
