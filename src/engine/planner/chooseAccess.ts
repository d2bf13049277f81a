/**
 * Access paths of a table: full scan, rowid search, index search. Picks the cheapest for the predicates whose
 * values are at hand, with a bonus for rows coming in a wanted order.
 *
 * Costs are in scanned rows. Without statistics an equality on an index's first column is taken to leave 10 rows, on
 * two columns 9, and so on, as SQLite does, and a range bound a quarter.
 */

import type { IndexSchema } from '../catalog/schema.js';
import type { TableRelation } from '../plan/logical.js';
import type { SortKey, TableScan } from '../plan/nodes.js';
import type { TableIndexes, UsableIndex } from './indexExpressions.js';
import { comparesAs, indexPartAt, isIndexPart } from './indexParts.js';
import { orderOfAccess } from './accessOrder.js';
import { averageRows, rangePart, seekFraction, seekSkew } from './measuredAccess.js';
import type { StatisticsOfColumn } from './measuredColumns.js';
import type { Range } from './rangeTerms.js';
import { findRange, NO_RANGE } from './rangeTerms.js';
import { indexWidth, tableWidth } from './rowWidths.js';
import { availableSearches, combine } from './indexSearch.js';
import type { Search } from './indexSearch.js';
import type { Sarg } from './sargs.js';
import { SMALL_TABLE } from './smallTables.js';

export interface Access {
	readonly kind: 'full' | 'rowid' | 'index';
	readonly index: IndexSchema | undefined;
	/** One per leading index part (rowid: at most one). */
	readonly equals: readonly Sarg[];
	/** Of the part behind them. */
	readonly range: Range;
	/** Index parts before all of them, of which every value is tried. */
	readonly skip?: number;
	readonly isCovering: boolean;
	readonly direction: TableScan['direction'];
	/** Rows come in the wanted order. */
	readonly isOrdered: boolean;
	/** Rows that come out, before other predicates. */
	readonly rows: number;
	readonly cost: number;
	/** Of indexes of registered types, that answer `equals`; kind is rowid then. */
	readonly search?: Search;
}

export interface WantedOrder {
	readonly keys: readonly SortKey[];
	/** Each row may come several times. */
	readonly isJoined?: boolean;
	/** Behind the keys: in any order and direction, only that rows equal in these stand together. */
	readonly adjacent?: readonly SortKey[];
	/** Wanted to find groups, or equal rows. */
	readonly isGrouping?: boolean;
	/** Of whole rows: DISTINCT. */
	readonly isDistinct?: boolean;
	/** The next best. */
	readonly otherwise?: WantedOrder;
	/** Rows wanted in the end, when that is known. */
	readonly limit: number | undefined;
}

export interface AccessRequest {
	readonly relation: TableRelation;
	readonly indexes: TableIndexes;
	/** Rows of the table. */
	readonly size: number;
	readonly sargs: readonly Sarg[];
	/** Of indexes of registered types, beside equalities. */
	readonly searches: readonly Search[];
	/** Rows are counted only: so many predicates have to be answered for none to be fetched. */
	readonly counted: number | undefined;
	/** Whether the items a value reads are joined already. */
	readonly isAvailable: (items: readonly number[]) => boolean;
	/** Whether all columns that are read are in the index. */
	readonly isCovered: (usable: UsableIndex) => boolean;
	/** Whether the index looks as if it were covering when costs are compared: as above, but for targets of changes. */
	readonly seemsCovered: (usable: UsableIndex) => boolean;
	/** Scan an index that is narrower than the table instead of it. */
	readonly prefersNarrow: boolean;
	/** What is known of columns; undefined: the table is planned without. */
	readonly statistics: StatisticsOfColumn | undefined;
	readonly wanted: WantedOrder | undefined;
}

const SEEK_COST = 20;
/** Of an index of a registered type. */
const SEARCH_COST = 18;
const COUNTED_ROW_COST = 0.001;
const COVERED_ROW_COST = 1.5;
const FETCHED_ROW_COST = 3.5;
/**
 * What searched rows rather cost beside those of a scan by columns: used where it is known how many will come. A fetched row
 * takes as long as a hundred scanned ones, but these may be further away or have costlier filters.
 */
const MEASURED_FETCH_COST = 30;
const MEASURED_COVERED_COST = 8;
/** Of a whole index instead of the table; below 1, which is the table's. */
const NARROW_ROW_COST = 0.8;
/** Small tables are planned as if they had this many rows, for they may grow after the plan is made. */
const SMALLEST_SIZE = 1000;

