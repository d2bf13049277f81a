// Random operations: what each does to the reference, and the SQL that should do the same.
import type { CheckedDatabase, Session } from './checkedDatabase.js';
import type { Random } from './random.js';
import { Refused, tableNames } from './referenceDatabase.js';
import type { OnConflict, ReferenceState, Row, TableName, Value } from './referenceDatabase.js';

export interface Scene {
	readonly checked: CheckedDatabase;
	readonly random: Random;
	/** Keys are below it. */
	keys: number;
}

type Operation = (scene: Scene, session: Session) => void;

const texts = ['a', 'b', 'c', 'ä', 'zz', ''];
const names = ['one', 'two', 'three'];
const clauses: readonly (readonly [string, OnConflict])[] = [
	['', 'abort'],
	['', 'abort'],
	[' OR IGNORE', 'ignore'],
	[' OR REPLACE', 'replace'],
];

/** With how often each comes. */
const operations: readonly (readonly [number, Operation])[] = [
	[12, insertRows],
	[8, insertEntries],
	[8, insertChild],
	[6, upsert],
	[4, upsertEntry],
	[8, updateRange],
	[6, updateOne],
	[4, moveRow],
	[5, updateEntry],
	[3, moveChild],
	[5, deleteRange],
	[4, deleteEntries],
	[1, copyRows],
	[3, crash],
	[14, readRows],
	[6, readJoin],
	[10, control],
	[2, schemaChange],
	[3, layers],
	[2, openQuery],
	[2, compress],
];
const total = operations.reduce((sum, [weight]) => sum + weight, 0);

export function randomOperation(scene: Scene): void {
	const { checked, random } = scene;
	const session = random.pick(checked.sessions);
	if (session.query) {
		checked.read(session, random.below(scene.keys));
		return;
	}
	let at = random.below(total);
	for (const [weight, operation] of operations) {
		at -= weight;
		if (at >= 0) continue;
		operation(scene, session);
		return;
	}
}

function row({ random, keys }: Scene): Row {
	const id = random.chance(20) ? null : random.below(keys);
	const u = random.chance(30) ? null : random.below(keys);
	const n = random.chance(10) ? null : random.below(103);
	return [id, u, random.chance(15) ? null : random.pick(texts), n];
}

function withId(state: ReferenceState, table: TableName, [id = null, ...others]: Row): Row {
	if (id !== null) return [id, ...others];
	let last = 0;
	for (const [stored] of state.tables[table].values()) last = Math.max(last, Number(stored));
	return [last + 1, ...others];
}

function insertRows(scene: Scene, session: Session): void {
	const { random } = scene;
	const [clause, action] = random.pick(clauses);
	const rows = Array.from({ length: 1 + random.below(4) }, () => row(scene));
	const values = rows.map(() => '(?, ?, ?, ?)').join(', ');
	scene.checked.run(session, `INSERT${clause} INTO r VALUES ${values}`, rows.flat(), state => {
		let count = 0;
		for (const one of rows) if (state.insert('r', withId(state, 'r', one), action)) count++;
		return count;
	});
}

function entry({ random, keys }: Scene): Row {
	const v = random.chance(40) ? null : random.below(keys);
	return [random.chance(2) ? null : random.pick(texts), random.below(keys), v];
}

function insertEntries(scene: Scene, session: Session): void {
	const { random } = scene;
	const [clause, action] = random.pick(clauses);
	const rows = Array.from({ length: 1 + random.below(3) }, () => entry(scene));
	const values = rows.map(() => '(?, ?, ?)').join(', ');
	scene.checked.run(session, `INSERT${clause} INTO w VALUES ${values}`, rows.flat(), state => {
		let count = 0;
		for (const one of rows) if (state.insert('w', one, action)) count++;
		return count;
	});
}

function insertChild(scene: Scene, session: Session): void {
	const { random, keys, checked } = scene;
	const table = random.pick(['c', 'e'] as const);
	const [clause, action] = random.pick(clauses);
	const parents = [...checked.stateOf(session).tables.r.values()];
	const parent =
		random.chance(85) && parents.length > 0 ? random.pick(parents)[0] : random.below(keys);
	const values: Row = [
		random.chance(40) ? null : random.below(keys),
		random.chance(10) ? null : (parent ?? null),
		random.chance(3) ? null : random.below(keys * 5),
	];
	checked.run(session, `INSERT${clause} INTO ${table} VALUES (?, ?, ?)`, values, state =>
		state.insert(table, withId(state, table, values), action) ? 1 : 0,
	);
}

