/**
 * What storage alone costs. Run: node --expose-gc --import=tsx bench/storage.ts [rows]
 * Prints milliseconds of wall time; run it on a quiet machine, and trust only differences above a fifth.
 */

import type { SqlValue } from '../src/engine/types/value.js';
import { BINARY } from '../src/engine/types/collations.js';
import { KeyTree } from '../src/engine/storage/keyTree.js';
import { RowTree } from '../src/engine/storage/rowTree.js';

const rowCount = Number(process.argv[2] ?? 1_000_000);
const collectGarbage = (globalThis as { gc?: () => void }).gc;

function rowOf(id: number): SqlValue[] {
	return [id, id % 1000, id / 7 + 0.1, `group ${id % 50}`, (id * 31) % 65_536];
}

function measure(name: string, work: () => unknown): void {
	const start = performance.now();
	const note = work();
	const elapsed = (performance.now() - start).toFixed(1).padStart(9);
	console.log(
		`${elapsed} ms  ${name}${typeof note === 'string' || typeof note === 'number' ? `  (${note})` : ''}`,
	);
}

/** 0..count-1 in an order that jumps about; the same every time. */
function shuffled(count: number): number[] {
	const numbers = Array.from({ length: count }, (_, index) => index);
	let state = 12345;
	for (let index = count - 1; index > 0; index--) {
		state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
		const other = state % (index + 1);
		const swapped = numbers[index] as number;
		numbers[index] = numbers[other] as number;
		numbers[other] = swapped;
	}
	return numbers;
}

function heapBytes(): number {
	collectGarbage?.();
	return process.memoryUsage().heapUsed;
}

const order = shuffled(rowCount);
const sample = order.slice(0, Math.min(200_000, rowCount));
const heapBefore = heapBytes();
let tree = new RowTree(5);
measure('insert, in order', () => {
	for (let id = 0; id < rowCount; id++) tree.insert(id, rowOf(id));
});
const perRow = (heapBytes() - heapBefore) / rowCount;
console.log(`${perRow.toFixed(1).padStart(9)} B   heap a row`);
console.log(`${(tree.byteSize() / rowCount).toFixed(1).padStart(9)} B   estimated a row`);

measure('get row, random', () => {
	let found = 0;
	for (const id of sample) if (tree.getRow(id) !== undefined) found++;
	return found;
});
measure('get value, random', () => {
	let sum = 0;
	for (const id of sample) sum += tree.getValue(id, 1) as number;
	return sum;
});
measure('get value, in order', () => {
	let sum = 0;
	for (let id = 0; id < sample.length; id++) sum += tree.getValue(id, 1) as number;
	return sum;
});
measure('scan, sum of one column', () => {
	let sum = 0;
	const cursor = tree.scan();
	while (cursor.next()) {
		const data = cursor.columns[1]?.data as number[];
		for (let position = cursor.start; position < cursor.end; position++) {
			sum += data[position] as number;
		}
	}
	return sum;
});
measure('20k updates, each on a fork', () => {
	let current = tree;
	for (const id of sample.slice(0, 20_000)) {
		current = current.fork();
		current.update(id, rowOf(id + 1));
	}
});
measure('20k updates in place', () => {
	const fork = tree.fork();
	for (const id of sample.slice(0, 20_000)) fork.update(id, rowOf(id + 1));
});
measure('20k appends, each on a fork', () => {
	let current = tree;
	for (let id = rowCount; id < rowCount + 20_000; id++) {
		current = current.fork();
		current.insert(id, rowOf(id));
	}
});
measure('update of every row', () => {
	const fork = tree.fork();
	for (let id = 0; id < rowCount; id++) fork.update(id, rowOf(id + 1));
});
measure('delete of every row', () => {
	const fork = tree.fork();
	for (let id = 0; id < rowCount; id++) fork.delete(id);
});
measure('append whole columns', () => {
	const bulk = new RowTree(5);
	const keys = Array.from({ length: rowCount }, (_, id) => id);
	const columns: SqlValue[][] = [[], [], [], [], []];
	for (const id of keys) {
		for (const [index, value] of rowOf(id).entries()) columns[index]?.push(value);
	}
	const start = performance.now();
	bulk.appendColumns(keys, columns);
	return `${(performance.now() - start).toFixed(1)} ms without making them`;
});
measure('insert, random', () => {
	tree = new RowTree(5);
	for (const id of order) tree.insert(id, rowOf(id));
});

const keyParts = [0, 1].map(position => ({ position, collation: BINARY, descending: false }));
measure('key tree: insert numbers, random', () => {
	const index = new KeyTree(keyParts);
	for (const id of order) index.insert([id % 65_536, id]);
});
const texts = order.map(id => `customer ${(id * 31) % 65_536}`);
measure('key tree: insert texts, random', () => {
	const index = new KeyTree(keyParts);
	for (const [position, id] of order.entries()) index.insert([texts[position] as string, id]);
});
const index = new KeyTree(keyParts);
measure('key tree: insert all, sorted first', () => {
	index.insertAll(order.map((id, position) => [texts[position] as string, id]));
});
measure('key tree: find, random', () => {
	let found = 0;
	for (const id of sample) if (index.find([texts[id] as string]) !== undefined) found++;
	return found;
});
