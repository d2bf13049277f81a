/**
 * MATCH over a table with an index of a type that serves it, and what belongs to it: bm25(t), snippet(t, ...), highlight(t, ...)
 * and the hidden column `rank`. `t MATCH ...` means all columns of the index, `t.c MATCH ...` one.
 *
 * The functions of a row tell of the MATCH of the same table in the same query; result columns are bound before WHERE, so
 * their calls are completed when it is met.
 */

import type { IndexSchema, TableSchema } from '../catalog/schema.js';
import type { ScalarFunction } from '../functions/function.js';
import { auxiliaryFunctions, matchFunction } from '../indexTypes/matchFunctions.js';
import type { Expr } from '../plan/expression.js';
import { literal } from '../plan/foldConstants.js';
import type { ColumnReference, Expression, FunctionCall } from '../syntax/ast/expression.js';
import type { Name } from '../syntax/ast/name.js';
import { BINARY } from '../types/collations.js';
import { bindExpression } from './bindExpression.js';
import type { BindState } from './bindState.js';
import { clearMeta } from './bindState.js';
import { useColumn } from './resolveColumn.js';
import type { Scope, ScopeRelation } from './scope.js';

/** What the functions of a row need to know. */
interface MatchLink {
	readonly index: IndexSchema;
	/** Undefined: no MATCH so far. */
	pattern: Expr | undefined;
	column: number | null;
	readonly waiting: Expr[][];
}

const links = new WeakMap<ScopeRelation, MatchLink>();

/** `t MATCH pattern`, where t is a table; undefined: the operand is no table with such an index. */
export function bindTableMatch(
	state: BindState,
	scope: Scope,
	pattern: Expr,
	operand: Expression,
): Expr | undefined {
	const found = operand.kind === 'columnReference' && tableNamed(state, scope, operand);
	return found ? matchCall(state, found.entry, found.index, pattern, null) : undefined;
}

/** `t.c MATCH pattern`; undefined: no such index has the column. */
export function bindColumnMatch(
	state: BindState,
	scope: Scope,
	pattern: Expr,
	operand: Expr,
): Expr | undefined {
	if (state.restriction || operand.kind !== 'column') return undefined;
	const columnIndex = state.columnIndex[operand.id] as number;
	const entry = scope.relations.find(one => one.exprs[columnIndex + 1]?.id === operand.id);
	const table = entry && tableOf(entry);
	if (!table) return undefined;
	for (const index of matchIndexes(state, table)) {
		const position = index.columns.findIndex(part => part.columnIndex === columnIndex);
		if (position >= 0) return matchCall(state, entry, index, pattern, position);
	}
	return undefined;
}

/** bm25(t), snippet(t, ...), highlight(t, ...); undefined: something else is called so. */
export function bindAuxiliary(
	state: BindState,
	scope: Scope,
	syntax: FunctionCall,
): Expr | undefined {
	const called = auxiliaryFunctions.get(syntax.name.key);
	const [first, ...others] = syntax.args;
	if (!called || first?.kind !== 'columnReference') return undefined;
	const found = tableNamed(state, scope, first);
	if (!found) return undefined;
	const given = others.map(argument => bindExpression(state, scope, argument));
	return auxiliaryCall(state, found.entry, found.index, called, given);
}

/** The hidden column `rank`. */
export function bindRank(
	state: BindState,
	scope: Scope,
	{ table, column }: ColumnReference,
): Expr | undefined {
	if (column.key !== 'rank') return undefined;
	for (const entry of scope.relations) {
		if (table && entry.relation.key !== table.key) continue;
		const schema = tableOf(entry);
		const [index] = schema ? matchIndexes(state, schema) : [];
		const called = auxiliaryFunctions.get('bm25') as ScalarFunction;
		if (index) return auxiliaryCall(state, entry, index, called, []);
	}
	return undefined;
}

interface NamedTable {
	readonly entry: ScopeRelation;
	readonly index: IndexSchema;
}

/** The name is a table's, and no column's. */
function tableNamed(
	state: BindState,
	scope: Scope,
	{ table, column }: ColumnReference,
): NamedTable | undefined {
	if (table || state.restriction || isColumn(scope, column)) return undefined;
	const entry = scope.relations.find(one => one.relation.key === column.key);
	const schema = entry && tableOf(entry);
	const [index] = schema ? matchIndexes(state, schema) : [];
	return entry && index && { entry, index };
}

function isColumn({ relations }: Scope, { key }: Name): boolean {
	return relations.some(entry => entry.columns.positionOf(key) >= 0);
}

function tableOf({ relation }: ScopeRelation): TableSchema | undefined {
	return relation.kind === 'table' && relation.table.hasRowid ? relation.table : undefined;
}

/** Partial indexes do not know all rows. */
function matchIndexes({ context }: BindState, { indexes }: TableSchema): IndexSchema[] {
	return indexes.filter(
		({ type, where }) =>
			type !== undefined && !where && context.indexTypes?.find(type)?.operators.match !== undefined,
	);
}

function matchCall(
	state: BindState,
	entry: ScopeRelation,
	index: IndexSchema,
	pattern: Expr,
	column: number | null,
): Expr {
	const link = linkOf(entry, index);
	if (!link.pattern && link.index === index) {
		link.pattern = pattern;
		link.column = column;
		for (const args of link.waiting) args.splice(PATTERN, 2, pattern, literal(column));
	}
	const args = [literal(index.id), useColumn(state, entry, -1), pattern, literal(column)];
	clearMeta(state);
	return { kind: 'call', function: matchFunction, args, collation: BINARY };
}

/** Place of the pattern among the arguments; behind it comes the column. */
const PATTERN = 2;

function auxiliaryCall(
	state: BindState,
	entry: ScopeRelation,
	index: IndexSchema,
	called: ScalarFunction,
	given: readonly Expr[],
): Expr {
	const link = linkOf(entry, index);
	const texts = link.index.columns.map(({ columnIndex }) =>
		columnIndex >= 0 ? useColumn(state, entry, columnIndex) : literal(null),
	);
	const args: Expr[] = [
		literal(link.index.id),
		useColumn(state, entry, -1),
		link.pattern ?? literal(null),
		literal(link.column),
		literal(texts.length),
		...(called.name === 'bm25' ? texts.map(() => literal(null)) : texts),
		...given,
	];
	if (!link.pattern) link.waiting.push(args);
	clearMeta(state);
	return { kind: 'call', function: called, args, collation: BINARY };
}

function linkOf(entry: ScopeRelation, index: IndexSchema): MatchLink {
	let link = links.get(entry);
	if (!link) links.set(entry, (link = { index, pattern: undefined, column: null, waiting: [] }));
	return link;
}
