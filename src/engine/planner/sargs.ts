/**
 * Predicates an index or the rowid can answer: `column op value`, where the value does not read the table itself.
 */

import type { CallExpr, CompareExpr, Expr, LogicalExpr, Subquery } from '../plan/expression.js';
import type { TableRelation } from '../plan/logical.js';
import { exprEquals, isVolatile, someExpr } from '../plan/exprTree.js';
import type { PatternKind } from '../types/patternPrefix.js';
import { prefixOfPattern } from '../types/patternPrefix.js';
import type { Conjunct } from './joinGroup.js';

export type SargOperator =
	'=' | 'is' | '<' | '<=' | '>' | '>=' | 'in' | 'inSubquery' | 'pattern' | 'notNull';

/** One column of a row value, and what it is compared with. */
export interface RowPart {
	readonly columnIndex: number;
	readonly expr: Expr;
	readonly value: Expr;
	readonly collation: string;
}

export interface Sarg {
	readonly conjunct: Conjunct;
	/** Table column; -1: rowid; -2: `expr` is an expression over the table. */
	readonly columnIndex: number;
	readonly expr: Expr;
	readonly operator: SargOperator;
	/** For = is < <= > >=, and the pattern of LIKE and GLOB. */
	readonly value: Expr | undefined;
	readonly list: readonly Expr[];
	readonly subquery: Subquery | undefined;
	/** Items that the value reads. */
	readonly valueItems: readonly number[];
	/** Name of the collation the comparison uses. */
	readonly collation: string;
	/** For <= and >= of row values: all their columns, this sarg's own first. */
	readonly row?: readonly RowPart[];
	/** For patterns. */
	readonly pattern?: { readonly kind: PatternKind; readonly escape: Expr | undefined };
}

/** `expressions`: those of the table's expression indexes, over the relation's columns. */
export function collectSargs(
	relation: TableRelation,
	position: number,
	conjuncts: readonly Conjunct[],
	expressions: readonly Expr[],
): Sarg[] {
	const sargs: Sarg[] = [];
	for (const conjunct of conjuncts) {
		if (conjunct.items.includes(position)) {
			addSargs(sargs, relation, position, conjunct, expressions);
		}
	}
	return sargs;
}

const NO_EXPRS: readonly Expr[] = [];

function addSargs(
	sargs: Sarg[],
	relation: TableRelation,
	position: number,
	conjunct: Conjunct,
	expressions: readonly Expr[],
): void {
	const { expr } = conjunct;
	switch (expr.kind) {
		case 'compare': {
			if (expr.op === '<>' || expr.op === 'isNot') return;
			const { leftItems, rightItems } = conjunct;
			if (!rightItems.includes(position)) {
				addComparison(sargs, relation, conjunct, expr, 'left', expressions);
			}
			if (!leftItems.includes(position)) {
				addComparison(sargs, relation, conjunct, expr, 'right', expressions);
			}
			return;
		}
		case 'nullTest': {
			const column = indexedColumn(relation, expr.operand, expressions);
			if (column === undefined) return;
			sargs.push({
				conjunct,
				columnIndex: column,
				expr: expr.operand,
				operator: expr.isNegated ? 'notNull' : 'is',
				value: { kind: 'literal', value: null },
				list: NO_EXPRS,
				subquery: undefined,
				valueItems: [],
				collation: '',
			});
			return;
		}
		case 'inList': {
			if (expr.isNegated || conjunct.items.length > 1) return;
			const column = indexedColumn(relation, expr.operand, expressions);
			if (column === undefined || expr.list.some(item => !isRowless(item))) return;
			sargs.push({
				conjunct,
				columnIndex: column,
				expr: expr.operand,
				operator: 'in',
				value: undefined,
				list: expr.list,
				subquery: undefined,
				valueItems: [],
				collation: expr.collation.name,
			});
			return;
		}
		case 'or':
			if (expr.isRowComparison) addRowBound(sargs, relation, conjunct, expr, expressions);
			else addAlternatives(sargs, relation, conjunct, expr.operands, expressions);
			return;
		case 'inSubquery': {
			if (expr.isNegated || expr.operands.length !== 1 || expr.affinities[0]) return;
			if (expr.subquery.bindings.length > 0) return;
			const operand = expr.operands[0] as Expr;
			const column = indexedColumn(relation, operand, expressions);
			if (column === undefined) return;
			sargs.push({
				conjunct,
				columnIndex: column,
				expr: operand,
				operator: 'inSubquery',
				value: undefined,
				list: NO_EXPRS,
				subquery: expr.subquery,
				valueItems: [],
				collation: expr.collations[0]?.name ?? 'BINARY',
			});
			return;
		}
		case 'call':
			addPattern(sargs, relation, conjunct, expr, expressions);
			return;
		default:
			return;
	}
}

