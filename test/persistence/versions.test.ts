// A store of an older format opens, holds what it held, and is of the present one when it has been opened for writing.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { Database } from '../../src/library/index.js';
import { inRoot } from '../../scripts/paths.mjs';
import { copyOf, temporaryFolders } from './folders.js';

/** Written by the first release, and not closed: its log holds an altered table, a renamed column, a view. */
const version1 = inRoot('test/persistence/version1');

function check(db: Database): void {
	const students = db.prepare('select id, name, gpa, hex(photo) from student').raw().all();
	assert.deepEqual(students, [
		[1, 'Alice', 3.8, '00FF'],
		[2, 'Bob', 4, ''],
	]);
	const grades = db.prepare('select *, typeof(points) from grade').safeIntegers().raw().all();
	assert.deepEqual(grades, [
		[1n, 'SQL', 2n ** 63n - 1n, 'integer'],
		[2n, 'SQL', 1, 'real'],
		[2n, 'TS', null, 'null'],
	]);
	assert.deepEqual(db.prepare('select rowid, x, y from loose').raw().all(), [
		[7, 'seven', 'new'],
		[9, -0.5, 'new'],
	]);
	assert.deepEqual(db.prepare('select * from good').pluck().all(), ['Bob']);
	assert.equal(db.pragma('user_version', { simple: true }), 5);
	assert.equal(db.pragma('integrity_check', { simple: true }), 'ok');
}

describe('a store of format 1', () => {
	const newFolder = temporaryFolders();
	const versionOf = (folder: string): unknown =>
		(
			JSON.parse(fs.readFileSync(path.join(folder, 'schema/database.json'), 'utf8')) as {
				version: unknown;
			}
		).version;

	it('is read as it is, and changed only by who may write', () => {
		const folder = copyOf(version1, path.join(newFolder(), 'db'));
		const reader = Database.open(folder, { readonly: true });
		check(reader);
		reader.close();
		assert.equal(versionOf(folder), 1);
		const writer = Database.open(folder);
		check(writer);
		assert.equal(
			versionOf(folder),
			2,
			'from the start: an older release must not read a newer log',
		);
		writer.exec(`insert into student(name) values ('Dan')`);
		assert.equal(writer.prepare('select max(id) from student').pluck().get(), 4);
		writer.exec(`delete from student where name = 'Dan'`).close();
		const again = Database.open(folder);
		check(again);
		again.close();
	});
});
