/**
 * Turns LEFT JOIN into JOIN where a predicate above it fails for NULLs of its right side anyway; inner joins can be
 * reordered and searched by index from either side.
 */

import type { ColumnId, Expr } from '../plan/expression.js';
import type { BoundSelect, FromItem } from '../plan/logical.js';

export function simplifyOuterJoins(block: BoundSelect): BoundSelect {
	if (!block.from || !hasLeftJoin(block.from) || block.where.length === 0) return block;
	const from = simplify(block.from, block.where);
	return from === block.from ? block : { ...block, from };
}

function hasLeftJoin(from: FromItem): boolean {
	return (
		from.kind === 'join' &&
		(from.type === 'left' || hasLeftJoin(from.left) || hasLeftJoin(from.right))
	);
}

/** `above`: predicates that every row of `from` that matters satisfies. */
function simplify(from: FromItem, above: readonly Expr[]): FromItem {
	if (from.kind !== 'join') return from;
	switch (from.type) {
		case 'inner':
		case 'cross': {
			const known = from.on.length > 0 ? [...above, ...from.on] : above;
			return rejoin(from, simplify(from.left, known), simplify(from.right, known));
		}
		case 'left': {
			const ids = new Set<ColumnId>();
			collectIds(from.right, ids);
			if (above.some(expr => rejectsNulls(expr, ids))) {
				return simplify({ ...from, type: 'inner' }, above);
			}
			return rejoin(from, simplify(from.left, above), from.right);
		}
		case 'semi':
		case 'anti':
			return rejoin(from, simplify(from.left, above), from.right);
		case 'right':
		case 'full':
			return from;
	}
}

function rejoin(
	join: Extract<FromItem, { kind: 'join' }>,
	left: FromItem,
	right: FromItem,
): FromItem {
	return left === join.left && right === join.right ? join : { ...join, left, right };
}

function collectIds(from: FromItem, ids: Set<ColumnId>): void {
	if (from.kind === 'join') {
		collectIds(from.left, ids);
		collectIds(from.right, ids);
		return;
	}
	for (const { id } of from.used) ids.add(id);
}

/** Not true whenever all the columns are NULL. */
function rejectsNulls(expr: Expr, ids: ReadonlySet<ColumnId>): boolean {
	switch (expr.kind) {
		case 'compare':
			if (expr.op === 'is' || expr.op === 'isNot') return false;
			return isNullWith(expr.left, ids) || isNullWith(expr.right, ids);
		case 'nullTest':
			return expr.isNegated && isNullWith(expr.operand, ids);
		case 'inList':
			return isNullWith(expr.operand, ids);
		case 'inSubquery':
			return !expr.isNegated && expr.operands.some(operand => isNullWith(operand, ids));
		case 'and':
			return expr.operands.some(operand => rejectsNulls(operand, ids));
		case 'or':
			return expr.operands.every(operand => rejectsNulls(operand, ids));
		default:
			return isNullWith(expr, ids);
	}
}

/** NULL whenever all the columns are NULL. */
function isNullWith(expr: Expr, ids: ReadonlySet<ColumnId>): boolean {
	switch (expr.kind) {
		case 'column':
			return ids.has(expr.id);
		case 'unary':
		case 'not':
		case 'cast':
		case 'affinity':
			return isNullWith(expr.operand, ids);
		case 'binary':
			return isNullWith(expr.left, ids) || isNullWith(expr.right, ids);
		case 'compare':
			if (expr.op === 'is' || expr.op === 'isNot') return false;
			return isNullWith(expr.left, ids) || isNullWith(expr.right, ids);
		default:
			return false;
	}
}
