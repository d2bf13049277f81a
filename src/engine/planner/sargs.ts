/**
 * Predicates an index or the rowid can answer: `column op value`, where the value does not read the table itself.
 */

import type { CompareExpr, Expr, Subquery } from '../plan/expression.js';
import type { TableRelation } from '../plan/logical.js';
import { exprEquals } from '../plan/exprTree.js';
import type { Conjunct } from './joinGroup.js';

export type SargOperator = '=' | 'is' | '<' | '<=' | '>' | '>=' | 'in' | 'inSubquery';

export interface Sarg {
	readonly conjunct: Conjunct;
	/** Table column; -1: rowid; -2: `expr` is an expression over the table. */
	readonly columnIndex: number;
	readonly expr: Expr;
	readonly operator: SargOperator;
	/** For = is < <= > >=. */
	readonly value: Expr | undefined;
	readonly list: readonly Expr[];
	readonly subquery: Subquery | undefined;
	/** Items that the value reads. */
	readonly valueItems: readonly number[];
	/** Name of the collation the comparison uses. */
	readonly collation: string;
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
			if (expr.isNegated) return;
			const column = indexedColumn(relation, expr.operand, expressions);
			if (column === undefined) return;
			sargs.push({
				conjunct,
				columnIndex: column,
				expr: expr.operand,
				operator: 'is',
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
			if (column === undefined || expr.list.some(item => readsColumns(item))) return;
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
			if (expr.isRowComparison) addRowBound(sargs, relation, conjunct, expr.operands, expressions);
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
		default:
			return;
	}
}

/** (a, b) > (1, 2) leaves rows with a >= 1 only; the comparison itself remains to be done. */
function addRowBound(
	sargs: Sarg[],
	relation: TableRelation,
	conjunct: Conjunct,
	operands: readonly Expr[],
	expressions: readonly Expr[],
): void {
	const [first] = operands;
	if (first?.kind !== 'compare' || (first.op !== '<' && first.op !== '>')) return;
	const bound: CompareExpr = { ...first, op: first.op === '<' ? '<=' : '>=' };
	const side = readsColumns(first.right) ? 'right' : 'left';
	if (readsColumns(side === 'left' ? first.right : first.left)) return;
	const own: Conjunct = { ...conjunct, expr: bound };
	addComparison(sargs, relation, own, bound, side, expressions);
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
		const [side, value] = readsColumns(one.right) ? [one.right, one.left] : [one.left, one.right];
		if (readsColumns(value) || one.collation.name !== (collation ?? one.collation.name)) return;
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

function readsColumns(expr: Expr): boolean {
	return expr.kind !== 'literal' && expr.kind !== 'parameter' && expr.kind !== 'slot';
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