/**
 * (a, b) > (1, 2) leaves rows with a >= 1, and of these the ones with (a, b) >= (1, 2) where an index has both; the
 * comparison itself remains to be done.
 */
function addRowBound(
	sargs: Sarg[],
	relation: TableRelation,
	conjunct: Conjunct,
	expr: LogicalExpr,
	expressions: readonly Expr[],
): void {
	const [first] = expr.operands;
	if (first?.kind !== 'compare' || (first.op !== '<' && first.op !== '>')) return;
	const bound: CompareExpr = { ...first, op: first.op === '<' ? '<=' : '>=' };
	const side = isRowless(first.right) ? 'left' : 'right';
	if (!isRowless(side === 'left' ? first.right : first.left)) return;
	const own: Conjunct = { ...conjunct, expr: bound };
	const before = sargs.length;
	addComparison(sargs, relation, own, bound, side, expressions);
	const sarg = sargs[before];
	if (!sarg) return;
	const row: RowPart[] = [];
	for (const { left, right, collation } of comparedPairs(expr)) {
		const [operand, value] = side === 'left' ? [left, right] : [right, left];
		const columnIndex = indexedColumn(relation, operand, expressions);
		if (columnIndex === undefined || !isRowless(value)) break;
		row.push({ columnIndex, expr: operand, value, collation: collation.name });
	}
	sargs[before] = { ...sarg, row };
}

/** a < x OR (a = x AND ...), as row values are bound: a with x, and so on. */
function comparedPairs(expr: LogicalExpr): CompareExpr[] {
	const [first, behind] = expr.operands;
	if (first?.kind !== 'compare' || behind?.kind !== 'and') return [];
	const next = behind.operands[1];
	if (next?.kind === 'compare') return [first, next];
	return next?.kind === 'or' && next.isRowComparison ? [first, ...comparedPairs(next)] : [first];
}

/** `a LIKE 'x%'`, `a GLOB ?` */
function addPattern(
	sargs: Sarg[],
	relation: TableRelation,
	conjunct: Conjunct,
	{ function: { pattern: kind }, args }: CallExpr,
	expressions: readonly Expr[],
): void {
	const [value, operand, escape] = args;
	if (!kind || !value || !operand) return;
	const columnIndex = indexedColumn(relation, operand, expressions);
	if (columnIndex === undefined || columnIndex === -1) return;
	if (escape && (escape.kind !== 'literal' || typeof escape.value !== 'string')) return;
	const isText = relation.table.columns[columnIndex]?.affinity === 'text';
	if (!hasPrefix(kind, value, escape, isText)) return;
	sargs.push({
		conjunct,
		columnIndex,
		expr: operand,
		operator: 'pattern',
		value,
		list: NO_EXPRS,
		subquery: undefined,
		valueItems: [],
		collation: kind === 'like' ? 'NOCASE' : 'BINARY',
		pattern: { kind, escape },
	});
}

/** What numbers look like as text, infinite ones too. */
const NUMERIC_START = /^[-+.\di]/i;

