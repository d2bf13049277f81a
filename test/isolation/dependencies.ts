// What a history must not hold at an isolation level, as Adya (1999) and Cerone and Gotsman (2018) say it.
import { writerOf } from './history.js';
import type { History } from './history.js';
import type { Level } from './sessions.js';

type Graph = Map<number, Set<number>>;

/** Undefined: the history is one of that level. */
export function violation(history: History, level: Level): string | undefined {
	return readOfNothing(history) ?? cycleOf(history, level);
}

/** Reads of what was never committed, or lists that are no beginning of what the list became. */
function readOfNothing({ transactions, lists }: History): string | undefined {
	for (const { id, reads, outcome } of transactions) {
		// A refused transaction, too, has seen only what there was.
		for (const { key, items } of reads) {
			const list = lists.get(key) ?? [];
			if (items.every((value, index) => list[index] === value)) continue;
			return `transaction ${id} (${outcome}) read [${items.join(' ')}] of key ${key}, which is [${list.join(' ')}]`;
		}
	}
	return undefined;
}

function cycleOf(history: History, level: Level): string | undefined {
	const { writes, antidependencies } = dependencies(history, level !== 'read committed');
	const graph: Graph = new Map();
	for (const [from, targets] of writes) {
		for (const to of targets) {
			add(graph, from, to);
			// Snapshots allow two antidependencies in a row, and nothing else of them.
			if (level !== 'snapshot') continue;
			for (const beyond of antidependencies.get(to) ?? []) {
				if (beyond === from) return `transactions ${from} -> ${to} -> ${from}`;
				add(graph, from, beyond);
			}
		}
	}
	if (level === 'serializable') {
		for (const [from, targets] of antidependencies) for (const to of targets) add(graph, from, to);
	}
	const cycle = findCycle(graph);
	return cycle && `transactions ${cycle.join(' -> ')}`;
}

/** Who wrote or read after whom; and who read before whom (antidependencies). */
function dependencies(
	{ transactions, lists }: History,
	hasSessionOrder: boolean,
): { writes: Graph; antidependencies: Graph } {
	const writes: Graph = new Map();
	const antidependencies: Graph = new Map();
	const previous = new Map<number, number>();
	for (const { id, session, reads, outcome } of transactions) {
		if (outcome !== 'committed') continue;
		const before = previous.get(session);
		if (hasSessionOrder && before !== undefined) add(writes, before, id);
		previous.set(session, id);
		for (const { key, items } of reads) {
			const last = items.at(-1);
			if (last !== undefined) add(writes, writerOf(last), id);
			const next = lists
				.get(key)
				?.slice(items.length)
				.find(value => writerOf(value) !== id);
			if (next !== undefined) add(antidependencies, id, writerOf(next));
		}
	}
	for (const list of lists.values()) {
		list.forEach((value, index) => {
			const next = list[index + 1];
			if (next !== undefined) add(writes, writerOf(value), writerOf(next));
		});
	}
	return { writes, antidependencies };
}

function add(graph: Graph, from: number, to: number): void {
	if (from === to) return;
	const targets = graph.get(from) ?? new Set();
	graph.set(from, targets.add(to));
}

function findCycle(graph: Graph): number[] | undefined {
	const done = new Set<number>();
	const path: number[] = [];
	const visit = (node: number): number[] | undefined => {
		const at = path.indexOf(node);
		if (at >= 0) return [...path.slice(at), node];
		if (done.has(node)) return undefined;
		path.push(node);
		for (const next of graph.get(node) ?? []) {
			const cycle = visit(next);
			if (cycle) return cycle;
		}
		path.pop();
		done.add(node);
		return undefined;
	};
	for (const node of graph.keys()) {
		const cycle = visit(node);
		if (cycle) return cycle;
	}
	return undefined;
}
