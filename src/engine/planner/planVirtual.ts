/**
 * Virtual tables of modules: what WHERE says of their columns is offered to the module, which says what it will do
 * itself. What it does not do is done behind the scan.
 */

import type { CallExpr, CompareExpr, Expr } from '../plan/expression.js';
import { mirroredComparison } from '../plan/mirroredComparison.js';
import { addConjuncts, conjunction, someExpr } from '../plan/exprTree.js';
import type { BoundSelect, FromItem, FunctionRelation } from '../plan/logical.js';
import type { TableFunctionScan } from '../plan/nodes.js';
import type { TableFunction } from '../functions/function.js';
import type {
	ConstraintOperator,
	VirtualConstraint,
	VirtualOrder,
	VirtualPlan,
	VirtualTableSource,
} from '../functions/virtualTable.js';
import { SqlError } from '../types/sqlError.js';
import { scanColumns } from './buildScan.js';
import { selectivity } from './estimate.js';
import type { PlannedFrom } from './planFrom.js';
import type { PlanState } from './planState.js';
import { need } from './planState.js';

/** A condition in the form that modules know. */
interface Offer {
	readonly conjunct: Expr | undefined;
	readonly column: number;
	readonly operator: ConstraintOperator;
	readonly functionName?: string;
	/** For IN: the list. */
	readonly values: readonly Expr[];
	readonly isList: boolean;
}

/** A table of a module. */
export interface VirtualRelation extends FunctionRelation {
	readonly function: TableFunction & { readonly virtual: VirtualTableSource };
}

export function isVirtual(from: FromItem): from is VirtualRelation {
	return from.kind === 'function' && from.function.virtual !== undefined;
}

/** The only table of a FROM clause: its order, LIMIT and OFFSET may be the module's business as well. */
export function planVirtualFrom(
	state: PlanState,
	query: BoundSelect,
	relation: VirtualRelation,
): PlannedFrom {
	const conjuncts: Expr[] = [];
	for (const expr of query.where) addConjuncts(conjuncts, expr);
	for (const expr of conjuncts) need(state, expr);
	const orderBy = query.aggregate || query.windows ? undefined : ordersOf(relation, query);
	const limits = orderBy && !query.isDistinct ? limitsOf(query) : [];
	const asked = { state, relation, conjuncts, orderBy: orderBy ?? [] };
	if (limits.length > 0) {
		const planned = planScan({ ...asked, limits });
		if (isLimitRight(planned, query)) return fromOf(planned, asked.orderBy);
	}
	return fromOf(planScan({ ...asked, limits: [] }), asked.orderBy);
}

/** In a join, by itself. */
export function scanVirtual(
	state: PlanState,
	relation: VirtualRelation,
	local: readonly Expr[],
): TableFunctionScan {
	const otherwise = IMPOSSIBLE;
	return planScan({ state, relation, conjuncts: local, orderBy: [], limits: [], otherwise }).node;
}

/** Costs more than any lookup. */
const IMPOSSIBLE: VirtualPlan = {
	...{ use: [], number: 0, text: '', isOrdered: false },
	...{ cost: 1e12, rows: 1e9, isImpossible: true },
};

/** In a join, once for each row of what stands to its left: `joining` are conditions without columns of other tables. */
export function searchVirtual(
	state: PlanState,
	relation: VirtualRelation,
	local: readonly Expr[],
	joining: readonly Expr[],
): TableFunctionScan | undefined {
	const conjuncts = [...local, ...joining];
	const asked = { state, relation, conjuncts, orderBy: [], limits: [], otherwise: IMPOSSIBLE };
	const { node, used } = planScan(asked);
	return used.some(({ conjunct }) => conjunct && joining.includes(conjunct)) ? node : undefined;
}

interface Planned {
	readonly node: TableFunctionScan;
	readonly plan: VirtualPlan;
	readonly used: readonly Offer[];
}

interface Asked {
	readonly state: PlanState;
	readonly relation: VirtualRelation;
	readonly conjuncts: readonly Expr[];
	readonly orderBy: readonly VirtualOrder[];
	readonly limits: readonly Offer[];
	/** Instead of an error when there is no way. */
	readonly otherwise?: VirtualPlan;
}

function planScan(asked: Asked): Planned {
	const { state, relation, conjuncts, orderBy, limits, otherwise } = asked;
	const offers = [...conjuncts.flatMap(expr => offerOf(relation, expr) ?? []), ...limits];
	const columns = scanColumns(state, relation.used);
	const source = relation.function.virtual;
	const request = {
		constraints: offers.map(constraintOf),
		orderBy,
		columnsUsed: columns.map(column => column.columnIndex).filter(column => column >= 0),
	};
	const plan = source.plan(state.context.session, request) ?? otherwise;
	if (!plan) throw new SqlError('SQLITE_ERROR', 'no query solution');
	const used = plan.use.map(({ constraint }) => offers[constraint] as Offer);
	const done = new Set(
		plan.use.filter(({ omit }) => omit).map(({ constraint }) => offers[constraint]?.conjunct),
	);
	const rest = conjuncts.filter(expr => !done.has(expr));
	const node: TableFunctionScan = {
		kind: 'tableFunctionScan',
		function: relation.function,
		args: used.flatMap(offer => offer.values),
		virtual: {
			source,
			plan,
			sizes: used.map(offer => (offer.isList ? offer.values.length : undefined)),
		},
		columnCount: relation.columns.length,
		columns,
		alias: relation.alias,
		filter: conjunction(rest),
		output: columns.map(column => column.id),
		rows: Math.max(1, plan.rows * selectivity(rest, state)),
	};
	return { node, plan, used };
}

