/**
 * What is known of each item of a join group before it is placed, and what it costs to join it next.
 */

import type { IndexSchema } from '../catalog/schema.js';
import type { ColumnId, Expr } from '../plan/expression.js';
import { averageFraction } from '../plan/columnStatistics.js';
import type { FromItem, TableRelation } from '../plan/logical.js';
import type { PlanNode } from '../plan/nodes.js';
import type { Access, WantedOrder } from './chooseAccess.js';
import { chooseAccess } from './chooseAccess.js';
import type { CoveredExpressions } from './coveredExpressions.js';
import { coverExpressions, coversExpressions, isInIndex } from './coveredExpressions.js';
import { selectivity } from './estimate.js';
import type { TableIndexes, UsableIndex } from './indexExpressions.js';
import { usableIndexes } from './indexExpressions.js';
import { collectSearches } from './indexSearch.js';
import type { Search } from './indexSearch.js';
import type { Conjunct, JoinGroup, JoinItem } from './joinGroup.js';
import { keySide } from './joinNodes.js';
import { measureRelation, statisticsOfExpr, statisticsOfRelation } from './measuredColumns.js';
import type { PlanState } from './planState.js';
import { isRuleOn } from './planState.js';
import type { Sarg } from './sargs.js';
import { collectSargs } from './sargs.js';
import { costOf, searchCost } from './joinVirtual.js';
import { isVirtual } from './planVirtual.js';
import { isReadInOrder, SMALL_JOIN } from './smallTables.js';

/** An item with its access choices. */
export interface Candidate {
	readonly item: JoinItem;
	/** Set for plain tables. */
	readonly relation: TableRelation | undefined;
	/** Set for everything else: planned already. */
	readonly node: PlanNode | undefined;
	readonly indexes: TableIndexes;
	readonly sargs: readonly Sarg[];
	/** Of indexes of registered types, beside equalities. */
	readonly searches: readonly Search[];
	/** Rows of the table or of `node`. */
	readonly size: number;
	/** Predicates on this item alone. */
	readonly local: readonly Conjunct[];
	/** Predicates that join it to others: its ON, or the group's. */
	readonly joining: readonly Conjunct[];
	/** Access without values of other items. */
	readonly alone: Access | undefined;
	/** Rows that pass the local predicates. */
	readonly aloneRows: number;
	readonly aloneCost: number;
	/** Part of a join of small tables. */
	readonly isSmall: boolean;
	/** Planned by the values of columns. */
	readonly isMeasured: boolean;
	/** Some sarg reads another item: a lookup may be possible. */
	readonly hasLookups: boolean;
}

const NO_INDEXES: TableIndexes = { usable: [], typed: [], expressions: [] };
const NO_SEARCHES: readonly Search[] = [];
const NO_SARGS: readonly Sarg[] = [];

export function describeItem(
	state: PlanState,
	group: JoinGroup,
	item: JoinItem,
	planOther: (source: Exclude<FromItem, TableRelation>, local: readonly Expr[]) => PlanNode,
): Candidate {
	const own = item.type === 'inner' ? group.conjuncts : item.on;
	const local: Conjunct[] = [];
	const joining: Conjunct[] = [];
	for (const conjunct of own) {
		if (!conjunct.items.includes(item.position)) {
			if (item.type !== 'inner') joining.push(conjunct);
		} else if (conjunct.items.length === 1) local.push(conjunct);
		else joining.push(conjunct);
	}
	if (item.source.kind !== 'table') {
		const node = planOther(
			item.source,
			local.map(conjunct => conjunct.expr),
		);
		return {
			item,
			relation: undefined,
			node,
			indexes: NO_INDEXES,
			sargs: NO_SARGS,
			searches: NO_SEARCHES,
			size: node.rows,
			local,
			joining,
			alone: undefined,
			aloneRows: node.rows,
			aloneCost: isVirtual(item.source) ? costOf(node) : node.rows * 2,
			isSmall: group.isSmall,
			isMeasured: group.isMeasured,
			hasLookups: false,
		};
	}
	const relation = item.source;
	if (group.isMeasured) measureRelation(state, relation);
	const predicates = own.map(conjunct => conjunct.expr);
	const indexes = isRuleOn(state, 'useIndexes')
		? usableIndexes(state, relation, predicates)
		: NO_INDEXES;
	const sargs = isRuleOn(state, 'useIndexes')
		? collectSargs(relation, item.position, own, indexes.expressions)
		: NO_SARGS;
	const searches =
		indexes.typed.length > 0
			? collectSearches(state, relation, item.position, own, indexes)
			: NO_SEARCHES;
	const size = Math.max(1, state.context.statistics.rowCount(relation.table.id));
	const alone = accessFor(
		state,
		{ relation, indexes, sargs, searches, size, local },
		noItems,
		undefined,
	);
	const supposed = group.isSmall
		? accessFor(
				state,
				{ relation, indexes, sargs, searches, size: SMALL_JOIN, local },
				noItems,
				undefined,
			)
		: alone;
	// Not by spreading: that was 5 % of the time of small statements.
	return {
		item,
		relation,
		node: undefined,
		indexes,
		sargs,
		searches,
		size,
		local,
		joining,
		alone,
		aloneRows: rowsAfter(state, supposed, local),
		aloneCost: alone.cost,
		isSmall: group.isSmall,
		isMeasured: group.isMeasured,
		hasLookups: sargs.some(isLookup) || searches.some(one => one.sargs.some(isLookup)),
	};
}

