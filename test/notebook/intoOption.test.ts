import assert from 'node:assert/strict';
import {
	intoFix,
	intoProblems,
	readInto,
	type PlacedProblem,
} from '../../src/notebook/into/intoOption.js';
import { destinationsText } from '../../src/notebook/into/pipelineText.js';
import { readYamlCell, yamlFix } from '../../src/notebook/into/yamlCell.js';
import { Destinations } from '../../src/notebook/into/destinations.js';

const cell = (into: string): string => `-- | view: table\n-- | into: ${into}\nSELECT 1 AS id;`;

/** What is said, and about which text. */
const said = (source: string, problems: readonly PlacedProblem[]): unknown[] =>
	problems.map(({ severity, message, span }) => [
		severity,
		message,
		source.slice(span.start, span.end),
	]);

const saidOf = (into: string): unknown[] => said(cell(into), intoProblems(cell(into)));

const apply = (source: string, fix: PlacedProblem['fixes'][number] | undefined): string => {
	assert.ok(fix);
	return source.slice(0, fix.span.start) + fix.text + source.slice(fix.span.end);
};

describe('the directive into', () => {
	it('names a table or a destination, or has settings in short or in full', () => {
		assert.equal(readInto('SELECT 1'), undefined);
		assert.equal(readInto(cell('results'))?.name, 'results');
		const settings = {
			table_name: 'results',
			mode: 'merge',
			merge_keys: ['id'],
			batch_size: 2000,
			create_table_if_not_exists: false,
			validate_schema: true,
		};
		const short =
			'{table: results, mode: merge, keys: [id], batch: 2000, create: false, validate: true}';
		const full =
			'{table_name: results, mode: merge, merge_keys: id, batch_size: 2000, create_table_if_not_exists: false, validate_schema: true}';
		for (const into of [short, full]) {
			const { checked } = readInto(cell(into)) ?? assert.fail();
			assert.deepEqual(checked, { settings, problems: [] });
		}
	});

	it('S3-02 S3-03 S3-04 S3-05 says what is wrong, at its place', () => {
		assert.deepEqual(saidOf('{mode: append}'), [
			['error', 'table_name is required: the table to write to', '-- | into: {mode: append}'],
		]);
		assert.deepEqual(saidOf("{table: ''}"), [
			['error', 'table_name is required: the table to write to', "table: ''"],
		]);
		assert.deepEqual(saidOf('{table: t, mode: upsert}'), [
			['error', 'unknown mode `upsert`: it is one of append, replace, merge', 'mode: upsert'],
		]);
		assert.deepEqual(saidOf('{table: t, mode: merge}'), [
			[
				'error',
				'merge_keys are required for mode merge: the columns that tell which row is which',
				'mode: merge',
			],
		]);
		for (const batch of ['0', '-1', '2.5', 'many']) {
			const [[severity, message, place] = []] = saidOf(`{table: t, batch: ${batch}}`) as string[][];
			assert.equal(severity, 'error');
			assert.match(message ?? '', /^batch_size is a positive integer, not /);
			assert.equal(place, `batch: ${batch}`);
		}
		assert.match(
			String(saidOf('{table: t, target: x}')),
			/unknown setting `target`: there are table/,
		);
		assert.match(String(saidOf('[1, 2]')), /names a table or a destination/);
	});

	it('S3-33 gives advice as information, with the change that follows it', () => {
		assert.deepEqual(saidOf('{table: t, batch: 1000}'), []);
		assert.deepEqual(saidOf('{table: t, batch: 10}'), [
			['information', 'Use 1000-10000 rows per batch for best performance.', 'batch: 10'],
		]);
		assert.deepEqual(saidOf('{table: t, batch: 50000}'), [
			['information', 'Use 1000-10000 rows per batch for best performance.', 'batch: 50000'],
		]);
		assert.deepEqual(saidOf('{table: t, mode: merge, keys: [a, b, c, d]}'), [
			['information', 'Use minimal merge keys for better performance.', 'keys: [a, b, c, d]'],
		]);
		const source = cell('{table: t, batch: 10}');
		const [fix] = intoProblems(source)[0]?.fixes ?? [];
		assert.equal(apply(source, fix), cell('{table: t, batch: 1000}'));
	});

	it('is changed by program without losing anything else of the cell', () => {
		const source = cell('results');
		const fix = intoFix(source, { title: '', setting: 'mode', value: 'replace' });
		assert.equal(apply(source, fix), cell('{table: results, mode: replace}'));
	});
});

