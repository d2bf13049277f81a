// The sample index type of examples/: LIKE with it is LIKE without it.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { trigramType } from '../../examples/indexTypes/trigram.mjs';
import { Database, HashTrie, RowidSet } from '../../src/library/index.js';

const unit = fc.constantFrom('a', 'b', 'B', 'ä', '%', '_', '1', '.');
const letters = fc.string({ unit, maxLength: 9 });
const values = fc.array(fc.oneof(letters, fc.integer({ min: 0, max: 2000 }), fc.constant(null)), {
	maxLength: 30,
});
const likes = fc.array(letters, { minLength: 1, maxLength: 12 });

function newDatabase(): Database {
	const db = new Database();
	db.registerIndexType('trigram', trigramType({ HashTrie, RowidSet }));
	return db.exec('create table word(text); create index parts on word using trigram (text)');
}

function check(list: unknown[], patterns: string[]): void {
	const db = newDatabase();
	for (const value of list) db.prepare('insert into word values (?)').run(value);
	db.exec('savepoint s; delete from word where rowid % 2 = 0');
	for (const pattern of patterns) compare(db, `%${pattern}%`);
	db.exec('rollback to s');
	for (const pattern of patterns) compare(db, pattern);
	assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
}

function compare(db: Database, pattern: string): void {
	const rows = (where: string) =>
		db.prepare(`select rowid from word ${where}`).pluck().all(pattern);
	assert.deepEqual(rows('where text like ?'), rows('not indexed where text like ?'), pattern);
}

describe('the sample index type trigram', () => {
	it('finds what LIKE finds', () => {
		fc.assert(fc.property(values, likes, check), { seed: 3, numRuns: 60 });
		fc.assert(fc.property(values, likes, check), { numRuns: 20 });
	});

	it('is used by plans, also where its pattern is too short', () => {
		const db = newDatabase();
		db.exec("insert into word values ('photography'), ('graph'), ('map'), (7.5)");
		const find = db.prepare('select text from word where text like ?').pluck();
		assert.deepEqual(find.all('%GRA%'), ['photography', 'graph']);
		assert.deepEqual(find.all('%ap'), ['map']);
		assert.deepEqual(find.all('%7.5%'), [7.5]);
		const plan = db.prepare("explain query plan select * from word where text like '%gra%'").get();
		assert.equal(
			(plan as { detail: string }).detail,
			'SEARCH word USING TRIGRAM INDEX parts (text LIKE ?)',
		);
		assert.throws(() => db.exec('create index two on word using trigram (text, rowid)'));
	});
});