export function chooseAccess(request: AccessRequest): Access {
	const { relation, indexes } = request;
	const size = Math.max(request.size, SMALLEST_SIZE);
	let best: Access | undefined;
	const offer = (access: Access): void => {
		const ordered = withOrder(request, access);
		if (!best || ordered.cost < best.cost) best = ordered;
	};
	const isIndexForced = typeof relation.forcedIndex === 'number';
	if (!isIndexForced) {
		offer(fullScan(request, size));
		if (relation.table.hasRowid) offerRowid(request, size, offer);
	}
	if (indexes.typed.length > 0) offerSearches(request, size, offer);
	// Of equal ones the newest is taken, as SQLite does.
	for (let position = indexes.usable.length - 1; position >= 0; position--) {
		offerIndex(request, indexes.usable[position] as UsableIndex, size, offer);
	}
	// INDEXED BY an index that cannot be read as a whole: buildScan refuses what is left.
	return best ?? { ...fullScan(request, size), cost: isIndexForced ? Infinity : size };
}

/** Each search alone, and all together. */
function offerSearches(
	request: AccessRequest,
	size: number,
	offer: (access: Access) => void,
): void {
	const searches = availableSearches(request);
	if (searches.length === 0) return;
	for (const search of searches) offer(searchAccess(request, search, size));
	if (searches.length > 1) {
		offer(searchAccess(request, combine('and', searches, Math.max(1, request.size)), size));
	}
}

function searchAccess(request: AccessRequest, search: Search, size: number): Access {
	const rows = Math.max(1, Math.min(search.rows, size));
	const done = new Set(search.sargs.map(sarg => sarg.conjunct));
	const isCount = search.isExact && done.size === request.counted;
	const rowCost = isCount ? COUNTED_ROW_COST : FETCHED_ROW_COST;
	return {
		...rowidAccess(search.sargs, undefined, undefined, rows),
		search,
		cost: search.seeks * SEARCH_COST + rows * rowCost,
	};
}

function fullScan(request: AccessRequest, size: number): Access {
	const { table } = request.relation;
	return {
		kind: 'full',
		index: table.hasRowid ? undefined : table.indexes.find(index => index.id === table.id),
		equals: NO_SARGS,
		range: NO_RANGE,
		isCovering: true,
		direction: 'forward',
		isOrdered: false,
		rows: Math.max(1, request.size),
		cost: size,
	};
}

const NO_SARGS: readonly Sarg[] = [];

function offerRowid(request: AccessRequest, size: number, offer: (access: Access) => void): void {
	let lower: Sarg | undefined;
	let upper: Sarg | undefined;
	for (const sarg of request.sargs) {
		if (sarg.columnIndex !== -1 || !request.isAvailable(sarg.valueItems)) continue;
		switch (sarg.operator) {
			case '=':
				offer(rowidAccess([sarg], undefined, undefined, 1));
				break;
			case 'in':
				offer(rowidAccess([sarg], undefined, undefined, sarg.list.length));
				break;
			case 'inSubquery':
				offer(rowidAccess([sarg], undefined, undefined, 25));
				break;
			case '>':
			case '>=':
				lower ??= sarg;
				break;
			case '<':
			case '<=':
				upper ??= sarg;
				break;
			default:
		}
	}
	if (lower || upper) {
		const range = { ...NO_RANGE, lower, upper };
		const fraction = rangePart(request.statistics, range) ?? guessedPart(range);
		const rows = Math.max(1, request.size * fraction);
		const estimated = size * fraction;
		offer({ ...rowidAccess([], lower, upper, rows), cost: SEEK_COST + estimated });
	}
}

function rowidAccess(
	equals: readonly Sarg[],
	lower: Sarg | undefined,
	upper: Sarg | undefined,
	rows: number,
): Access {
	return {
		kind: 'rowid',
		index: undefined,
		equals,
		range: lower || upper ? { ...NO_RANGE, lower, upper } : NO_RANGE,
		isCovering: true,
		direction: 'forward',
		isOrdered: false,
		rows,
		cost: rows * SEEK_COST * 0.7,
	};
}