function upsert(scene: Scene, session: Session): void {
	const values = row(scene);
	const kind = scene.random.below(3);
	const tail = [
		'(u) DO UPDATE SET s = excluded.s, n = excluded.n',
		'(id) DO UPDATE SET s = excluded.s WHERE s IS NOT excluded.s',
		'DO NOTHING',
	][kind];
	scene.checked.run(
		session,
		`INSERT INTO r VALUES (?, ?, ?, ?) ON CONFLICT ${tail}`,
		values,
		state => {
			const one = withId(state, 'r', values);
			if (kind === 2) return state.insert('r', one, 'ignore') ? 1 : checkDone(one);
			const [other] = state.conflicting('r', one, kind === 0 ? [1] : [0]);
			checkDone(one);
			if (!other) return state.insert('r', one, 'abort') ? 1 : 0;
			const [id = null, u = null, s = null, n = null] = other;
			if (kind === 1 && s === one[2]) return 0;
			const changed: Row =
				kind === 0 ? [id, u, one[2] ?? null, one[3] ?? null] : [id, u, one[2] ?? null, n];
			return state.update('r', other, changed, 'abort') ? 1 : 0;
		},
	);
}

/** DO NOTHING and DO UPDATE are about uniqueness alone. */
function checkDone(one: Row): number {
	if (one[3] !== null && Number(one[3]) >= 100) throw new Refused();
	return 0;
}

function upsertEntry(scene: Scene, session: Session): void {
	const values = entry(scene);
	const sql = 'INSERT INTO w VALUES (?, ?, ?) ON CONFLICT (k, j) DO UPDATE SET v = excluded.v';
	scene.checked.run(session, sql, values, state => {
		const other = values[0] === null ? undefined : state.find('w', ...values.slice(0, 2));
		if (!other) return state.insert('w', values, 'abort') ? 1 : 0;
		return state.update('w', other, values, 'abort') ? 1 : 0;
	});
}

/** A condition on r in SQL and as a function. */
function condition({ random, keys }: Scene): readonly [string, Value[], (row: Row) => boolean] {
	const low = random.below(keys);
	const high = low + random.below(Math.ceil(keys / 6));
	const text = random.pick(texts);
	const n = random.below(90);
	switch (random.below(6)) {
		case 0:
			return ['id = ?', [low], one => one[0] === low];
		case 1:
			return [
				's = ? AND n > ?',
				[text, n],
				one => one[2] === text && one[3] !== null && Number(one[3]) > n,
			];
		case 2:
			return [
				'u BETWEEN ? AND ?',
				[low, high],
				one => one[1] !== null && between(one[1], low, high),
			];
		case 3:
			return ['s IS NOT NULL AND n = ?', [n], one => one[2] !== null && one[3] === n];
		case 4:
			return [
				'id > ? AND id <= ? AND s <> ?',
				[low, high, text],
				one => between(one[0], low + 1, high) && one[2] !== null && one[2] !== text,
			];
		default:
			return ['id BETWEEN ? AND ?', [low, high], one => between(one[0], low, high)];
	}
}

function between(value: Value | undefined, low: number, high: number): boolean {
	return Number(value) >= low && Number(value) <= high;
}

function updateRange(scene: Scene, session: Session): void {
	const { random } = scene;
	const [where, params, matches] = condition(scene);
	const [clause, action] = random.pick([['', 'abort'] as const, [' OR IGNORE', 'ignore'] as const]);
	const isText = random.chance(40);
	const text = random.pick(texts);
	const set = isText ? 's = ?' : 'n = n + ?';
	const value = isText ? text : 3 + random.below(20);
	scene.checked.run(
		session,
		`UPDATE${clause} r SET ${set} WHERE ${where}`,
		[value, ...params],
		state => {
			let count = 0;
			for (const old of state.rows('r').filter(matches)) {
				const [id = null, u = null, s = null, n = null] = old;
				const changed: Row = isText
					? [id, u, value, n]
					: [id, u, s, n === null ? null : Number(n) + Number(value)];
				if (state.update('r', old, changed, action)) count++;
			}
			return count;
		},
	);
}

function updateOne(scene: Scene, session: Session): void {
	const { random, keys, checked } = scene;
	const [clause, action] = random.pick(clauses);
	const id = random.below(keys);
	const u = random.below(keys);
	const n = random.below(101);
	checked.run(session, `UPDATE${clause} r SET u = ?, n = ? WHERE id = ?`, [u, n, id], state => {
		const old = state.find('r', id);
		return old && state.update('r', old, [id, u, old[2] ?? null, n], action) ? 1 : 0;
	});
}