/** A LIMIT that the module keeps must not count rows that are left out, or sorted, afterwards. */
function isLimitRight({ node, plan, used }: Planned, query: BoundSelect): boolean {
	const has = (operator: ConstraintOperator) => used.some(offer => offer.operator === operator);
	if (!has('limit') && !has('offset')) return true;
	if (node.filter || (query.orderBy.length > 0 && !plan.isOrdered)) return false;
	return query.offset === undefined || !has('limit') || hasOffset(plan, used);
}

function hasOffset(plan: VirtualPlan, used: readonly Offer[]): boolean {
	return used.some((offer, at) => offer.operator === 'offset' && plan.use[at]?.omit === true);
}

/** A promise of order counts where an order was asked for. */
function fromOf({ node, plan, used }: Planned, orderBy: readonly VirtualOrder[]): PlannedFrom {
	const isOrdered = plan.isOrdered && orderBy.length > 0;
	return { node, isOrdered, isOffsetDone: hasOffset(plan, used) };
}

function limitsOf({ limit, offset }: BoundSelect): Offer[] {
	const offers: Offer[] = [];
	const add = (operator: 'limit' | 'offset', value: Expr | undefined) => {
		if (!value || !isKnown(value)) return;
		offers.push({ conjunct: undefined, column: -1, operator, values: [value], isList: false });
	};
	add('limit', limit);
	if (limit) add('offset', offset);
	return offers;
}

/** Undefined: it is ordered by something else than columns. */
function ordersOf(relation: VirtualRelation, query: BoundSelect): VirtualOrder[] | undefined {
	const orders: VirtualOrder[] = [];
	for (const { expr, descending, nullsFirst, collation } of query.orderBy) {
		const column = columnOf(relation, expr);
		if (column === undefined || nullsFirst === descending) return undefined;
		if (collation.name !== 'BINARY') return undefined;
		orders.push({ column, descending });
	}
	return orders;
}

function constraintOf({
	column,
	operator,
	functionName,
	values,
	isList,
}: Offer): VirtualConstraint {
	const [first] = values;
	const value = !isList && first?.kind === 'literal' ? first.value : undefined;
	const constraint = { column, operator, usable: true, value };
	return functionName === undefined ? constraint : { ...constraint, functionName };
}

const CALLS: ReadonlySet<string> = new Set(['like', 'glob', 'match', 'regexp']);

function offerOf(relation: VirtualRelation, expr: Expr): Offer | undefined {
	switch (expr.kind) {
		case 'compare':
			return comparison(relation, expr);
		case 'nullTest': {
			const column = columnOf(relation, expr.operand);
			if (column === undefined) return undefined;
			const operator = expr.isNegated ? 'isNotNull' : 'isNull';
			return { conjunct: expr, column, operator, values: [], isList: false };
		}
		case 'inList': {
			const column = columnOf(relation, expr.operand);
			if (column === undefined || expr.isNegated || !expr.list.every(isKnown)) return undefined;
			if (expr.collation.name !== 'BINARY') return undefined;
			return { conjunct: expr, column, operator: 'in', values: expr.list, isList: true };
		}
		case 'call':
			return calledOffer(relation, expr);
		default:
			return undefined;
	}
}

function calledOffer(relation: VirtualRelation, expr: CallExpr): Offer | undefined {
	const parts = calledParts(expr);
	if (!parts || !isKnown(parts.value)) return undefined;
	const column = columnOf(relation, parts.operand);
	if (column === undefined) return undefined;
	const { name } = expr.function;
	const about = { conjunct: expr, column, values: [parts.value], isList: false };
	return CALLS.has(name)
		? { ...about, operator: name as ConstraintOperator }
		: { ...about, operator: 'function', functionName: name };
}

/** Of a call that modules are offered as a condition: the column, perhaps, and the value. */
export function calledParts({
	function: called,
	args,
}: CallExpr): { readonly operand: Expr; readonly value: Expr } | undefined {
	const [first, second, third] = args;
	if (!first || !second || third) return undefined;
	// The pattern stands first.
	if (CALLS.has(called.name)) return { operand: second, value: first };
	return called.isConstraint === true ? { operand: first, value: second } : undefined;
}

function comparison(relation: VirtualRelation, expr: CompareExpr): Offer | undefined {
	if (expr.collation.name !== 'BINARY') return undefined;
	const left = columnOf(relation, expr.left);
	if (left !== undefined && isKnown(expr.right)) {
		const values = [expr.right];
		return { conjunct: expr, column: left, operator: expr.op, values, isList: false };
	}
	const right = columnOf(relation, expr.right);
	if (right === undefined || !isKnown(expr.left)) return undefined;
	const operator = mirroredComparison[expr.op];
	return { conjunct: expr, column: right, operator, values: [expr.left], isList: false };
}

export function columnOf(relation: VirtualRelation, expr: Expr): number | undefined {
	const column = expr.kind === 'affinity' ? expr.operand : expr;
	if (column.kind !== 'column') return undefined;
	return relation.used.find(({ id }) => id === column.id)?.columnIndex;
}

const UNKNOWN: ReadonlySet<Expr['kind']> = new Set([
	'column',
	'scalarSubquery',
	'exists',
	'inSubquery',
	'raise',
]);

/** The value is known before the table is read. */
function isKnown(expr: Expr): boolean {
	return !someExpr(
		expr,
		node => UNKNOWN.has(node.kind) || (node.kind === 'call' && !node.function.isDeterministic),
	);
}
