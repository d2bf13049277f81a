/**
 * SQLite looks up all tables of a query, with those of its subqueries, and expands its stars before it resolves a name.
 * This walk does the same, the last SELECT of a compound first, and throws what it finds; it is made only for a
 * query that does not bind, to see which of its errors is reported.
 */

import type { Expression } from '../syntax/ast/expression.js';
import type { Query, QueryTerm, SelectCore, TableExpression } from '../syntax/ast/query.js';
import { SqlError } from '../types/sqlError.js';
import { bindFrom } from './bindFrom.js';
import type { BindState } from './bindState.js';
import { bindError } from './bindState.js';
import { addCommonTables, findCommonTable } from './commonTables.js';
import type { CommonTableDefinition, CommonTableScope, Frame, Scope } from './scope.js';
import { newScope } from './scope.js';
import { forEachOperand } from './syntaxTree.js';

interface Walk {
	readonly state: BindState;
	readonly frame: Frame;
	readonly seen: Set<CommonTableDefinition>;
}

/** Throws the first error about tables or stars, if there is one. */
export function checkTables(
	state: BindState,
	frame: Frame,
	commonTables: CommonTableScope | undefined,
	query: Query,
): void {
	walkQuery({ state, frame, seen: new Set() }, commonTables, query);
}

function walkQuery(walk: Walk, outer: CommonTableScope | undefined, query: Query): void {
	const tables = query.with ? addCommonTables(walk.state, outer, query.with) : outer;
	const terms = [query.first, ...query.compounds.map(compound => compound.term)];
	const last = [...query.orderBy.map(term => term.expression), query.limit, query.offset];
	for (const term of terms.reverse()) {
		walkTerm(walk, tables, term);
		for (const expression of last.splice(0)) walkExpression(walk, tables, expression);
	}
}

function walkTerm(walk: Walk, tables: CommonTableScope | undefined, term: QueryTerm): void {
	if (term.kind === 'valuesCore') {
		for (const row of term.rows) for (const item of row) walkExpression(walk, tables, item);
		return;
	}
	const scope = newScope(walk.frame, tables);
	const on: Expression[] = [];
	if (term.from) walkFrom(walk, scope, term.from, on);
	const isKnown =
		!term.from || isFound(() => bindFrom(walk.state, scope, term.from as TableExpression));
	if (isKnown) checkStars(walk.state, scope, term);
	for (const column of term.columns) {
		if (column.kind === 'expressionColumn') walkExpression(walk, tables, column.expression);
	}
	for (const part of [term.where, ...on, ...term.groupBy, term.having]) {
		walkExpression(walk, tables, part);
	}
}

/** Every table by itself, in the order written; gathers the ON clauses. */
function walkFrom(walk: Walk, scope: Scope, from: TableExpression, on: Expression[]): void {
	switch (from.kind) {
		case 'join':
			walkFrom(walk, scope, from.left, on);
			walkFrom(walk, scope, from.right, on);
			if (from.constraint?.kind === 'on') on.push(from.constraint.expression);
			return;
		case 'tableGroup':
			walkFrom(walk, scope, from.table, on);
			return;
		case 'subqueryTable':
			walkQuery(walk, scope.commonTables, from.query);
			return;
		case 'tableReference': {
			const common = from.schema ? undefined : findCommonTable(scope.commonTables, from.name.key);
			if (common) walkCommonTable(walk, common);
			else isFound(() => bindFrom(walk.state, newScope(walk.frame, undefined), from));
			return;
		}
		case 'tableFunction':
			isFound(() => bindFrom(walk.state, newScope(walk.frame, undefined), from));
	}
}

function walkCommonTable(walk: Walk, definition: CommonTableDefinition): void {
	if (walk.seen.has(definition)) return;
	walk.seen.add(definition);
	// A reference to itself ends at `seen`.
	walkQuery(walk, definition.scope, definition.syntax.query);
}

function checkStars(state: BindState, scope: Scope, { columns }: SelectCore): void {
	let error: SqlError | undefined;
	for (const column of columns) {
		if (column.kind === 'starColumn' && scope.relations.length === 0) {
			error = bindError(state, 'no tables specified', column.span);
		}
		if (column.kind !== 'tableStarColumn') continue;
		const { key, name } = column.table;
		if (scope.relations.some(({ relation }) => relation.key === key)) continue;
		if (scope.relations.some(({ origins }) => origins?.some(one => one.tableKey === key))) continue;
		error = bindError(state, `no such table: ${name}`, column.span);
	}
	if (error) throw error;
}

function walkExpression(
	walk: Walk,
	tables: CommonTableScope | undefined,
	syntax: Expression | undefined,
): void {
	if (!syntax) return;
	if (syntax.kind === 'subquery' || syntax.kind === 'exists') walkQuery(walk, tables, syntax.query);
	forEachOperand(syntax, operand => {
		walkExpression(walk, tables, operand);
	});
	if (syntax.kind !== 'in') return;
	const { source } = syntax;
	if (source.kind === 'inQuery') walkQuery(walk, tables, source.query);
	if (source.kind !== 'inTable' || source.args) return;
	const { schema, name, span } = source.table;
	const reference = { kind: 'tableReference', schema, name, alias: undefined, span } as const;
	walkFrom(walk, newScope(walk.frame, tables), { ...reference, indexHint: undefined }, []);
}

/** False: there is an error, but one that is found later. */
function isFound(find: () => unknown): boolean {
	try {
		find();
		return true;
	} catch (error) {
		if (!(error instanceof SqlError) || ABOUT_TABLES.test(error.message)) throw error;
		return false;
	}
}

const ABOUT_TABLES =
	/^(?:no such (?:table|index|module)|cannot join using|ambiguous reference|too many arguments on|at most \d+ tables|view .* is circularly|'.*' is not a function|a NATURAL join)/;