/** Of a parameter it is not known yet. Values that are no texts are not in the order of their texts. */
function hasPrefix(
	kind: PatternKind,
	pattern: Expr,
	escape: (Expr & { kind: 'literal' }) | undefined,
	isText: boolean,
): boolean {
	if (pattern.kind === 'parameter') return isText;
	if (pattern.kind !== 'literal' || typeof pattern.value !== 'string') return false;
	const prefix = prefixOfPattern(kind, pattern.value, escape?.value as string | undefined);
	return prefix !== '' && (isText || !NUMERIC_START.test(prefix));
}

/** `a = 1 OR a = 2` is `a IN (1, 2)`. */
function addAlternatives(
	sargs: Sarg[],
	relation: TableRelation,
	conjunct: Conjunct,
	operands: readonly Expr[],
	expressions: readonly Expr[],
): void {
	if (conjunct.items.length > 1) return;
	let column: number | undefined;
	let operand: Expr | undefined;
	let collation: string | undefined;
	const list: Expr[] = [];
	for (const one of operands) {
		if (one.kind !== 'compare' || one.op !== '=') return;
		const [side, value] = isRowless(one.right) ? [one.left, one.right] : [one.right, one.left];
		if (!isRowless(value) || one.collation.name !== (collation ?? one.collation.name)) return;
		if (operand && !exprEquals(operand, side)) return;
		operand = side;
		collation = one.collation.name;
		column ??= indexedColumn(relation, side, expressions);
		if (column === undefined) return;
		list.push(value);
	}
	if (column === undefined || !operand || collation === undefined) return;
	sargs.push({
		conjunct,
		columnIndex: column,
		expr: operand,
		operator: 'in',
		value: undefined,
		list,
		subquery: undefined,
		valueItems: [],
		collation,
	});
}

/** The same for all rows of the table: it can be computed before the search. */
function isRowless(expr: Expr): boolean {
	if (expr.kind === 'literal' || expr.kind === 'parameter' || expr.kind === 'slot') return true;
	return !someExpr(expr, node => node.kind === 'column') && !isVolatile(expr);
}

function addComparison(
	sargs: Sarg[],
	relation: TableRelation,
	conjunct: Conjunct,
	expr: CompareExpr,
	side: 'left' | 'right',
	expressions: readonly Expr[],
): void {
	const columnSide = side === 'left' ? expr.left : expr.right;
	const column = indexedColumn(relation, columnSide, expressions);
	if (column === undefined) return;
	sargs.push({
		conjunct,
		columnIndex: column,
		expr: columnSide,
		operator: side === 'left' ? operatorOf(expr.op) : mirrored(operatorOf(expr.op)),
		value: side === 'left' ? expr.right : expr.left,
		list: NO_EXPRS,
		subquery: undefined,
		valueItems: side === 'left' ? conjunct.rightItems : conjunct.leftItems,
		collation: expr.collation.name,
	});
}

function operatorOf(op: CompareExpr['op']): SargOperator {
	return op === '<>' || op === 'isNot' ? '=' : op;
}

function mirrored(operator: SargOperator): SargOperator {
	switch (operator) {
		case '<':
			return '>';
		case '<=':
			return '>=';
		case '>':
			return '<';
		case '>=':
			return '<=';
		default:
			return operator;
	}
}

/** The relation's column (rowid alias as -1) or indexed expression that `expr` is; undefined: neither. */
function indexedColumn(
	relation: TableRelation,
	expr: Expr,
	expressions: readonly Expr[],
): number | undefined {
	if (expr.kind === 'column') {
		for (const column of relation.used) {
			if (column.id !== expr.id) continue;
			const { table } = relation;
			return table.hasRowid && column.columnIndex === table.rowidAlias ? -1 : column.columnIndex;
		}
		return undefined;
	}
	return expressions.some(indexed => exprEquals(indexed, expr)) ? -2 : undefined;
}
