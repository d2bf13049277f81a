/** Index search terms and bounds as ranges of the key tree. */

import type { IndexScan } from '../../plan/nodes.js';
import type { KeyPart, KeyRange } from '../../storage/contract.js';
import { compareValues, valuesEqual } from '../../types/compare.js';
import type { SqlValue } from '../../types/value.js';
import type { ExecutionContext } from '../contract.js';
import { compileRowless } from '../expression/compileScalar.js';
import type { PlanCompiler } from '../expression/scope.js';
import { compileBound, type Bound } from './rowidBounds.js';
import { columnValues } from '../expression/subquery.js';

/**
 * Ranges in the order of the tree; none when a value is NULL where nothing equals NULL. An undefined range is the
 * whole tree.
 */
export type IndexRanges = (
	context: ExecutionContext,
	keyParts: readonly KeyPart[],
) => readonly (KeyRange | undefined)[];

export function compileIndexRanges(node: IndexScan, plans: PlanCompiler): IndexRanges {
	const terms = node.equals.map(term => compileTerm(term, plans));
	const lower = node.lower && compileBound(node.lower, plans);
	const upper = node.upper && compileBound(node.upper, plans);
	return (context, keyParts) => {
		const lowerBound = lower?.(context);
		const upperBound = upper?.(context);
		if (lowerBound?.value === null || upperBound?.value === null) return [];
		let prefixes: SqlValue[][] = [[]];
		for (let position = 0; position < terms.length; position++) {
			const part = keyParts[position] as KeyPart;
			const values = (terms[position] as (typeof terms)[0])(context, part);
			prefixes = prefixes.flatMap(prefix => values.map(value => [...prefix, value]));
			if (prefixes.length === 0) return [];
		}
		const bounded = keyParts[terms.length];
		return prefixes.map(prefix => rangeOf(prefix, lowerBound, upperBound, bounded));
	};
}

type TermValues = (context: ExecutionContext, part: KeyPart) => SqlValue[];

function compileTerm(term: IndexScan['equals'][number], plans: PlanCompiler): TermValues {
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
	lower: Bound | undefined,
	upper: Bound | undefined,
	part: KeyPart | undefined,
): KeyRange | undefined {
	if (lower === undefined && upper === undefined) {
		if (prefix.length === 0) return undefined;
		const bound = { prefix, inclusive: true };
		return { lower: bound, upper: bound };
	}
	// NULLs stand below all values, and no comparison with them is true.
	const least = lower ?? { value: null, inclusive: false };
	const low = { prefix: [...prefix, least.value], inclusive: least.inclusive };
	const high =
		upper === undefined
			? prefix.length === 0
				? undefined
				: { prefix, inclusive: true }
			: { prefix: [...prefix, upper.value], inclusive: upper.inclusive };
	return part?.descending === true ? { lower: high, upper: low } : { lower: low, upper: high };
}
