/**
 * Binds INSERT: target columns, source query, upsert clauses, RETURNING.
 */

import type { TableSchema } from '../catalog/schema.js';
import type { TableFunction } from '../functions/function.js';
import type { BoundQuery } from '../plan/logical.js';
import type { Returning, UpsertClause } from '../plan/statements.js';
import type { Insert, Upsert } from '../syntax/ast/change.js';
import { bindAssignments } from './bindAssignments.js';
import { bindExpression } from './bindExpression.js';
import { MAX_COLUMNS } from './limits.js';
import { bindQuery } from './bindQuery.js';
import { refuseWindowsInTuple } from './bindWindow.js';
import type { BindState } from './bindState.js';
import { bindError } from './bindState.js';
import { addCommonTables } from './commonTables.js';
import { resultColumn } from './resultColumn.js';
import type { CommonTableScope } from './scope.js';
import { newFrame } from './scope.js';
import type { TargetTable } from './targetTable.js';
import { bindUpsertTarget } from './upsertTarget.js';
import {
	bindReturning,
	findTargetTable,
	layOut,
	observeTarget,
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
	const table = findTargetTable(state, syntax.table, {
		event: 'insert',
		assigned: [],
		hasReturning: syntax.returning.length > 0,
	});
	refuseUpserts(state, table, syntax);
	const frame = newFrame(state.outerRow);
	const commonTables = syntax.with && addCommonTables(state, undefined, syntax.with);
	if (syntax.source) refuseWindowsInTuple(state, syntax.source);
	const named = namedTargets(state, table, syntax);
	refuseWideTuple(state, table, syntax, named);
	const source = syntax.source && bindQuery(state, frame, commonTables, syntax.source);
	if (syntax.source?.first.kind === 'valuesCore' && source?.kind === 'select') {
		const name = source.aggregate?.calls[0]?.function.name ?? '';
		throw bindError(state, `misuse of aggregate function ${name}()`, syntax.source.span);
	}
	if (named) checkSupplied(state, syntax, named.length, source?.columns.length);
	const targets = named ?? allTargets(state, table, syntax, source?.columns.length);
	const alias = syntax.table.alias ?? { name: table.name, key: table.key };
	const target = layOut(state, table, alias);
	observeTarget(state, syntax.table, target);
	const upserts = syntax.upserts.map((_, index) =>
		bindUpsert(state, commonTables, target, syntax.upserts, index),
	);
	const scope = scopeOfTarget(frame, commonTables, target);
	const returning = bindReturning(state, scope, syntax.returning, column =>
		resultColumn(state, column),
	);
	return { target, source, targets, upserts, returning };
}

/** Of what has no rows of its own. */
function refuseUpserts(state: BindState, table: TableSchema, { upserts }: Insert): void {
	const [first] = upserts;
	if (!first) return;
	if (table.isView) throw bindError(state, 'cannot UPSERT a view', first.span);
	if (!table.source) return;
	const message = `UPSERT not implemented for virtual table "${table.name}"`;
	throw bindError(state, message, first.span);
}

/** The columns named behind the table: looked up before what goes into them. */
function namedTargets(state: BindState, table: TableSchema, syntax: Insert): number[] | undefined {
	if (syntax.columns.length === 0) return undefined;
	const { schema, name: own, alias } = syntax.table;
	const written = alias?.name ?? (schema ? `${schema.name}.${own.name}` : own.name);
	return syntax.columns.map(name => writtenColumn(state, table, name, 'INSERT into', written));
}

/** More values than a result may have columns: for a single tuple the table's count is what is told. */
function refuseWideTuple(
	state: BindState,
	table: TableSchema,
	syntax: Insert,
	named: readonly number[] | undefined,
): void {
	const first = syntax.source?.first;
	if (first?.kind !== 'valuesCore' || first.rows.length !== 1) return;
	const supplied = first.rows[0]?.length ?? 0;
	if (supplied <= MAX_COLUMNS) return;
	if (named) checkSupplied(state, syntax, named.length, supplied);
	else allTargets(state, table, syntax, supplied);
}

function checkSupplied(
	state: BindState,
	syntax: Insert,
	expected: number,
	supplied: number | undefined,
): void {
	if (state.observer || supplied === expected) return;
	const message = `${supplied ?? 0} values for ${expected} columns`;
	throw bindError(state, message, syntax.source?.span ?? syntax.span);
}

function allTargets(
	state: BindState,
	table: TableSchema,
	syntax: Insert,
	supplied: number | undefined,
): number[] {
	if (state.observer) return [];
	const targets: number[] = [];
	const hidden = (table.source as TableFunction | undefined)?.columns;
	table.columns.forEach((column, columnIndex) => {
		if (!column.generated && !hidden?.[columnIndex]?.isHidden) targets.push(columnIndex);
	});
	if (supplied !== undefined && supplied !== targets.length) {
		throw bindError(
			state,
			`table ${writtenTable(syntax)} has ${targets.length} columns but ${supplied} values were supplied`,
			syntax.source?.span,
		);
	}
	return targets;
}

/** As SQLite names it in messages: by its alias, or as it is written. */
function writtenTable({ table }: Insert): string {
	const { alias, schema, name } = table;
	if (alias) return alias.name;
	return schema ? `${schema.name}.${name.name}` : name.name;
}

function bindUpsert(
	state: BindState,
	commonTables: CommonTableScope | undefined,
	target: TargetTable,
	all: readonly Upsert[],
	index: number,
): UpsertClause {
	const syntax = all[index] as Upsert;
	const excluded = layOut(state, target.table, { name: 'excluded', key: 'excluded' });
	// In SQLite columns of `excluded` have neither affinity nor collation.
	for (const id of excluded.layout.rowColumns) {
		state.columnAffinity[id] = undefined;
		state.columnCollation[id] = undefined;
	}
	const frame = newFrame(state.outerRow);
	const own = scopeOfTarget(frame, commonTables, target);
	const targetId = bindUpsertTarget(state, own, target, syntax, { index, count: all.length });
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
