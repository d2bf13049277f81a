import assert from 'node:assert/strict';
import { Database, provideStorage } from '../../src/engine/index.js';
import { nodeStorage } from '../../src/library/nodeStorage.js';
import { MirroredStorage } from '../../src/notebook/store/mirroredStorage.js';
import type { StoreWrite } from '../../src/protocol/storeMessages.js';

const ROOT = 'vscode-vfs://somewhere/data/university';

type Files = Map<string, Uint8Array>;

function mirror(files: Files, more: { id?: number; isHeldElsewhere?: boolean } = {}) {
	const { id = 1, isHeldElsewhere = false } = more;
	return new MirroredStorage({
		root: ROOT,
		files,
		process: { id, host: 'editor', started: 0 },
		isHeldElsewhere,
	});
}

function carryOut(files: Files, write: StoreWrite): void {
	if (write.type === 'write') files.set(write.path, write.bytes);
	if (write.type === 'remove') files.delete(write.path);
	if (write.type !== 'rename') return;
	const bytes = files.get(write.path);
	assert.ok(bytes, `${write.path} is not there to be renamed`);
	files.delete(write.path);
	files.set(write.to, bytes);
}

function open(storage: MirroredStorage, checkpointBytes?: number): Database {
	provideStorage(storage);
	return Database.open(ROOT, checkpointBytes === undefined ? {} : { checkpointBytes });
}

const STEPS = [
	'CREATE TABLE student(id INTEGER PRIMARY KEY, name TEXT)',
	"INSERT INTO student VALUES (1, 'Alice'), (2, 'Bob')",
	'CREATE TABLE blob_table(b BLOB)',
	"INSERT INTO blob_table VALUES (x'00ff')",
	"UPDATE student SET name = 'Bobby' WHERE id = 2",
	'checkpoint',
	"INSERT INTO student VALUES (3, 'Carol')",
	'DROP TABLE blob_table',
	'checkpoint',
	'DELETE FROM student WHERE id = 1',
];

/** What is seen after each number of steps. */
function pictureOf(db: Database): string {
	const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
	return JSON.stringify(
		tables.map(name => [
			name,
			db
				.prepare(`SELECT rowid, * FROM "${String(name)}"`)
				.raw()
				.all(),
		]),
	);
}

describe('the files of a store that somebody else writes', () => {
	after(() => {
		const own = nodeStorage();
		if (own) provideStorage(own);
	});

	it('leave a store that opens, however many of the writes in order were carried out', () => {
		const storage = mirror(new Map());
		const db = open(storage, 0);
		const pictures = [pictureOf(db)];
		for (const step of STEPS) {
			if (step === 'checkpoint') db.checkpoint();
			else db.exec(step);
			pictures.push(pictureOf(db));
		}
		db.close();
		const writes = [...storage.pending()];
		assert.ok(writes.length > 20, `only ${writes.length} writes`);
		let last = -1;
		const disk: Files = new Map();
		for (let count = 0; count <= writes.length; count++) {
			const next = mirror(new Map(disk), { id: 2 });
			const reopened = open(next);
			const seen = pictures.lastIndexOf(pictureOf(reopened));
			assert.ok(seen >= 0, `after ${count} writes: ${pictureOf(reopened)}`);
			assert.ok(seen >= last, `after ${count} writes it goes back from ${last} to ${seen}`);
			last = seen;
			reopened.close();
			const write = writes[count];
			if (write) carryOut(disk, write);
		}
		assert.equal(last, pictures.length - 1);
	});

	it('are written in few steps, and only once', () => {
		const storage = mirror(new Map());
		const db = open(storage);
		storage.settled(storage.pending().length);
		db.exec('CREATE TABLE t(a)');
		for (let row = 0; row < 100; row++) db.prepare('INSERT INTO t VALUES (?)').run(row);
		assert.deepEqual(
			storage.pending().map(write => [write.type, write.path]),
			[['write', 'wal/transaction.log']],
		);
		storage.settled(1);
		assert.equal(storage.hasPending, false);
		db.exec('INSERT INTO t VALUES (100)');
		assert.equal(storage.pending().length, 1);
		db.close();
	});

	it('do not change what was told already while later commits come', () => {
		const storage = mirror(new Map());
		const db = open(storage);
		db.exec('CREATE TABLE t(a)');
		const [told] = storage.pending().slice(-1);
		assert.ok(told?.type === 'write');
		const before = told.bytes.slice();
		db.exec('INSERT INTO t VALUES (1)');
		assert.deepEqual(told.bytes, before);
		assert.equal(storage.pending().at(-1)?.path, 'wal/transaction.log');
		db.close();
	});

	it('are locked for others only while somebody has them', () => {
		const storage = mirror(new Map());
		const db = open(storage);
		const disk: Files = new Map();
		for (const write of storage.pending()) carryOut(disk, write);
		assert.ok(disk.has('wal/lock'));
		assert.throws(() => open(mirror(new Map(disk), { id: 2, isHeldElsewhere: true })), {
			code: 'SQLITE_BUSY',
		});
		open(mirror(new Map(disk), { id: 2 })).close();
		db.close();
	});
});