const isLookup = (sarg: Sarg): boolean => sarg.valueItems.length > 0;

const noItems = (items: readonly number[]): boolean => items.length === 0;

type Searchable = Pick<Candidate, 'relation' | 'indexes' | 'sargs' | 'searches' | 'size' | 'local'>;

export function accessFor(
	state: PlanState,
	candidate: Searchable,
	isAvailable: (items: readonly number[]) => boolean,
	wanted: WantedOrder | undefined,
): Access {
	const relation = candidate.relation as TableRelation;
	const target = state.target?.relation === relation ? state.target : undefined;
	const access = chooseAccess({
		relation,
		indexes: candidate.indexes,
		size: candidate.size,
		sargs: candidate.sargs,
		searches: candidate.searches,
		counted: state.counted === relation ? candidate.local.length : undefined,
		isAvailable,
		isCovered: usable => isCovered(state, relation, usable, undefined),
		seemsCovered: usable =>
			isCovered(state, relation, usable, target?.read) && !hidesKey(state, relation, usable.index),
		prefersNarrow:
			relation.forcedIndex === undefined &&
			relation.table.indexes.length > 0 &&
			(target === undefined || !relation.table.hasRowid) &&
			isReadInOrder(state, relation.table.id, candidate.size),
		statistics: statisticsOfRelation(state, relation),
		wanted,
	});
	return state.isReversed && !wanted ? { ...access, direction: 'backward' } : access;
}

/** All columns read of the table (`read`: only those) are in the index, or else the expressions that read them. */
function isCovered(
	state: PlanState,
	relation: TableRelation,
	usable: UsableIndex,
	read: ReadonlySet<ColumnId> | undefined,
): boolean {
	const { table, used } = relation;
	for (const { columnIndex, id } of used) {
		if (!state.needed[id] || (read && !read.has(id))) continue;
		if (isInIndex(table, usable.index, columnIndex)) continue;
		return isCoveredByExpressions(state, relation, usable);
	}
	return true;
}

/** Of a UNIQUE constraint SQLite does not notice that the index holds the key of a WITHOUT ROWID table. */
function hidesKey(
	{ needed }: PlanState,
	{ table, used }: TableRelation,
	{ origin, columns }: IndexSchema,
): boolean {
	if (table.hasRowid || origin !== 'u') return false;
	return used.some(
		({ id, columnIndex }) => needed[id] && !columns.some(part => part.columnIndex === columnIndex),
	);
}

function isCoveredByExpressions(
	{ readers }: PlanState,
	{ table, used }: TableRelation,
	usable: UsableIndex,
): boolean {
	if (!readers || !usable.exprs.some(expr => expr)) return false;
	return coversExpressions(readers, usable, id => {
		const column = used.find(one => one.id === id);
		// What is not the table's own is made above the scan.
		return column === undefined || isInIndex(table, usable.index, column.columnIndex);
	});
}

/** The expressions that the access reads from its index alone, the columns in them not being there. */
export function coveredBy(
	state: PlanState,
	{ relation, indexes }: Candidate,
	access: Access | undefined,
): CoveredExpressions | undefined {
	if (!relation || !access?.isCovering || !access.index) return undefined;
	const usable = indexes.usable.find(({ index }) => index === access.index);
	if (!usable?.exprs.some(expr => expr) || isCovered(state, relation, usable, undefined)) {
		return undefined;
	}
	return coverExpressions(usable, () => state.bind.nextColumnId++);
}

/** Conjuncts that the access answers itself. */
export function answered(access: Access): Conjunct[] {
	const conjuncts = access.equals.map(sarg => sarg.conjunct);
	const { lower, upper } = access.range;
	if (lower) conjuncts.push(lower.conjunct);
	if (upper) conjuncts.push(upper.conjunct);
	return conjuncts;
}