const SEED = `destinations:
  user_data:
    connector: in_memory
    table_name: "users"
    mode: "merge"
    merge_keys: ["user_id", "email"]
  strict_output:
    connector: in_memory
    table_name: "validated_data"
    mode: "append"
    create_table_if_not_exists: false
`;

describe('a yaml cell', () => {
	it('S3-15 declares destinations as pipelines do', () => {
		const { destinations, problems } = readYamlCell(SEED);
		assert.deepEqual(problems, []);
		assert.deepEqual(
			destinations.map(({ name, settings }) => [name, settings]),
			[
				['user_data', { table_name: 'users', mode: 'merge', merge_keys: ['user_id', 'email'] }],
				[
					'strict_output',
					{ table_name: 'validated_data', mode: 'append', create_table_if_not_exists: false },
				],
			],
		);
	});

	it('says what is wrong at its place, with YAML’s own mistakes', () => {
		const source = SEED.replace('"merge"', '"upsert"').replace('in_memory', 'postgres');
		assert.deepEqual(said(source, readYamlCell(source).problems), [
			[
				'error',
				'user_data: unknown connector `postgres`: destinations here are in_memory',
				'connector: postgres',
			],
			[
				'error',
				'user_data: unknown mode `upsert`: it is one of append, replace, merge',
				'mode: "upsert"',
			],
		]);
		assert.match(String(said('a: [', readYamlCell('a: [').problems)), /^error,YAML: /);
		assert.match(String(said('a: 1', readYamlCell('a: 1').problems)), /declares `destinations:`/);
	});

	it('is changed by program in one setting', () => {
		const create = { title: '', setting: 'create_table_if_not_exists', value: true } as const;
		assert.equal(
			apply(SEED, yamlFix(SEED, 'strict_output', create)),
			SEED.replace('not_exists: false', 'not_exists: true'),
		);
		const batch = { title: '', setting: 'batch_size', value: 1000 } as const;
		const changed = apply(SEED, yamlFix(SEED, 'user_data', batch));
		const [user] = readYamlCell(changed).destinations;
		assert.equal(user?.settings.batch_size, 1000);
		assert.equal(user.settings.table_name, 'users');
	});

	it('is made of the destinations of a pipeline’s file', () => {
		const pipeline = `sources:\n  a: {connector: csv}\n# where it goes\n${SEED}steps: []\n`;
		assert.deepEqual(
			readYamlCell(destinationsText(pipeline)).destinations.map(({ name }) => name),
			['user_data', 'strict_output'],
		);
		assert.throws(() => destinationsText('steps: []'), /no `destinations:`/);
	});

	it('gives the directive its settings, which the directive can override', () => {
		const destinations = new Destinations();
		destinations.declareAll([{ cellId: 'y', source: SEED }]);
		const resolve = (into: string) => destinations.resolve(readInto(cell(into)) ?? assert.fail());
		assert.deepEqual(resolve('user_data').settings, {
			table_name: 'users',
			mode: 'merge',
			merge_keys: ['user_id', 'email'],
		});
		assert.equal(resolve('{destination: user_data, mode: replace}').settings.mode, 'replace');
		assert.deepEqual(resolve('elsewhere').settings, { table_name: 'elsewhere' });
		assert.throws(() => resolve('{destination: elsewhere}'), {
			message: 'no such destination: elsewhere',
			hint: 'there are user_data, strict_output',
		});
	});
});
