// Layers with a name, and branches, go back with the state that snapshot() kept: a cell that makes them can run again.
import assert from 'node:assert/strict';
import { Database } from '../../src/library/index.js';

function column(db: Database, sql: string): unknown[] {
	return db.prepare(sql).pluck().all();
}

describe('database: names of layers and a snapshot', () => {
	it('restore makes the names what they were', () => {
		const db = new Database().exec(
			'create table t(a); insert into t values (1); create layer first',
		);
		const before = db.snapshot();
		const cell = 'insert into t values (2); create layer second; drop layer first';
		for (let run = 0; run < 3; run++) {
			db.restore(before).exec(cell);
			assert.deepEqual(column(db, 'select a from t as of layer second'), [1, 2]);
			assert.throws(() => db.exec('select * from t as of layer first'), /no such layer: first/);
		}
		db.restore(before);
		assert.deepEqual(column(db, 'select a from t as of layer first'), [1]);
		assert.throws(() => db.exec('select * from t as of layer second'), /no such layer: second/);
	});

	it('restore makes the branches what they were', () => {
		const db = new Database().exec('create table t(a); insert into t values (1)');
		const before = db.snapshot();
		const cell = `create branch b; checkout b; insert into t values (2); checkout main;
			insert into t values (3)`;
		for (let run = 0; run < 3; run++) {
			db.restore(before).exec(cell);
			assert.deepEqual(column(db, 'select a from t'), [1, 3]);
			assert.deepEqual(column(db, 'select name from strata_branches'), ['main', 'b']);
		}
		const inside = db.exec('checkout b').snapshot();
		db.exec('insert into t values (9); checkout main; drop branch b');
		db.restore(inside);
		assert.deepEqual(column(db, 'select a from t'), [1, 2]);
		assert.deepEqual(column(db, 'select name from strata_branches where is_current'), ['b']);
		db.exec('checkout main');
		assert.deepEqual(column(db, 'select a from t'), [1, 3]);
	});

	it('a name that means another layer is read anew, though the old one is kept', () => {
		const db = new Database().exec('create table t(a); insert into t values (1); create layer x');
		const kept = db.snapshot();
		const sql = 'select a from t as of layer x';
		assert.deepEqual(column(db, sql), [1]);
		db.exec('insert into t values (2); drop layer x; create layer x');
		assert.deepEqual(column(db, sql), [1, 2]);
		db.restore(kept);
		assert.deepEqual(column(db, sql), [1]);
	});

	it('nothing stays pinned when the snapshots are released', () => {
		const db = new Database().exec('create table t(a); create layer x; create branch b');
		const layers = Array.from({ length: 3 }, () => db.snapshot());
		db.exec('insert into t values (1)');
		for (const layer of layers) db.restore(layer).exec('insert into t values (2)');
		for (const layer of layers) layer.release();
		db.exec('drop layer x; drop branch b; insert into t values (3); insert into t values (4)');
		assert.deepEqual(column(db, 'select label from strata_layers'), ['base']);
	});
});
