/**
 * Binds INSERT: target columns, source query, upsert clauses, RETURNING.
 */

import type { IndexSchema, TableSchema } from '../catalog/schema.js';
import type { BoundQuery } from '../plan/logical.js';
import type { Returning, UpsertClause } from '../plan/statements.js';
import type { Insert, Upsert } from '../syntax/ast/change.js';
import type { Expression } from '../syntax/ast/expression.js';
import type { OrderingTerm } from '../syntax/ast/query.js';
import { bindAssignments } from './bindAssignments.js';
import { bindExpression } from './bindExpression.js';
import { bindQuery } from './bindQuery.js';
import { BINARY } from '../types/collations.js';
import type { BindState } from './bindState.js';
import { bindError } from './bindState.js';
import { addCommonTables } from './commonTables.js';
import { columnsOfTable } from './relationColumns.js';
import { resultColumn } from './resultColumn.js';
import type { CommonTableScope } from './scope.js';
import { newFrame } from './scope.js';
import type { TargetTable } from './targetTable.js';
import {
	bindReturning,
	findTargetTable,
	layOut,
	scopeOfTarget,
	writtenColumn,
} from './targetTable.js';

export interface BoundInsert {
	readonly target: TargetTable;
	readonly source: BoundQuery | undefined;
	readonly targets: readonly number[];
	readonly upserts: readonly UpsertClause[];
	readonly returning: Returning | undefined;
}

export function bindInsert(state: BindState, syntax: Insert): BoundInsert {
	const table = findTargetTable(state, syntax.table);
	const frame = newFrame(state.outerRow);
	const commonTables = syntax.with && addCommonTables(state, undefined, syntax.with);
	const source = syntax.source && bindQuery(state, frame, commonTables, syntax.source);
	const targets = bindTargets(state, table, syntax, source?.columns.length);
	const alias = syntax.table.alias ?? { name: table.name, key: table.key };
	const target = layOut(state, table, alias);
	const upserts = syntax.upserts.map(upsert => bindUpsert(state, commonTables, target, upsert));
	const scope = scopeOfTarget(frame, commonTables, target);
	const returning = bindReturning(state, scope, syntax.returning, column =>
		resultColumn(state, column),
	);
	return { target, source, targets, upserts, returning };
}

function bindTargets(
	state: BindState,
	table: TableSchema,
	syntax: Insert,
	supplied: number | undefined,
): number[] {
	if (syntax.columns.length > 0) {
		const targets = syntax.columns.map(name => writtenColumn(state, table, name, 'INSERT into'));
		if (supplied !== undefined && supplied !== targets.length) {
			throw bindError(
				state,
				`${supplied} values for ${targets.length} columns`,
				syntax.source?.span,
			);
		}
		return targets;
	}
	const targets: number[] = [];
	table.columns.forEach((column, columnIndex) => {
		if (!column.generated) targets.push(columnIndex);
	});
	if (supplied !== undefined && supplied !== targets.length) {
		throw bindError(
			state,
			`table ${table.name} has ${targets.length} columns but ${supplied} values were supplied`,
			syntax.source?.span,
		);
	}
	return targets;
}

function bindUpsert(
	state: BindState,
	commonTables: CommonTableScope | undefined,
	target: TargetTable,
	syntax: Upsert,
): UpsertClause {
	const excluded = layOut(state, target.table, { name: 'excluded', key: 'excluded' });
	// In SQLite columns of `excluded` have neither affinity nor collation.
	for (const id of excluded.layout.rowColumns) {
		state.columnAffinity[id] = undefined;
		state.columnCollation[id] = BINARY;
	}
	const frame = newFrame(state.outerRow);
	const own = scopeOfTarget(frame, commonTables, target);
	for (const term of syntax.target) bindExpression(state, own, term.expression);
	const targetId =
		syntax.target.length === 0 ? undefined : findUniqueKey(state, target.table, syntax);
	if (syntax.targetWhere) bindExpression(state, own, syntax.targetWhere);
	if (syntax.assignments.length === 0) {
		return { targetId, assignments: undefined, where: undefined, excluded: excluded.layout };
	}
	const scope = scopeOfTarget(frame, commonTables, target);
	// Unqualified names mean the stored row; as if joined by USING all columns.
	scope.relations.push({ ...excluded.entry, using: excluded.entry.columns.keys });
	const assignments = bindAssignments(state, scope, target.table, syntax.assignments);
	const where = syntax.where && bindExpression(state, scope, syntax.where);
	return { targetId, assignments, where, excluded: excluded.layout };
}

/** The id of the unique index on exactly the target's columns; the table's own for its primary key. */
function findUniqueKey(state: BindState, table: TableSchema, syntax: Upsert): number {
	const [only] = syntax.target;
	const columns = columnsOfTable(table);
	if (syntax.target.length === 1 && only?.expression.kind === 'columnReference') {
		const { key } = only.expression.column;
		const columnIndex = columns.positionOf(key);
		const isRowid = columnIndex >= 0 && columnIndex === table.rowidAlias;
		if (isRowid || (columnIndex < 0 && table.hasRowid && isRowidKey(key))) return table.id;
	}
	for (const index of table.indexes) {
		if (!index.isUnique || index.columns.length !== syntax.target.length) continue;
		if (index.where && !syntax.targetWhere) continue;
		if (coversTarget(table, index, syntax.target)) return index.id;
	}
	throw bindError(
		state,
		'ON CONFLICT clause does not match any PRIMARY KEY or UNIQUE constraint',
		syntax.span,
	);
}

function isRowidKey(key: string): boolean {
	return key === 'rowid' || key === 'oid' || key === '_rowid_';
}

function coversTarget(
	table: TableSchema,
	index: IndexSchema,
	target: readonly OrderingTerm[],
): boolean {
	return index.columns.every(part =>
		target.some(term => {
			let syntax: Expression = term.expression;
			if (syntax.kind === 'collate') {
				if (syntax.collation.key !== part.collation.name.toLowerCase()) return false;
				syntax = syntax.operand;
			}
			if (part.columnIndex < 0) {
				return part.expression !== undefined && sameSyntax(part.expression, syntax);
			}
			return (
				syntax.kind === 'columnReference' &&
				columnsOfTable(table).positionOf(syntax.column.key) === part.columnIndex
			);
		}),
	);
}

/** Equal but for where the two stand in their texts. */
function sameSyntax(left: Expression, right: Expression): boolean {
	const print = (syntax: Expression): string =>
		JSON.stringify(syntax, (name, value: unknown) =>
			name === 'span' || name.endsWith('Span')
				? undefined
				: typeof value === 'bigint'
					? String(value)
					: value,
		);
	return print(left) === print(right);
}
