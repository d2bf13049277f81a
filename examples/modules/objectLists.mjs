/**
 * A module that makes tables of JavaScript arrays of objects: what SQL writes the program sees in its array, and the other
 * way round. Equality and ranges of one key column are searched in it, ORDER BY of it costs nothing, and transactions
 * and savepoints work.
 *
 *   import { Database } from 'strata-sql';
 *   import { objectLists } from './objectLists.mjs';
 *
 *   const people = [{ id: 2, name: 'Bob' }, { id: 1, name: 'Ann' }];
 *   const db = new Database();
 *   db.registerModule('objects', objectLists({ people }));
 *   db.exec('CREATE VIRTUAL TABLE person USING objects(people, id INTEGER, name TEXT)');
 *   db.exec(`INSERT INTO person VALUES (3, 'Cid'); DELETE FROM person WHERE id = 1`);
 *   // people is [{ id: 2, name: 'Bob' }, { id: 3, name: 'Cid' }]
 */

/**
 * @typedef {import('../../src/library/index.js').VirtualTableModule} VirtualTableModule
 * @typedef {import('../../src/library/index.js').ModuleTable} ModuleTable
 * @typedef {import('../../src/library/index.js').ModuleValue} ModuleValue
 * @typedef {Record<string, ModuleValue>} Item
 */

/**
 * @param {Record<string, Item[]>} lists by the names that CREATE VIRTUAL TABLE may say
 * @returns {VirtualTableModule}
 */
export function objectLists(lists) {
	return {
		connect([name = '', ...columns], { module }) {
			const list = lists[name];
			if (!list) throw new Error(`${module}: no list "${name}", there are ${Object.keys(lists)}`);
			return new ObjectTable(list, columns);
		},
	};
}

/** Bounds of the key, in the plan's text: `=`, `>`, `<=` ... in the order of the values. */
const BOUNDS = ['=', '<', '<=', '>', '>='];

/** @implements {ModuleTable} */
class ObjectTable {
	/** @type {string} */
	columns;
	/** @type {Item[]} */
	#list;
	/** @type {string[]} */
	#names;
	/** What the list was at the beginning, and at savepoints. @type {Map<number, Item[]>} */
	#kept = new Map();

	/**
	 * @param {Item[]} list
	 * @param {string[]} columns the first one is the key: the list is kept sorted by it
	 */
	constructor(list, columns) {
		this.#list = list;
		this.#names = columns.map(column => column.split(/\s/, 1)[0] ?? '');
		this.columns = `CREATE TABLE x(${columns.join(', ')})`;
		this.#sort();
	}

	/** @type {NonNullable<ModuleTable['bestIndex']>} */
	bestIndex({ constraints, orderBy }) {
		const use = [];
		const text = [];
		for (const [constraint, { column, operator, usable }] of constraints.entries()) {
			if (column !== 0 || !usable || !BOUNDS.includes(operator)) continue;
			// Comparing values of different types is left to the engine: hence no `omit`.
			use.push(constraint);
			text.push(operator);
		}
		const [first, ...others] = orderBy;
		const ordered = first?.column === 0 && !first.descending && others.length === 0;
		const rows = this.#list.length / (1 + use.length);
		return { use, number: use.length, text: text.join(' '), ordered, rows, cost: rows };
	}

	/** @type {ModuleTable['scan']} */
	*scan({ text = '' }, values) {
		const operators = text === '' ? [] : text.split(' ');
		for (const item of [...this.#list]) {
			const key = item[this.#names[0] ?? ''];
			if (operators.every((operator, at) => mayMatch(key, operator, values[at]))) {
				yield this.#names.map(name => item[name] ?? null);
			}
		}
	}

	/** The key is the rowid. @type {NonNullable<ModuleTable['rowid']>} */
	rowid([key]) {
		return /** @type {number} */ (key);
	}

	/** @type {NonNullable<ModuleTable['update']>} */
	update(change) {
		if (change.type !== 'insert') {
			const at = this.#list.findIndex(item => item[this.#names[0] ?? ''] === change.rowid);
			if (change.type === 'delete') {
				this.#list.splice(at, 1);
				return;
			}
			this.#list[at] = this.#itemOf(change.values);
			this.#sort();
			return;
		}
		const [key] = change.values;
		if (typeof key !== 'number') throw new TypeError(`the key has to be a number, not ${key}`);
		this.#list.push(this.#itemOf(change.values));
		this.#sort();
		return key;
	}

	begin() {
		this.savepoint(-1);
	}

	commit() {
		this.#kept.clear();
	}

	rollback() {
		this.rollbackTo(-1);
		this.#kept.clear();
	}

	/** @param {number} number */
	savepoint(number) {
		this.#kept.set(number, [...this.#list]);
	}

	/** @param {number} number */
	release(number) {
		for (const key of this.#kept.keys()) if (key >= number) this.#kept.delete(key);
	}

	/** @param {number} number */
	rollbackTo(number) {
		const kept = [...this.#kept].find(([key]) => key >= number);
		if (kept) this.#list.splice(0, this.#list.length, ...kept[1]);
	}

	/** @param {readonly ModuleValue[]} values */
	#itemOf(values) {
		return Object.fromEntries(this.#names.map((name, at) => [name, values[at] ?? null]));
	}

	#sort() {
		const [key = ''] = this.#names;
		this.#list.sort((left, right) => Number(left[key]) - Number(right[key]));
	}
}

/**
 * @param {unknown} key
 * @param {string} operator
 * @param {unknown} value
 */
function mayMatch(key, operator, value) {
	if (typeof key !== 'number' || typeof value !== 'number') return true;
	if (operator === '=') return key === value;
	if (operator === '<') return key < value;
	if (operator === '<=') return key <= value;
	return operator === '>' ? key > value : key >= value;
}