function offerIndex(
	request: AccessRequest,
	usable: UsableIndex,
	size: number,
	offer: (access: Access) => void,
): void {
	const { index } = usable;
	const isPrimary = index.id === request.relation.table.id;
	const { equals, seeks } = leadingEqualities(request, usable, 0);
	if (equals.length === 0) offerSkipScan(request, usable, offer);
	const range = findRange(request, usable, equals.length);
	const isUnique = index.isUnique && equals.length >= index.columns.length;
	const perSeek = rowsPerSeek(request, usable, equals, isUnique, size);
	const guessed = guessedPart(range);
	const fraction = rangePart(request.statistics, range) ?? guessed;
	const estimated = Math.min(size, Math.max(isUnique ? 1 : fraction, perSeek * fraction) * seeks);
	const isCovering = isPrimary || request.isCovered(usable);
	const hasTerms = equals.length > 0 || guessed < 1;
	const isWhole = !hasTerms;
	const seemsCovering = isPrimary || request.seemsCovered(usable);
	const isNarrow = isWhole && seemsCovering && isNarrower(request, index);
	if (isWhole && !isNarrow && !isWorthScanning(request, usable, isCovering)) return;
	const rowCost = isNarrow ? NARROW_ROW_COST : searchedRowCost(request, seemsCovering, isWhole);
	const width = indexWidth(request.relation.table, index) / tableWidth(request.relation.table);
	const weight = isNarrow ? width : 0.9 + 0.1 * width;
	offer({
		kind: 'index',
		index,
		equals,
		range,
		isCovering,
		direction: 'forward',
		isOrdered: false,
		rows: Math.max(1, Math.min(estimated, Math.max(1, request.size))),
		cost: (isNarrow ? 0 : seeks * SEEK_COST) + estimated * rowCost * weight,
	});
}

/** So many rows have to share a value of the first part: SQLite's limit. */
const SKIPPED_ROWS = 19;

/**
 * Search by the other parts for each value of the first one. Of small tables ANALYZE must have told that it has few, for
 * rows come in the order of the index.
 */
function offerSkipScan(
	request: AccessRequest,
	usable: UsableIndex,
	offer: (access: Access) => void,
): void {
	const { index } = usable;
	if (index.columns.length < 2 || request.sargs.length === 0) return;
	const { equals, seeks } = leadingEqualities(request, usable, 1);
	const range = findRange(request, usable, 1 + equals.length);
	if (equals.length === 0 && guessedPart(range) === 1) return;
	const { statistics, size } = request;
	const known = usable.rowsPerPrefix(1) ?? averageRows(statistics, index.columns[0], size);
	if (known === undefined || known < SKIPPED_ROWS) return;
	const fraction = rangePart(statistics, range) ?? guessedPart(range);
	const values = Math.max(1, size / known);
	const part = (statistics && seekFraction(statistics, equals)) ?? 1 / 10;
	const perSeek =
		equals.length === 0 ? known : (usable.rowsPerPrefix(1 + equals.length) ?? known * part);
	const rows = Math.min(request.size, Math.max(1, perSeek * fraction) * seeks * values);
	const isPrimary = index.id === request.relation.table.id;
	const isCovering = isPrimary || request.isCovered(usable);
	const rowCost = searchedRowCost(request, isCovering, false);
	offer({
		kind: 'index',
		index,
		equals,
		range,
		skip: 1,
		isCovering,
		direction: 'forward',
		isOrdered: false,
		rows,
		cost: values * (1 + seeks) * SEEK_COST + rows * rowCost,
	});
}

/** Of the rows within bounds that nothing is known of. */
function guessedPart({ lower, upper, pattern, isNotNullOnly }: Range): number {
	if (pattern || (lower && upper)) return 1 / 16;
	return (lower && !isNotNullOnly) || upper ? 1 / 4 : 1;
}

function isNarrower({ prefersNarrow, relation }: AccessRequest, index: IndexSchema): boolean {
	const { table } = relation;
	if (!prefersNarrow || index.id === table.id) return false;
	if (table.hasRowid) return indexWidth(table, index) < tableWidth(table);
	const primary = table.indexes.find(candidate => candidate.id === table.id) as IndexSchema;
	const difference = indexWidth(table, index) - indexWidth(table, primary);
	return difference < 0 || (difference === 0 && comesBefore(index, primary));
}