/** The key changes: children follow. */
function moveRow(scene: Scene, session: Session): void {
	const { random, keys, checked } = scene;
	const [clause, action] = random.pick(clauses);
	const [from, to] = [random.below(keys), random.below(keys)];
	checked.run(session, `UPDATE${clause} r SET id = ? WHERE id = ?`, [to, from], state => {
		const old = state.find('r', from);
		return old && state.update('r', old, [to, ...old.slice(1)], action) ? 1 : 0;
	});
}

function updateEntry(scene: Scene, session: Session): void {
	const { random, keys, checked } = scene;
	const [clause, action] = random.pick(clauses);
	const k = random.pick(texts);
	const [j, other] = [random.below(keys), random.below(keys)];
	const v = random.chance(20) ? null : random.below(keys);
	const set = random.chance(50) ? 'v = ?' : 'j = ?, v = ?';
	const values = set === 'v = ?' ? [v] : [other, v];
	checked.run(
		session,
		`UPDATE${clause} w SET ${set} WHERE k = ? AND j = ?`,
		[...values, k, j],
		state => {
			const old = state.find('w', k, j);
			if (!old) return 0;
			return state.update('w', old, [k, set === 'v = ?' ? j : other, v], action) ? 1 : 0;
		},
	);
}

function moveChild(scene: Scene, session: Session): void {
	const { random, keys, checked } = scene;
	const table = random.pick(['c', 'e'] as const);
	const [id, parent] = [random.below(keys), random.below(keys)];
	checked.run(session, `UPDATE ${table} SET r = ? WHERE id = ?`, [parent, id], state => {
		const old = state.find(table, id);
		return old && state.update(table, old, [id, parent, old[2] ?? null], 'abort') ? 1 : 0;
	});
}

function deleteRange(scene: Scene, session: Session): void {
	const [where, params, matches] = condition(scene);
	scene.checked.run(session, `DELETE FROM r WHERE ${where}`, params, state => {
		const doomed = state.rows('r').filter(matches);
		for (const one of doomed) state.delete('r', one);
		return doomed.length;
	});
}

function deleteEntries(scene: Scene, session: Session): void {
	const { random, keys, checked } = scene;
	const k = random.pick(texts);
	const low = random.below(keys);
	const high = low + random.below(Math.ceil(keys / 3));
	checked.run(session, 'DELETE FROM w WHERE k = ? AND j BETWEEN ? AND ?', [k, low, high], state => {
		const doomed = state.rows('w').filter(one => one[0] === k && between(one[1], low, high));
		for (const one of doomed) state.delete('w', one);
		return doomed.length;
	});
}

function copyRows(scene: Scene, session: Session): void {
	const { random, keys, checked } = scene;
	const low = random.below(keys);
	const high = low + random.below(Math.ceil(keys / 2));
	const shift = random.below(keys);
	const sql =
		'INSERT OR IGNORE INTO r SELECT id + ?, NULL, s, n FROM r WHERE id BETWEEN ? AND ? AND id + ? < ?';
	checked.run(session, sql, [shift, low, high, shift, keys], state => {
		let count = 0;
		const source = state
			.rows('r')
			.filter(one => between(one[0], low, high) && Number(one[0]) + shift < keys);
		for (const [id, , s = null, n = null] of source) {
			if (state.insert('r', [Number(id) + shift, null, s, n], 'ignore')) count++;
		}
		return count;
	});
}

/** A function that throws, or asks for an interrupt, at some row. */
function crash(scene: Scene, session: Session): void {
	const { random, checked } = scene;
	const [where, params, matches] = condition(scene);
	checked.isInterrupt = random.chance(40);
	checked.fuse = 1 + random.below(6);
	const text = random.pick(texts);
	if (random.chance(50)) {
		checked.run(
			session,
			`UPDATE r SET s = boom(?) WHERE ${where}`,
			[text, ...params],
			state => {
				const changed = state.rows('r').filter(matches);
				for (const old of changed)
					state.update('r', old, [...old.slice(0, 2), text, old[3] ?? null], 'abort');
				return changed.length;
			},
			true,
		);
	} else {
		const sql = `DELETE FROM r WHERE (${where}) AND boom(id) IS NOT NULL`;
		checked.run(
			session,
			sql,
			params,
			state => {
				const doomed = state.rows('r').filter(matches);
				for (const one of doomed) state.delete('r', one);
				return doomed.length;
			},
			true,
		);
	}
	checked.fuse = 0;
}

