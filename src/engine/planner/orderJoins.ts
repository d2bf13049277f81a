/**
 * Chooses the order of joins. Up to SMALL items all orders without needless products are compared by dynamic
 * programming over left-deep trees; beyond, the item that leaves the fewest rows is joined next. Ties go to the order of
 * FROM, so that plans are the same each time.
 */

import type { Candidate, Step } from './joinCandidates.js';
import { firstStep, nextStep, supposedSize } from './joinCandidates.js';
import type { PlanState } from './planState.js';
import { isRuleOn } from './planState.js';

const SMALL = 8;
/** Where the numbers of rows are known better. */
const SMALL_MEASURED = 10;

export function orderJoins(state: PlanState, candidates: readonly Candidate[]): Step[] {
	if (candidates.length === 1) return [firstStep(candidates[0] as Candidate)];
	if (!isRuleOn(state, 'reorderJoins')) return inOrder(state, candidates);
	// A plain product costs the same in any order.
	if (candidates.every(isUnconnected)) return inOrder(state, candidates);
	const most = candidates.some(one => one.isMeasured) ? SMALL_MEASURED : SMALL;
	return candidates.length <= most ? bestOrder(state, candidates) : greedyOrder(state, candidates);
}

function isUnconnected({ item, joining }: Candidate): boolean {
	return joining.length === 0 && item.after.length === 0 && item.type === 'inner';
}

function sizesOf(candidates: readonly Candidate[]): number[] {
	return candidates.map(supposedSize);
}

function inOrder(state: PlanState, candidates: readonly Candidate[]): Step[] {
	const sizes = sizesOf(candidates);
	const joined: boolean[] = [];
	const isJoined = (items: readonly number[]): boolean => items.every(position => joined[position]);
	const steps: Step[] = [];
	for (const candidate of candidates) {
		const last = steps[steps.length - 1];
		steps.push(
			last ? nextStep(state, candidate, isJoined, last.rows, sizes) : firstStep(candidate),
		);
		joined[candidate.item.position] = true;
	}
	return steps;
}

interface Partial {
	readonly steps: readonly Step[];
	readonly cost: number;
	readonly rows: number;
}

function bestOrder(state: PlanState, candidates: readonly Candidate[]): Step[] {
	const count = candidates.length;
	const sizes = sizesOf(candidates);
	const best: (Partial | undefined)[] = new Array<Partial | undefined>(1 << count).fill(undefined);
	const needs = candidates.map(({ item }) =>
		item.after.reduce((mask, position) => mask | (1 << position), 0),
	);
	candidates.forEach((candidate, position) => {
		if (candidate.item.type !== 'inner' || needs[position] !== 0) return;
		const step = firstStep(candidate);
		best[1 << position] = { steps: [step], cost: step.cost, rows: step.rows };
	});
	const full = (1 << count) - 1;
	for (let mask = 1; mask < full; mask++) {
		const partial = best[mask];
		if (!partial) continue;
		const isJoined = (items: readonly number[]): boolean => {
			for (const position of items) if ((mask & (1 << position)) === 0) return false;
			return true;
		};
		const steps: Step[] = [];
		for (let position = 0; position < count; position++) {
			if (mask & (1 << position) || ((needs[position] as number) & ~mask) !== 0) continue;
			const candidate = candidates[position] as Candidate;
			steps.push(nextStep(state, candidate, isJoined, partial.rows, sizes));
		}
		const hasConnected = steps.some(step => step.isConnected);
		for (const step of steps) {
			if (hasConnected && !step.isConnected) continue;
			const next = mask | (1 << step.candidate.item.position);
			const cost = partial.cost + step.cost;
			const known = best[next];
			if (known && known.cost <= cost) continue;
			best[next] = { steps: [...partial.steps, step], cost, rows: step.rows };
		}
	}
	return [...(best[full]?.steps ?? inOrder(state, candidates))];
}

/** Joins next what leaves the fewest rows, products last; starts with each of the few smallest items. */
function greedyOrder(state: PlanState, candidates: readonly Candidate[]): Step[] {
	const starts = candidates
		.filter(({ item }) => item.type === 'inner' && item.after.length === 0)
		.sort((left, right) => left.aloneRows - right.aloneRows || position(left) - position(right))
		.slice(0, 1);
	let best: Partial | undefined;
	for (const start of starts) {
		const partial = greedyFrom(state, candidates, start);
		if (!best || partial.cost < best.cost) best = partial;
	}
	return [...(best?.steps ?? inOrder(state, candidates))];
}

function position(candidate: Candidate): number {
	return candidate.item.position;
}

function greedyFrom(state: PlanState, candidates: readonly Candidate[], start: Candidate): Partial {
	const sizes = sizesOf(candidates);
	const joined: boolean[] = [];
	const isJoined = (items: readonly number[]): boolean => {
		for (const one of items) if (!joined[one]) return false;
		return true;
	};
	const neighbours = neighboursOf(candidates);
	const isReachable: boolean[] = [];
	let last = firstStep(start);
	const steps = [last];
	let cost = last.cost;
	const place = (candidate: Candidate): void => {
		joined[candidate.item.position] = true;
		for (const near of neighbours[candidate.item.position] ?? []) isReachable[near] = true;
	};
	place(start);
	while (steps.length < candidates.length) {
		const open = candidates.filter(
			({ item }) => !joined[item.position] && item.after.every(one => joined[one]),
		);
		const near = open.filter(({ item }) => isReachable[item.position]);
		let chosen: Step | undefined;
		for (const candidate of near.length > 0 ? near : open) {
			const step = nextStep(state, candidate, isJoined, last.rows, sizes);
			if (!chosen || isBetter(step, chosen)) chosen = step;
		}
		if (!chosen) return { steps: inOrder(state, candidates), cost: Infinity, rows: 1 };
		steps.push(chosen);
		cost += chosen.cost;
		last = chosen;
		place(chosen.candidate);
	}
	return { steps, cost, rows: last.rows };
}

function isBetter(step: Step, other: Step): boolean {
	if (step.isConnected !== other.isConnected) return step.isConnected;
	if (step.rows !== other.rows) return step.rows < other.rows;
	return step.cost < other.cost;
}

/** By item position: the items that some predicate joins it to. */
function neighboursOf(candidates: readonly Candidate[]): number[][] {
	const neighbours: number[][] = candidates.map(() => []);
	for (const { item, joining } of candidates) {
		for (const conjunct of joining) {
			for (const other of conjunct.items) {
				if (other === item.position) continue;
				neighbours[other]?.push(item.position);
				neighbours[item.position]?.push(other);
			}
		}
	}
	return neighbours;
}
