import assert from 'node:assert/strict';
import { ColumnDictionary, misfit } from '../../src/engine/storage/dictionary.js';
import { RowTree } from '../../src/engine/storage/rowTree.js';
import { scanned } from './rowModel.js';

function kinds(tree: RowTree): Set<string> {
	const found = new Set<string>();
	const cursor = tree.scan();
	while (cursor.next()) found.add(cursor.columns[0]?.kind as string);
	return found;
}

describe('dictionary', () => {
	it('gives a text one code, for ever, and 0 to NULL', () => {
		const dictionary = new ColumnDictionary();
		const code = dictionary.encode('a', 1);
		assert.equal(dictionary.encode('b', 2), code + 1);
		assert.equal(dictionary.encode('a', 3), code);
		assert.deepEqual(dictionary.values, [null, 'a', 'b']);
		assert.equal(dictionary.codeOf('b'), code + 1);
		assert.equal(dictionary.codeOf('c'), misfit);
	});

	it('keeps a column of thousands of texts in random order', () => {
		const tree = new RowTree(1);
		for (let id = 0; id < 40_000; id++) tree.insert(id, [`city ${(id * 7919) % 5000}`]);
		assert.deepEqual(kinds(tree), new Set(['dict']));
		assert.equal(tree.getValue(11, 0), `city ${(11 * 7919) % 5000}`);
	});

	it('is given up for a column of unique texts, whose rows stay', () => {
		const tree = new RowTree(1);
		for (let id = 0; id < 30_000; id++) tree.insert(id, [`unique ${id}`]);
		assert.deepEqual(kinds(tree), new Set(['dict', 'generic']));
		for (const id of [0, 999, 16_383, 16_384, 29_999]) {
			assert.deepEqual(tree.getRow(id), [`unique ${id}`]);
		}
		// *Leaves written again leave their codes behind.
		for (let id = 0; id < 30_000; id += 200) tree.update(id, ['changed']);
		assert.deepEqual(kinds(tree), new Set(['generic']));
		assert.equal(tree.getValue(1, 0), 'unique 1');
		assert.equal(tree.getValue(200, 0), 'changed');
		tree.checkValid();
	});

	it('is given up beyond 64k texts, even when each comes often', () => {
		const dictionary = new ColumnDictionary();
		for (let text = 0; text < 65_536; text++) {
			for (let again = 0; again < 5; again++) {
				assert.notEqual(dictionary.encode(`t${text}`, 5 * text + 1), misfit);
			}
		}
		assert.equal(dictionary.encode('one more', 400_000), misfit);
		assert.equal(dictionary.isDropped, true);
		assert.equal(dictionary.values[1], 't0', 'codes given out stay readable');
	});

	it('is given up beforehand when a sample hardly repeats itself', () => {
		const sample = (distinct: number) =>
			Array.from({ length: 1024 }, (_, at) => `text ${(at * 7919) % distinct}`);
		const kindOfRow = (texts: readonly string[]) => {
			const tree = new RowTree(1);
			tree.judgeTexts(0, texts);
			tree.insert(1, ['any']);
			return [...kinds(tree)][0];
		};
		assert.equal(kindOfRow(sample(1024)), 'generic');
		assert.equal(kindOfRow(sample(1000)), 'dict');
	});

	it('is not used for long texts', () => {
		const tree = new RowTree(1);
		const long = 'x'.repeat(1000);
		for (const [id, text] of ['short', long, 'short', null].entries()) tree.insert(id, [text]);
		assert.deepEqual(kinds(tree), new Set(['generic']));
		assert.deepEqual(scanned(tree), [
			[0, ['short']],
			[1, [long]],
			[2, ['short']],
			[3, [null]],
		]);
	});

	it('survives a rolled-back fork that filled it', () => {
		const tree = new RowTree(1);
		for (let id = 0; id < 100; id++) tree.insert(id, ['kept']);
		const fork = tree.fork();
		for (let id = 100; id < 20_000; id++) fork.insert(id, [`gone ${id}`]);
		for (let id = 100; id < 200; id++) tree.insert(id, [`after ${id % 2}`]);
		tree.checkValid();
		assert.equal(tree.getValue(150, 0), 'after 0');
		assert.equal(fork.getValue(150, 0), 'gone 150');
		assert.equal(tree.size, 200);
	});
});