function readRows(scene: Scene, session: Session): void {
	const { random, checked } = scene;
	const state = checked.stateOf(session);
	const [where, params, matches] = condition(scene);
	const layers = [...checked.layers];
	if (random.chance(20) && layers.length > 0) {
		const [name, layer] = random.pick(layers);
		const expected = layer.rows('r').filter(matches);
		checked.query(
			session,
			`SELECT * FROM r AS OF LAYER ${name} WHERE ${where} ORDER BY id`,
			params,
			expected,
		);
		return;
	}
	const found = state.rows('r').filter(matches);
	switch (random.below(4)) {
		case 0:
			checked.query(session, `SELECT count(*), sum(n) FROM r WHERE ${where}`, params, [
				[found.length, sum(found.map(one => one[3] ?? null))],
			]);
			return;
		case 1: {
			const low = random.below(scene.keys);
			const entries = state.rows('w').filter(one => Number(one[1]) >= low && one[2] !== null);
			checked.query(
				session,
				'SELECT * FROM w WHERE j >= ? AND v IS NOT NULL ORDER BY k, j DESC',
				[low],
				entries,
			);
			return;
		}
		default:
			checked.query(session, `SELECT * FROM r WHERE ${where} ORDER BY id`, params, found);
	}
}

function sum(values: readonly Value[]): Value {
	const numbers = values.filter(value => value !== null).map(Number);
	return numbers.length === 0 ? null : numbers.reduce((left, right) => left + right, 0);
}

function readJoin(scene: Scene, session: Session): void {
	const { random, checked } = scene;
	const table = random.pick(['c', 'e'] as const);
	const state = checked.stateOf(session);
	const [where, params, matches] = condition(scene);
	const expected: Row[] = [];
	for (const [id = null, parent = null, x = null] of state.rows(table)) {
		const found = parent === null ? undefined : state.find('r', parent);
		if (found && matches(found)) expected.push([id, x, found[0] ?? null, found[2] ?? null]);
	}
	const aliased = where.replaceAll(/\b(id|u|s|n)\b(?= (?:=|>|<|BETWEEN|IS))/g, 'p.$1');
	const sql = `SELECT q.id, q.x, p.id, p.s FROM ${table} q JOIN r p ON p.id = q.r WHERE ${aliased} ORDER BY q.id`;
	checked.query(session, sql, params, expected);
}

function control({ checked, random }: Scene, session: Session): void {
	const name = random.pick(names);
	const kind = random.below(10);
	if (!session.transaction) {
		if (kind < 7) checked.begin(session);
		else if (kind < 9) checked.savepoint(session, name);
		else checked.rollbackTo(session, name);
	} else if (kind < 3) checked.commit(session);
	else if (kind === 3) checked.rollback(session);
	else if (kind < 6) checked.savepoint(session, name);
	else if (kind < 8) checked.rollbackTo(session, name);
	else checked.release(session, name);
}

function schemaChange({ checked, random }: Scene, session: Session): void {
	const name = `added_${random.pick(names)}`;
	if (random.chance(50)) {
		checked.define(session, `DROP INDEX ${name}`, state => {
			state.dropIndex(name);
		});
		return;
	}
	const table = random.pick(tableNames);
	const column = table === 'r' ? 3 : 2;
	const isUnique = table === 'c' && random.chance(60);
	const columnName = { r: 'n', w: 'v', c: 'x', e: 'x' }[table];
	checked.define(
		session,
		`CREATE ${isUnique ? 'UNIQUE ' : ''}INDEX ${name} ON ${table}(${columnName})`,
		state => {
			state.addIndex(name, { table, column, isUnique });
		},
	);
}

function layers({ checked, random }: Scene, session: Session): void {
	const name = `layer_${random.pick(names)}`;
	const kind = random.below(20);
	if (kind < 6) checked.createLayer(session, name);
	else if (kind < 10) checked.snapshot(name);
	else if (kind < 15) checked.dropLayer(session, name);
	else if (kind < 18) checked.restore(name);
	else checked.restoreLayer(session, name);
}

function openQuery({ checked, random }: Scene, session: Session): void {
	checked.open(session, random.pick(tableNames));
}

/** Which leaves are packed must not matter to anybody. */
function compress({ checked, random }: Scene, session: Session): void {
	checked.pragma(session, `compression = ${random.pick(['on', 'now', 'now', 'now', 'off'])}`);
}
