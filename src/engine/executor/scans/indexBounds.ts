/** Index search terms and bounds as ranges of the key tree. */

import type { IndexScan, ScanBound, ScanPattern } from '../../plan/nodes.js';
import type { KeyPart, KeyRange } from '../../storage/contract.js';
import { compareValues, valuesEqual } from '../../types/compare.js';
import { rangeOfPattern } from '../../types/patternPrefix.js';
import type { TextRange } from '../../types/patternPrefix.js';
import type { SqlValue } from '../../types/value.js';
import type { ExecutionContext } from '../contract.js';
import { compileRowless } from '../expression/compileScalar.js';
import type { PlanCompiler } from '../expression/scope.js';
import { columnValues } from '../expression/subquery.js';

/**
 * Ranges in the order of the tree; none when a value is NULL where nothing equals NULL. An undefined range is the
 * whole tree.
 */
export type IndexRanges = (
	context: ExecutionContext,
	keyParts: readonly KeyPart[],
	/** Values of the parts before the search terms. */
	start?: readonly SqlValue[],
) => readonly (KeyRange | undefined)[];

export function compileIndexRanges(node: IndexScan, plans: PlanCompiler): IndexRanges {
	const terms = node.equals.map(term => compileTerm(term, plans));
	const intervals = compileIntervals(node, plans);
	return (context, keyParts, start = NO_VALUES) => {
		const bounds = intervals(context);
		if (bounds.length === 0) return [];
		let prefixes: (readonly SqlValue[])[] = [start];
		for (let position = 0; position < terms.length; position++) {
			const part = keyParts[start.length + position] as KeyPart;
			const values = (terms[position] as (typeof terms)[0])(context, part);
			prefixes = prefixes.flatMap(prefix => values.map(value => [...prefix, value]));
			if (prefixes.length === 0) return [];
		}
		const bounded = keyParts[start.length + terms.length];
		const inOrder = bounded?.descending === true ? [...bounds].reverse() : bounds;
		return prefixes.flatMap(prefix => inOrder.map(bound => rangeOf(prefix, bound, bounded)));
	};
}

const NO_VALUES: readonly SqlValue[] = [];

/** The values of key parts, and whether an entry of just these is in. */
interface Edge {
	readonly values: readonly SqlValue[];
	readonly inclusive: boolean;
}

/** Of the part behind the equalities, in value order: `lower` is the lesser. Without both all values are meant. */
interface Interval {
	readonly lower: Edge | undefined;
	readonly upper: Edge | undefined;
}

type Intervals = (context: ExecutionContext) => readonly Interval[];

const everything: readonly Interval[] = [{ lower: undefined, upper: undefined }];
/** NULLs stand below all values. */
const overNull: Edge = { values: [null], inclusive: false };
const notNull: readonly Interval[] = [{ lower: overNull, upper: undefined }];
/** Blobs stand above all texts; which of them a pattern matches as texts is not in their order. */
const blobs: Interval = {
	lower: { values: [new Uint8Array(0)], inclusive: true },
	upper: undefined,
};

function compileIntervals(node: IndexScan, plans: PlanCompiler): Intervals {
	if (node.skipsNull) return () => notNull;
	if (node.pattern) {
		const range = compilePatternRange(node.pattern, plans);
		return context => {
			const found = range(context);
			if (found === undefined) return notNull;
			const lower = { values: [found.lower], inclusive: true };
			const upper =
				found.upper === undefined ? undefined : { values: [found.upper], inclusive: false };
			return [{ lower, upper }, blobs];
		};
	}
	if (!node.lower && !node.upper) return () => everything;
	const lower = node.lower && compileEdge(node.lower, plans);
	const upper = node.upper && compileEdge(node.upper, plans);
	return context => {
		const low = lower?.(context);
		const high = upper?.(context);
		if (low?.values.length === 0 || high?.values.length === 0) return [];
		return [{ lower: low, upper: high }];
	};
}

/** What the pattern bounds; undefined: nothing. */
export function compilePatternRange(
	{ kind, value, escape }: ScanPattern,
	plans: PlanCompiler,
): (context: ExecutionContext) => TextRange | undefined {
	const pattern = compileRowless(value, plans);
	const escaping = escape && compileRowless(escape, plans);
	return context => {
		const text = pattern(context);
		const mark = escaping?.(context);
		if (typeof text !== 'string') return undefined;
		return rangeOfPattern(kind, text, typeof mark === 'string' ? mark : undefined);
	};
}

/** Without values when nothing compares with it: NULL. A row value counts up to its first NULL. */
function compileEdge(bound: ScanBound, plans: PlanCompiler): (context: ExecutionContext) => Edge {
	const values = [bound.value, ...(bound.more ?? [])].map(value => compileRowless(value, plans));
	const { inclusive } = bound;
	return context => {
		const known: SqlValue[] = [];
		for (const value of values) {
			const next = value(context);
			if (next === null) break;
			known.push(next);
		}
		return { values: known, inclusive };
	};
}

type TermValues = (context: ExecutionContext, part: KeyPart) => SqlValue[];

export function compileTerm(term: IndexScan['equals'][number], plans: PlanCompiler): TermValues {
	switch (term.kind) {
		case 'equals': {
			const value = compileRowless(term.value, plans);
			const { matchesNull } = term;
			return context => {
				const wanted = value(context);
				return wanted === null && !matchesNull ? [] : [wanted];
			};
		}
		case 'in': {
			const values = term.values.map(item => compileRowless(item, plans));
			return (context, part) =>
				distinctInOrder(
					values.map(value => value(context)),
					part,
				);
		}
		case 'inSubquery': {
			const query = plans.compile(term.subquery.plan);
			return (context, part) => distinctInOrder([...columnValues(query, context)], part);
		}
		default:
			return term satisfies never;
	}
}

function distinctInOrder(values: readonly SqlValue[], part: KeyPart): SqlValue[] {
	const sign = part.descending ? -1 : 1;
	const sorted = values
		.filter(value => value !== null)
		.sort((a, b) => sign * compareValues(a, b, part.collation));
	return sorted.filter(
		(value, index) =>
			index === 0 || !valuesEqual(sorted[index - 1] as SqlValue, value, part.collation),
	);
}

function rangeOf(
	prefix: readonly SqlValue[],
	{ lower, upper }: Interval,
	part: KeyPart | undefined,
): KeyRange | undefined {
	if (lower === undefined && upper === undefined) {
		if (prefix.length === 0) return undefined;
		const bound = { prefix, inclusive: true };
		return { lower: bound, upper: bound };
	}
	const least = lower ?? overNull;
	const low = { prefix: [...prefix, ...least.values], inclusive: least.inclusive };
	const high =
		upper === undefined
			? prefix.length === 0
				? undefined
				: { prefix, inclusive: true }
			: { prefix: [...prefix, ...upper.values], inclusive: upper.inclusive };
	return part?.descending === true ? { lower: high, upper: low } : { lower: low, upper: high };
}
