/**
 * `npm run bench`: every task on every engine, interleaved, medians, results checked equal, ratios to sql.js.
 * BENCH_ROWS and BENCH_ROUNDS change the size; `--check` makes a missed target an error.
 */

import { INSERTS, QUERIES, ROWS, makeRows } from './data.mjs';
import { openEngines } from './engines.mjs';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const POINTS = 100_000;

const median = values => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const timed = task => {
	const start = performance.now();
	const result = task();
	return { result, milliseconds: performance.now() - start };
};
/** Results as text: reals with 9 significant digits, since engines add up in different orders. */
const digest = rows =>
	JSON.stringify(rows, (_, value) => {
		if (typeof value === 'bigint') return value.toString();
		return typeof value === 'number' && !Number.isInteger(value) ? value.toPrecision(9) : value;
	});

const rows = makeRows();
const engines = await openEngines();

globalThis.gc?.();
for (const engine of engines) {
	const before = memory();
	const { milliseconds } = timed(() => engine.load(rows));
	globalThis.gc?.();
	const bytes = (memory() - before) / ROWS;
	const note = engine.name === 'strata' && globalThis.gc ? `, ${bytes.toFixed(0)} bytes a row` : '';
	console.log(`${engine.name}: ${ROWS} rows loaded in ${milliseconds.toFixed(0)} ms${note}`);
}

/** Strings of the rows are shared with `rows`, so this is the tables without their strings. */
function memory() {
	const { heapUsed, external, arrayBuffers } = process.memoryUsage();
	return heapUsed + external + arrayBuffers;
}

const keys = Array.from({ length: POINTS }, (_, n) => ((n * 7919) % ROWS) + 1);
const fresh = rows.slice(0, INSERTS);
const tasks = [
	...QUERIES.map(query => ({ ...query, run: engine => digest(engine.all(query.sql)) })),
	{ name: '100k prepared point lookups', target: 3, run: engine => engine.points(keys) },
	{
		name: 'insert 100k prepared, one transaction',
		target: 2,
		run: engine => digest(engine.insertMany(fresh)),
	},
];

let missed = 0;
for (const task of tasks) {
	const times = engines.map(() => []);
	let expected;
	for (let round = 0; round <= ROUNDS; round++) {
		engines.forEach((engine, index) => {
			const { result, milliseconds } = timed(() => task.run(engine));
			expected ??= result;
			if (result !== expected) {
				throw new Error(
					`${task.name}: ${engine.name} gives another result\n${result}\n${expected}`.slice(
						0,
						2000,
					),
				);
			}
			if (round > 0) times[index].push(milliseconds); // round 0 warms up
		});
	}
	const medians = times.map(median);
	const ratio = medians[1] / medians[0];
	const isMissed = task.target !== undefined && ratio < task.target;
	if (isMissed) missed++;
	const columns = engines.map((engine, index) => `${engine.name} ${medians[index].toFixed(1)} ms`);
	const goal =
		task.target === undefined ? '' : ` (target ${task.target}x${isMissed ? ', MISSED' : ''})`;
	console.log(`${task.name}: ${columns.join(', ')}; ${ratio.toFixed(1)}x sql.js${goal}`);
}
if (missed > 0) console.log(`${missed} targets missed`);
if (missed > 0 && process.argv.includes('--check')) process.exitCode = 1;