/** In SQLite's list of a table's indexes: the newest first, those that replace behind all others. */
function comesBefore(index: IndexSchema, primary: IndexSchema): boolean {
	const replaces = primary.conflict === 'replace';
	if (replaces !== (index.conflict === 'replace')) return replaces;
	return index.origin === 'c' || automaticNumber(index) > automaticNumber(primary);
}

function automaticNumber({ name }: IndexSchema): number {
	return Number(name.slice(name.lastIndexOf('_') + 1));
}

/**
 * Whether reading all of an index that is not narrow may be of use. Groups of a large table are found faster by hashing than
 * by fetching rows in their order.
 */
function isWorthScanning(
	{ wanted, size, relation }: AccessRequest,
	usable: UsableIndex,
	isCovering: boolean,
): boolean {
	if (wanted?.isGrouping && !isCovering && size > SMALL_TABLE) return false;
	return wanted !== undefined || usable.isPartial || typeof relation.forcedIndex === 'number';
}

function leadingEqualities(
	request: AccessRequest,
	usable: UsableIndex,
	start: number,
): { equals: Sarg[]; seeks: number } {
	const equals: Sarg[] = [];
	let seeks = 1;
	const { table } = request.relation;
	for (let position = start; ; position++) {
		// A rowid is found faster by itself.
		if (table.hasRowid && position === usable.index.columns.length) break;
		const sarg = bestEquality(request, usable, position);
		if (!sarg) break;
		equals.push(sarg);
		if (sarg.operator === 'in') seeks *= sarg.list.length;
		if (sarg.operator === 'inSubquery') seeks *= 25;
	}
	return { equals, seeks };
}

function searchedRowCost(
	{ statistics }: AccessRequest,
	isCovering: boolean,
	isWhole: boolean,
): number {
	if (isWhole || !statistics) return isCovering ? COVERED_ROW_COST : FETCHED_ROW_COST;
	return isCovering ? MEASURED_COVERED_COST : MEASURED_FETCH_COST;
}

function rowsPerSeek(
	{ statistics }: AccessRequest,
	usable: UsableIndex,
	equals: readonly Sarg[],
	isUnique: boolean,
	size: number,
): number {
	const prefix = equals.length;
	if (isUnique) return 1;
	if (prefix === 0) return usable.isPartial ? size / 4 : size;
	const known = usable.rowsPerPrefix(prefix);
	if (!statistics) return Math.min(size, known ?? Math.max(5, 11 - prefix));
	if (known !== undefined)
		return Math.min(size, known * seekSkew(statistics, equals, known / size));
	const fraction = seekFraction(statistics, equals);
	return Math.min(size, fraction === undefined ? Math.max(5, 11 - prefix) : size * fraction);
}

export function bestEquality(
	request: Pick<AccessRequest, 'relation' | 'sargs' | 'isAvailable'>,
	usable: UsableIndex,
	position: number,
): Sarg | undefined {
	if (request.sargs.length === 0) return undefined;
	const part = indexPartAt(request.relation.table, usable, position);
	if (!part) return undefined;
	let best: Sarg | undefined;
	for (const sarg of request.sargs) {
		if (!isIndexPart(part, sarg)) continue;
		if (sarg.collation !== '' && !comparesAs(part, sarg.collation)) continue;
		if (!request.isAvailable(sarg.valueItems)) continue;
		if (sarg.operator === '=') return sarg;
		if (sarg.operator === 'is') best = sarg;
		else if (sarg.operator === 'in' || sarg.operator === 'inSubquery') best ??= sarg;
	}
	return best;
}

/** Whether less than all rows are read. */
export function isSearch({ equals, range }: Access): boolean {
	if (equals.length > 0 || range.upper || range.pattern) return true;
	return range.lower !== undefined && !range.isNotNullOnly;
}

/** The access with the cost of sorting added, or turned so that no sort is needed. */
function withOrder(request: AccessRequest, access: Access): Access {
	const { wanted } = request;
	if (!wanted) return access;
	const direction = orderOfAccess(request, access, wanted);
	const rows = Math.max(access.rows, isSearch(access) ? 1 : SMALLEST_SIZE);
	if (direction) {
		const { limit } = wanted;
		const part = limit === undefined ? 1 : Math.min(1, (limit * 4 + 1) / rows);
		return { ...access, direction, isOrdered: true, cost: access.cost * part };
	}
	const sortCost = 2000 + rows * Math.log2(rows + 1) * 0.15;
	return { ...access, cost: access.cost + sortCost };
}
