/**
 * Running nested queries: scalar value, EXISTS, membership. The caller has put the outer row's values into the
 * slots before. A result is kept per execution and valid for the values of the slots it was
 * computed under: uncorrelated ones are computed once, those correlated by one value are remembered per value.
 */

import { applyAffinity } from '../../types/convert.js';
import { Real, type Row, type SqlValue } from '../../types/value.js';
import type { InSubqueryExpr, Subquery } from '../../plan/expression.js';
import type { CompiledQuery, ExecutionContext } from '../contract.js';
import { freeSlots } from '../planVisit.js';
import { valueAt } from '../../storage/columnVector.js';
import { positionAt, rowAt } from '../vectors/batch.js';
import type { PlanCompiler } from './scope.js';
import { RowSet, ValueSet } from './valueSet.js';

/** Keys of context.results: subqueries even, common table expressions odd, so that ids cannot meet. */
export function subqueryResultKey(subqueryId: number): number {
	return subqueryId * 2;
}

export function cteResultKey(cteId: number): number {
	return cteId * 2 + 1;
}

interface CachedResult {
	readonly slotValues: readonly SqlValue[];
	readonly value: unknown;
}

/** The result under the slots' present values; only the latest is kept. */
export function cachedBySlots<T>(
	context: ExecutionContext,
	key: number,
	slots: readonly number[],
	compute: () => T,
): T {
	const cached = context.results.get(key) as CachedResult | undefined;
	if (cached !== undefined && isUnderSlots(cached, context, slots)) return cached.value as T;
	const slotValues = slots.map(slot => context.slots[slot] as SqlValue);
	const value = compute();
	context.results.set(key, { slotValues, value } satisfies CachedResult);
	return value;
}

/** Identity is enough: boxed values that are equal but not the same only cost a second run. */
function isUnderSlots(
	cached: CachedResult,
	context: ExecutionContext,
	slots: readonly number[],
): boolean {
	for (let index = 0; index < slots.length; index++) {
		if (cached.slotValues[index] !== context.slots[slots[index] as number]) return false;
	}
	return true;
}

const rememberedValues = 4096;

/** Caches simple results by the value of the one slot they depend on, or as cachedBySlots does. */
function remembered<T>(
	context: ExecutionContext,
	key: number,
	slots: readonly number[],
	compute: () => T,
): T {
	if (slots.length !== 1) return cachedBySlots(context, key, slots, compute);
	const slotValue = context.slots[slots[0] as number] as SqlValue;
	if (slotValue instanceof Real || slotValue instanceof Uint8Array) return compute();
	let results = context.results.get(key) as Map<SqlValue, T> | undefined;
	if (results === undefined) context.results.set(key, (results = new Map<SqlValue, T>()));
	const known = results.get(slotValue);
	if (known !== undefined) return known;
	const value = compute();
	if (results.size >= rememberedValues) results.clear();
	results.set(slotValue, value);
	return value;
}

export interface SubqueryRunner {
	scalar(context: ExecutionContext): SqlValue;
	exists(context: ExecutionContext): boolean;
}

export function compileSubquery(
	subquery: Subquery,
	columnIndex: number,
	plans: PlanCompiler,
): SubqueryRunner {
	const key = subqueryResultKey(subquery.id);
	const slots = freeSlots(subquery.plan, subquery.bindings);
	const { firstRow, hasRow } = compileFirstRow(subquery, plans);
	const isRemembered = !subquery.isVolatile || slots.length === 0;
	return {
		scalar(context) {
			if (!isRemembered) return firstRow(context)[columnIndex] ?? null;
			// Several columns of one row-valued subquery share its id: the whole row is kept.
			const row = remembered(context, key, slots, () => firstRow(context));
			return row[columnIndex] ?? null;
		},
		exists(context) {
			if (!isRemembered) return hasRow(context);
			return remembered(context, key, slots, () => hasRow(context));
		},
	};
}

interface FirstRow {
	/** Empty when there is none. */
	readonly firstRow: (context: ExecutionContext) => Row;
	readonly hasRow: (context: ExecutionContext) => boolean;
}

const noRow: Row = [];

function compileFirstRow(subquery: Subquery, plans: PlanCompiler): FirstRow {
	const lookup = plans.lookup(subquery.plan);
	if (lookup !== undefined) {
		return {
			firstRow: context => lookup(context) ?? noRow,
			hasRow: context => lookup(context) !== undefined,
		};
	}
	const query = plans.compile(subquery.plan);
	return {
		firstRow: context => firstRowOf(query, context),
		hasRow: context => isNotEmpty(query, context),
	};
}

function firstRowOf(query: CompiledQuery, context: ExecutionContext): Row {
	const cursor = query.open(context);
	try {
		const batch = cursor.next();
		return batch === undefined ? [] : rowAt(batch, 0);
	} finally {
		cursor.close();
	}
}

function isNotEmpty(query: CompiledQuery, context: ExecutionContext): boolean {
	const cursor = query.open(context);
	try {
		return cursor.next() !== undefined;
	} finally {
		cursor.close();
	}
}

/** Membership of one operand value, or of a row of them. True, false or undefined for NULL. */
export type MembershipTest = (
	context: ExecutionContext,
	operands: readonly SqlValue[],
) => boolean | undefined;

export function compileMembership(expr: InSubqueryExpr, plans: PlanCompiler): MembershipTest {
	const { subquery, collations, affinities } = expr;
	const query = plans.compile(subquery.plan);
	const key = subqueryResultKey(subquery.id);
	const slots = freeSlots(subquery.plan, subquery.bindings);
	if (expr.operands.length === 1) {
		const collation = collations[0] as NonNullable<(typeof collations)[0]>;
		const build = (context: ExecutionContext): ValueSet => {
			const set = new ValueSet(collation);
			for (const value of columnValues(query, context)) {
				set.add(affinities[0] === undefined ? value : applyAffinity(value, affinities[0]));
			}
			return set;
		};
		return (context, operands) => {
			const set = cachedBySlots(context, key, slots, () => build(context));
			return set.test(operands[0] as SqlValue);
		};
	}
	const build = (context: ExecutionContext): RowSet => {
		const set = new RowSet(collations);
		for (const row of rowsOf(query, context)) {
			for (let column = 0; column < row.length; column++) {
				const affinity = affinities[column];
				if (affinity !== undefined) row[column] = applyAffinity(row[column] as SqlValue, affinity);
			}
			set.add(row);
		}
		return set;
	};
	return (context, operands) =>
		cachedBySlots(context, key, slots, () => build(context)).test(operands);
}

/** The first column of all rows. */
export function* columnValues(
	query: CompiledQuery,
	context: ExecutionContext,
): Generator<SqlValue> {
	const cursor = query.open(context);
	try {
		for (let batch = cursor.next(); batch !== undefined; batch = cursor.next()) {
			const column = batch.columns[0] as NonNullable<(typeof batch.columns)[0]>;
			for (let index = 0; index < batch.count; index++) {
				yield valueAt(column, positionAt(batch, index));
			}
		}
	} finally {
		cursor.close();
	}
}

function* rowsOf(query: CompiledQuery, context: ExecutionContext): Generator<SqlValue[]> {
	const cursor = query.open(context);
	try {
		for (let batch = cursor.next(); batch !== undefined; batch = cursor.next()) {
			for (let index = 0; index < batch.count; index++) yield rowAt(batch, index);
		}
	} finally {
		cursor.close();
	}
}
