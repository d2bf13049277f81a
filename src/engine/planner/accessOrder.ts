/**
 * Whether an access path yields rows in a wanted order, and read in which direction.
 */

import type { Expr } from '../plan/expression.js';
import { exprEquals } from '../plan/exprTree.js';
import type { SortKey, TableScan } from '../plan/nodes.js';
import type { Access, AccessRequest, WantedOrder } from './chooseAccess.js';
import type { UsableIndex } from './indexExpressions.js';

/** A part of the order rows come in: a column (rowid: -1) or an expression. */
interface OrderPart {
	readonly columnIndex: number;
	readonly expr: Expr | undefined;
	readonly descending: boolean;
	/** Undefined: integers only, any collation will do. */
	readonly collation: string | undefined;
}

const ROWID_PART: OrderPart = {
	columnIndex: -1,
	expr: undefined,
	descending: false,
	collation: undefined,
};

export function orderOfAccess(
	request: AccessRequest,
	access: Access,
	{ keys, isJoined }: WantedOrder,
): TableScan['direction'] | undefined {
	const parts = orderParts(request, access);
	if (!parts) return undefined;
	const hasList = access.equals.some(
		sarg => sarg.operator === 'in' || sarg.operator === 'inSubquery',
	);
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
		if ((direction && direction !== turned) || (hasList && turned === 'backward')) return undefined;
		direction = turned;
		position++;
	}
	return direction ?? 'forward';
}

/** Behind it no two rows are equal in all parts before it. */
const UNIQUE_END: OrderPart = { ...ROWID_PART, columnIndex: -3 };

function orderParts(request: AccessRequest, access: Access): OrderPart[] | undefined {
	const { table } = request.relation;
	if (!access.index) return table.hasRowid ? [ROWID_PART, UNIQUE_END] : undefined;
	const { index } = access;
	const usable = request.indexes.usable.find(candidate => candidate.index === index);
	// Several IN values are visited in key order, which is the index's own order only when it is the first part.
	const inPosition = access.equals.findIndex(
		sarg => sarg.operator === 'in' || sarg.operator === 'inSubquery',
	);
	const fixed = inPosition >= 0 ? inPosition : access.equals.length;
	const parts: OrderPart[] = [];
	for (let position = fixed; position < index.columns.length; position++) {
		parts.push(
			orderPart(usable, index.columns[position] as (typeof index.columns)[number], position),
		);
	}
	const isUnique = index.isUnique && (index.id === table.id || isNotNull(request, access));
	if (isUnique) parts.push(UNIQUE_END);
	else if (table.hasRowid) parts.push(ROWID_PART, UNIQUE_END);
	return parts;
}

function isNotNull(request: AccessRequest, access: Access): boolean {
	const { columns } = request.relation.table;
	return (access.index?.columns ?? []).every(
		part => part.columnIndex >= 0 && columns[part.columnIndex]?.isNotNull === true,
	);
}

function orderPart(
	usable: UsableIndex | undefined,
	part: UsableIndex['index']['columns'][number],
	position: number,
): OrderPart {
	return {
		columnIndex: usable ? usable.columnIndexOf(part) : part.columnIndex,
		expr: usable?.exprs[position],
		descending: part.descending,
		collation: part.collation.name,
	};
}

function matches(request: AccessRequest, part: OrderPart, key: SortKey): boolean {
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