function rowsAfter(state: PlanState, access: Access, local: readonly Conjunct[]): number {
	const done = answered(access);
	const rest = local.filter(conjunct => !done.includes(conjunct));
	return Math.max(
		0.1,
		access.rows *
			selectivity(
				rest.map(conjunct => conjunct.expr),
				state,
			),
	);
}

export interface Step {
	readonly candidate: Candidate;
	readonly method: 'first' | 'lookup' | 'hash' | 'loop';
	/** For tables. */
	readonly access: Access | undefined;
	/** Rows after this step. */
	readonly rows: number;
	/** Cost of this step. */
	readonly cost: number;
	readonly isConnected: boolean;
}

export function firstStep(candidate: Candidate): Step {
	return {
		candidate,
		method: 'first',
		access: candidate.alone,
		rows: candidate.aloneRows,
		cost: candidate.aloneCost,
		isConnected: true,
	};
}

/** The size that the order of joins is chosen for. */
export function supposedSize({ isSmall, size }: Candidate): number {
	return isSmall ? SMALL_JOIN : size;
}

/** What SQLite thinks of making an index for one statement, in rows read. */
const AUTOMATIC_INDEX_COST = 47;

/** Part of all pairs that an equality between the item and others leaves. */
function matchFraction(
	state: PlanState,
	candidate: Candidate,
	{ expr }: Conjunct,
	others: readonly number[],
	sizes: readonly number[],
): number {
	if (candidate.isMeasured && expr.kind === 'compare') {
		const left = statisticsOfExpr(state, expr.left);
		const right = statisticsOfExpr(state, expr.right);
		if (left && right) return Math.min(averageFraction(left), averageFraction(right));
	}
	const otherSize = Math.max(...others.map(position => sizes[position] ?? 1));
	return 1 / Math.max(2, otherSize, supposedSize(candidate));
}

/** The cheapest way to join an item to what is joined already. */
export function nextStep(
	state: PlanState,
	candidate: Candidate,
	isJoined: (items: readonly number[]) => boolean,
	leftRows: number,
	sizes: readonly number[],
): Step {
	const { item, alone } = candidate;
	let hasKeys = false;
	let isConnected = false;
	let fraction = 1;
	let keyFraction = 1;
	for (const conjunct of candidate.joining) {
		const others = conjunct.items.filter(position => position !== item.position);
		if (!isJoined(others)) continue;
		isConnected ||= others.length > 0;
		const side = keySide(item, conjunct);
		if (side === 'none') {
			fraction *= selectivity([conjunct.expr], state);
			continue;
		}
		hasKeys = true;
		keyFraction *= matchFraction(state, candidate, conjunct, others, sizes);
	}
	// Keys of several columns go together.
	const leastFraction = 1 / Math.max(2, supposedSize(candidate), ...sizes);
	if (candidate.isMeasured) keyFraction = Math.max(keyFraction, leastFraction);
	const rightRows = candidate.aloneRows;
	let rows = Math.max(0.01, leftRows * rightRows * fraction * keyFraction);
	if (item.type === 'left') rows = Math.max(rows, leftRows);
	if (item.type === 'semi' || item.type === 'anti') rows = Math.max(0.5, leftRows / 2);
	const build = candidate.aloneCost + rightRows * 2;
	const canHash = hasKeys && isRuleOn(state, 'hashJoin');
	let method: Step['method'] = canHash ? 'hash' : 'loop';
	let cost = canHash ? build + leftRows + rows : build + leftRows * (rightRows + 5) * 0.5;
	if (canHash && candidate.isSmall)
		cost = AUTOMATIC_INDEX_COST * supposedSize(candidate) + leftRows * 13;
	let access = alone;
	if (candidate.hasLookups) {
		const lookup = accessFor(state, candidate, isJoined, undefined);
		const usesOthers = [...lookup.equals, lookup.range.lower, lookup.range.upper].some(
			sarg => sarg !== undefined && sarg.valueItems.length > 0,
		);
		const lookupCost = leftRows * lookup.cost;
		// SQLite makes an index of its own only where there is none.
		const isPreferred = candidate.isSmall && canHash ? lookup.equals.length > 0 : lookupCost < cost;
		if (usesOthers && isPreferred) {
			method = 'lookup';
			cost = lookupCost;
			access = lookup;
		}
	}
	cost = Math.min(cost, searchCost(state, candidate, isJoined) * leftRows + rows);
	return { candidate, method, access, rows, cost, isConnected };
}
