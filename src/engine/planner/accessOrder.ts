/**
 * Whether an access path yields rows in a wanted order, and read in which direction.
 */

import type { Expr } from '../plan/expression.js';
import { exprEquals } from '../plan/exprTree.js';
import type { SortKey, TableScan } from '../plan/nodes.js';
import type { Access, AccessRequest, WantedOrder } from './chooseAccess.js';
import type { IndexPart } from './indexParts.js';
import { indexPartAt, ROWID_PART } from './indexParts.js';

export function orderOfAccess(
	request: AccessRequest,
	access: Access,
	{ keys, isJoined, adjacent }: WantedOrder,
): TableScan['direction'] | undefined {
	const parts = orderParts(request, access);
	if (!parts) return undefined;
	let direction: TableScan['direction'] | undefined;
	let position = 0;
	for (const key of keys) {
		if (isConstant(request, access, key)) continue;
		const part = parts[position];
		if (!part) return undefined;
		if (part === UNIQUE_END) {
			if (isJoined !== true) return direction ?? 'forward';
			// A join repeats the row: what else it is ordered by may differ from one to the next.
			if (columnOf(request, key.expr) === undefined) return undefined;
			continue;
		}
		if (!matches(request, part, key) || key.nullsFirst === key.descending) return undefined;
		const turned = key.descending !== part.descending ? 'backward' : 'forward';
		if (direction && direction !== turned) return undefined;
		direction = turned;
		position++;
	}
	if (adjacent && !areAdjacent(request, access, adjacent, parts.slice(position), isJoined)) {
		return undefined;
	}
	return direction ?? 'forward';
}

/** Whether rows that are equal in these keys come one after the other, being equal in the parts before `parts`. */
function areAdjacent(
	request: AccessRequest,
	access: Access,
	keys: readonly SortKey[],
	parts: readonly IndexPart[],
	isJoined: boolean | undefined,
): boolean {
	const left = keys.filter(key => !isConstant(request, access, key));
	for (const part of parts) {
		if (left.length === 0) return true;
		if (part === UNIQUE_END) {
			return isJoined !== true || left.every(key => columnOf(request, key.expr) !== undefined);
		}
		const at = left.findIndex(key => matches(request, part, key));
		if (at < 0) return false;
		left.splice(at, 1);
	}
	return left.length === 0;
}

/** Behind it no two rows are equal in all parts before it. */
const UNIQUE_END: IndexPart = { ...ROWID_PART, columnIndex: -3 };

function orderParts(request: AccessRequest, access: Access): IndexPart[] | undefined {
	const { table } = request.relation;
	if (!access.index) return table.hasRowid ? [ROWID_PART, UNIQUE_END] : undefined;
	const { index } = access;
	const known = request.indexes.usable.find(candidate => candidate.index === index);
	const usable = known ?? { index, exprs: [], columnIndexOf: part => part.columnIndex };
	// Several IN values are visited in key order, which is the index's own order only when it is the first part.
	const inPosition = access.equals.findIndex(
		sarg => sarg.operator === 'in' || sarg.operator === 'inSubquery',
	);
	const { skip = 0 } = access;
	const fixed = skip > 0 ? 0 : inPosition >= 0 ? inPosition : access.equals.length;
	const parts: IndexPart[] = [];
	const isUnique = index.isUnique && (index.id === table.id || isNotNull(request, access));
	for (let position = fixed; ; position++) {
		if ((position > fixed || skip > 0) && isFixed(access, position - skip)) continue;
		const isEnd = isUnique && position >= index.columns.length;
		const part = isEnd ? undefined : indexPartAt(table, usable, position);
		if (!part) break;
		parts.push(part);
	}
	parts.push(UNIQUE_END);
	return parts;
}

/** Behind a list: one value for all of its entries. */
function isFixed({ equals }: Access, position: number): boolean {
	const operator = equals[position]?.operator;
	return operator === '=' || operator === 'is';
}

function isNotNull(request: AccessRequest, access: Access): boolean {
	const { columns } = request.relation.table;
	return (access.index?.columns ?? []).every(
		part => part.columnIndex >= 0 && columns[part.columnIndex]?.isNotNull === true,
	);
}

function matches(request: AccessRequest, part: IndexPart, key: SortKey): boolean {
	if (part.collation !== undefined && part.collation !== key.collation.name) return false;
	if (part.expr) return exprEquals(part.expr, key.expr);
	return columnOf(request, key.expr) === part.columnIndex;
}

function columnOf(request: AccessRequest, expr: Expr): number | undefined {
	if (expr.kind !== 'column') return undefined;
	const { table, used } = request.relation;
	const column = used.find(candidate => candidate.id === expr.id);
	if (!column) return undefined;
	return table.hasRowid && column.columnIndex === table.rowidAlias ? -1 : column.columnIndex;
}

/** The key has one value in all rows: it is fixed by an equality, or reads no column. */
function isConstant(request: AccessRequest, access: Access, key: SortKey): boolean {
	if (key.expr.kind === 'literal') return true;
	const column = columnOf(request, key.expr);
	if (column === undefined) return false;
	return (
		access.equals.some(sarg => isFixing(sarg, column, key)) ||
		request.sargs.some(sarg => isFixing(sarg, column, key) && sarg.valueItems.length === 0)
	);
}

function isFixing(sarg: AccessRequest['sargs'][number], column: number, key: SortKey): boolean {
	return (
		(sarg.operator === '=' || sarg.operator === 'is') &&
		sarg.columnIndex === column &&
		(sarg.collation === '' || sarg.collation === key.collation.name)
	);
}
