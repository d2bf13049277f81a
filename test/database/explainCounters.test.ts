import assert from 'node:assert/strict';
import { Database } from '../../src/engine/index.js';

describe('changes() behind EXPLAIN', () => {
	const changesAfter = (sql: string): unknown => {
		const database = new Database();
		database.exec('CREATE TABLE t(x); INSERT INTO t VALUES (1), (2)');
		database.exec(sql);
		return database.prepare('SELECT changes()').pluck().get();
	};

	it('is 0 when the statement explained is a write', () => {
		for (const write of ['INSERT INTO t VALUES (1)', 'UPDATE t SET x = 1', 'DELETE FROM t']) {
			assert.equal(changesAfter(`EXPLAIN ${write}`), 0);
			assert.equal(changesAfter(`EXPLAIN QUERY PLAN ${write}`), 0);
		}
	});

	it('is what it was when another statement is explained', () => {
		assert.equal(changesAfter('EXPLAIN SELECT * FROM t'), 2);
		assert.equal(changesAfter('EXPLAIN CREATE TABLE u(x)'), 2);
	});
});
