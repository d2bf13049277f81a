import assert from 'node:assert/strict';
import type { DataChangeMessage, SchemaChangeMessage } from '../../src/protocol/events.js';
import { describeChange } from '../../src/ui/webviews/changeFeed/describeChange.js';
import { FeedModel } from '../../src/ui/webviews/changeFeed/feedModel.js';

function change(sequence: number, more: Partial<DataChangeMessage> = {}): DataChangeMessage {
	return {
		type: 'insert',
		sequence,
		time: 0,
		schemaName: 'main',
		tableName: 'orders',
		key: [sequence],
		oldRow: undefined,
		newRow: { id: sequence, item: 'pen' },
		changedColumns: [],
		layer: 1,
		cellId: 'c1',
		...more,
	};
}

const created: SchemaChangeMessage = {
	type: 'create',
	sequence: 1,
	time: 0,
	objectType: 'table',
	schemaName: 'main',
	objectName: 'orders',
	oldObjectName: undefined,
	columnName: undefined,
	oldColumnName: undefined,
	ddl: 'CREATE TABLE orders(\n  id)',
	layer: 1,
	cellId: 'c1',
};

describe('the change feed', () => {
	it('filters by table and by kind, and shows all again', () => {
		const feed = new FeedModel();
		feed.append([created, change(2), change(3, { type: 'delete', tableName: 'users' })], 0);
		feed.setFilter({ table: 'ORD', kind: 'all' });
		assert.equal(feed.shown.length, 2);
		feed.setFilter({ table: '', kind: 'schema' });
		assert.deepEqual(feed.shown, [created]);
		feed.setFilter({ table: '', kind: 'delete' });
		assert.equal(feed.shown.length, 1);
		feed.setFilter({ table: '', kind: 'all' });
		assert.equal(feed.shown.length, 3);
	});

	it('stands still while paused and catches up afterwards', () => {
		const feed = new FeedModel();
		feed.append([change(1)], 0);
		feed.setPaused(true);
		feed.append([change(2), change(3)], 0);
		assert.equal(feed.shown.length, 1);
		assert.equal(feed.waitingCount, 2);
		feed.setPaused(false);
		assert.deepEqual(
			feed.shown.map(({ sequence }) => sequence),
			[1, 2, 3],
		);
		assert.equal(feed.waitingCount, 0);
	});

	it('counts what it no longer holds, paused or not', () => {
		for (const isPaused of [false, true]) {
			const feed = new FeedModel();
			feed.setPaused(isPaused);
			for (let batch = 0; batch < 50; batch++) {
				feed.append(
					Array.from({ length: 1000 }, (_, at) => change(batch * 1000 + at)),
					10,
				);
			}
			feed.setPaused(false);
			assert.equal(feed.total, 50_500);
			assert.equal(feed.shown.length + feed.dropped, feed.total);
			assert.ok(feed.shown.length >= 20_000 && feed.shown.length <= 25_000);
			assert.equal(feed.shown.at(-1)?.sequence, 49_999);
		}
	});

	it('takes 10,000 events a second in its stride, also while paused', () => {
		for (const isPaused of [false, true]) {
			const feed = new FeedModel();
			feed.setFilter({ table: 'orders', kind: 'all' });
			feed.setPaused(isPaused);
			const batch = Array.from({ length: 100 }, (_, at) => change(at));
			const begin = process.cpuUsage();
			// Ten seconds of it, in a hundred batches a second.
			for (let tick = 0; tick < 1000; tick++) feed.append(batch, 0);
			const { user, system } = process.cpuUsage(begin);
			const milliseconds = (user + system) / 1000;
			assert.ok(milliseconds < 1000, `${milliseconds} ms of ten seconds`);
		}
	});
});

describe('an event in words', () => {
	it('says what an update changed, from what to what', () => {
		const { mark, title, detail } = describeChange(
			change(7, {
				type: 'update',
				oldRow: { id: 7, price: { $real: 1 }, note: null },
				newRow: { id: 7, price: { $real: 2.5 }, note: 'x' },
				changedColumns: ['price', 'note'],
			}),
		);
		assert.equal(mark, '~');
		assert.equal(title, 'orders [7]');
		assert.equal(detail, "price: 1.0 → 2.5, note: NULL → 'x'");
	});

	it('says what was inserted or deleted', () => {
		assert.equal(describeChange(change(1)).detail, "id: 1, item: 'pen'");
		const deleted = change(1, { type: 'delete', oldRow: { id: 1 }, newRow: undefined });
		assert.equal(describeChange(deleted).mark, '−');
		assert.equal(describeChange(deleted).detail, 'id: 1');
	});

	it('puts a schema change on one line', () => {
		const { title, detail } = describeChange(created);
		assert.equal(title, 'create table orders');
		assert.equal(detail, 'CREATE TABLE orders( id)');
	});
});
