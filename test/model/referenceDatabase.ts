// A database to compare with: tables are Maps from key to row, copied whole for each transaction and savepoint that writes to them. Knows the
// few tables of the model check and nothing of SQL. Snapshot isolation, first committer wins.

export type Value = number | string | null;
export type Row = readonly Value[];
export type TableName = 'r' | 'w' | 'c' | 'e';
export type OnConflict = 'abort' | 'ignore' | 'replace';

export const tableNames: readonly TableName[] = ['r', 'w', 'c', 'e'];

/** `isDivided`: two of the tables in partitions, which changes nothing else. */
export const scriptOf = (isDivided: boolean): string => `
	CREATE TABLE r(id INTEGER PRIMARY KEY, u INTEGER UNIQUE, s TEXT, n INTEGER CHECK (n < 100))
		${isDivided ? 'PARTITION BY RANGE (n) (PARTITION a VALUES LESS THAN (20), PARTITION b VALUES LESS THAN (MAXVALUE))' : ''};
	CREATE INDEX r_s ON r(s, n DESC);
	CREATE INDEX r_n ON r(n) WHERE s IS NOT NULL;
	CREATE UNIQUE INDEX r_low ON r(n + 0) WHERE n < 3;
	CREATE TABLE w(k TEXT, j INTEGER, v INTEGER UNIQUE, PRIMARY KEY (k, j DESC)) WITHOUT ROWID
		${isDivided ? 'PARTITION BY HASH (j) PARTITIONS 3' : ''};
	CREATE INDEX w_j ON w(j);
	CREATE TABLE c(id INTEGER PRIMARY KEY, r INTEGER REFERENCES r ON DELETE CASCADE ON UPDATE CASCADE, x INTEGER);
	CREATE INDEX c_r ON c(r);
	CREATE TABLE e(id INTEGER PRIMARY KEY, r INTEGER REFERENCES r ON DELETE SET NULL ON UPDATE CASCADE, x INTEGER NOT NULL);
`;

interface Unique {
	readonly columns: readonly number[];
	readonly where?: (row: Row) => boolean;
}

interface TableRules {
	readonly key: readonly number[];
	readonly unique: readonly Unique[];
	readonly accepts: (row: Row) => boolean;
}

const rules: Readonly<Record<TableName, TableRules>> = {
	r: {
		key: [0],
		unique: [
			{ columns: [1] },
			{ columns: [3], where: row => row[3] !== null && Number(row[3]) < 3 },
		],
		accepts: row => row[3] === null || Number(row[3]) < 100,
	},
	w: {
		key: [0, 1],
		unique: [{ columns: [2] }],
		accepts: row => row[0] !== null && row[1] !== null,
	},
	c: { key: [0], unique: [], accepts: () => true },
	e: { key: [0], unique: [], accepts: row => row[2] !== null },
};

/** An index made on the way. */
export interface AddedIndex {
	readonly table: TableName;
	readonly column: number;
	readonly isUnique: boolean;
}

/** What DDL changes: a new object each time, so that two are the same only if nothing happened in between. */
export interface Schema {
	readonly indexes: ReadonlyMap<string, AddedIndex>;
	/** Another object after each change to the table's indexes. */
	readonly versions: Readonly<Record<TableName, object>>;
}

export class Refused extends Error {}

export class ReferenceState {
	readonly tables: Record<TableName, Map<string, Row>>;
	/** Tables that another state has as well: copied before the first write. */
	readonly #shared = new Set<TableName>();
	schema: Schema;
	/** Of the statement that runs, to take it back. */
	#journal: (() => void)[] = [];

	constructor(tables?: ReferenceState['tables'], schema?: Schema) {
		this.tables = tables ?? { r: new Map(), w: new Map(), c: new Map(), e: new Map() };
		this.schema = schema ?? { indexes: new Map(), versions: { r: {}, w: {}, c: {}, e: {} } };
	}

	copy(): ReferenceState {
		const copy = new ReferenceState({ ...this.tables }, this.schema);
		for (const table of tableNames) {
			this.#shared.add(table);
			copy.#shared.add(table);
		}
		return copy;
	}

	/** Everything or nothing. False: refused. */
	attempt(change: () => void): boolean {
		this.#journal = [];
		try {
			change();
			this.checkForeignKeys();
			return true;
		} catch (error) {
			if (!(error instanceof Refused)) throw error;
			for (const undo of this.#journal.reverse()) undo();
			return false;
		}
	}

	rows(table: TableName): Row[] {
		return [...this.tables[table].values()].sort(table === 'w' ? byTextAndNumber : byId);
	}

	find(table: TableName, ...key: Value[]): Row | undefined {
		return this.tables[table].get(key.join('|'));
	}

	/** Whether it was stored. */
	insert(table: TableName, row: Row, onConflict: OnConflict): boolean {
		if (!this.#passes(table, row, onConflict)) return false;
		const others = this.conflicting(table, row);
		if (others.length > 0 && !this.#resolve(table, others, onConflict)) return false;
		this.#put(table, row);
		return true;
	}

	/** Puts `row` in the place of `old`. */
	update(table: TableName, old: Row, row: Row, onConflict: OnConflict): boolean {
		if (!this.#passes(table, row, onConflict)) return false;
		const others = this.conflicting(table, row).filter(other => other !== old);
		if (others.length > 0 && !this.#resolve(table, others, onConflict)) return false;
		this.#take(table, old);
		this.#put(table, row);
		if (table === 'r' && old[0] !== row[0]) {
			for (const child of ['c', 'e'] as const) {
				for (const one of this.#children(child, old))
					this.#put(child, [one[0] ?? null, row[0] ?? null, one[2] ?? null]);
			}
		}
		return true;
	}

	delete(table: TableName, row: Row): void {
		this.#take(table, row);
		if (table !== 'r') return;
		for (const child of this.#children('c', row)) this.#take('c', child);
		for (const [id = null, , x = null] of this.#children('e', row)) this.#put('e', [id, null, x]);
	}

	/** Stored rows that a constraint forbids beside this one; those of `only` if given. */
	conflicting(table: TableName, row: Row, only?: readonly number[]): Row[] {
		const { key } = rules[table];
		const found = new Set<Row>();
		const same = this.tables[table].get(key.map(column => row[column]).join('|'));
		if (same && (!only || String(only) === String(key))) found.add(same);
		for (const unique of this.#unique(table)) {
			if (only && String(only) !== String(unique.columns)) continue;
			if (unique.columns.some(column => row[column] === null)) continue;
			if (unique.where && !unique.where(row)) continue;
			for (const other of this.tables[table].values()) {
				if (unique.where && !unique.where(other)) continue;
				if (unique.columns.every(column => other[column] === row[column])) found.add(other);
			}
		}
		return [...found];
	}

	addIndex(name: string, index: AddedIndex): void {
		if (this.schema.indexes.has(name)) throw new Refused();
		if (index.isUnique) {
			const values = [...this.tables[index.table].values()]
				.map(row => row[index.column])
				.filter(value => value !== null);
			if (new Set(values).size < values.length) throw new Refused();
		}
		this.#changeSchema(new Map(this.schema.indexes).set(name, index), index.table);
	}

	dropIndex(name: string): void {
		const index = this.schema.indexes.get(name);
		if (!index) throw new Refused();
		const indexes = new Map(this.schema.indexes);
		indexes.delete(name);
		this.#changeSchema(indexes, index.table);
	}

	checkForeignKeys(): void {
		for (const child of ['c', 'e'] as const) {
			for (const row of this.tables[child].values()) {
				if (row[1] !== null && !this.tables.r.has(String(row[1]))) throw new Refused();
			}
		}
	}

	/** For changes that are known to be allowed. */
	write(table: TableName, key: string, row: Row | undefined): void {
		if (this.#shared.delete(table)) this.tables[table] = new Map(this.tables[table]);
		if (row) this.tables[table].set(key, row);
		else this.tables[table].delete(key);
	}

	#passes(table: TableName, row: Row, onConflict: OnConflict): boolean {
		if (rules[table].accepts(row)) return true;
		if (onConflict === 'ignore') return false;
		throw new Refused();
	}

	#resolve(table: TableName, others: readonly Row[], onConflict: OnConflict): boolean {
		if (onConflict === 'ignore') return false;
		if (onConflict === 'abort') throw new Refused();
		for (const other of others) this.delete(table, other);
		return true;
	}

	#children(child: 'c' | 'e', parent: Row): Row[] {
		return [...this.tables[child].values()].filter(row => row[1] === parent[0]);
	}

	#unique(table: TableName): readonly Unique[] {
		const unique = [...rules[table].unique];
		for (const index of this.schema.indexes.values()) {
			if (index.table === table && index.isUnique) unique.push({ columns: [index.column] });
		}
		return unique;
	}

	#changeSchema(indexes: ReadonlyMap<string, AddedIndex>, table: TableName): void {
		const before = this.schema;
		this.#journal.push(() => (this.schema = before));
		this.schema = { indexes, versions: { ...before.versions, [table]: {} } };
	}

	#put(table: TableName, row: Row): void {
		this.#write(table, keyOf(table, row), row);
	}

	#take(table: TableName, row: Row): void {
		this.#write(table, keyOf(table, row), undefined);
	}

	#write(table: TableName, key: string, row: Row | undefined): void {
		const before = this.tables[table].get(key);
		this.#journal.push(() => this.write(table, key, before));
		this.write(table, key, row);
	}
}

export function keyOf(table: TableName, row: Row): string {
	return rules[table].key.map(column => row[column]).join('|');
}

function byId(left: Row, right: Row): number {
	return Number(left[0]) - Number(right[0]);
}

function byTextAndNumber(left: Row, right: Row): number {
	if (left[0] !== right[0]) return String(left[0]) < String(right[0]) ? -1 : 1;
	return Number(right[1]) - Number(left[1]);
}

export interface Merge {
	/** Undefined: there is a conflict. */
	readonly merged: ReferenceState | undefined;
	/** The transaction's rows are what they were. */
	readonly isEmpty: boolean;
	/** Tables whose indexes others changed, though the transaction has no changes there. */
	readonly isUncertain: boolean;
}

/** What becomes of `head` when the transaction that made `mine` from `base` commits. */
export function merge(base: ReferenceState, mine: ReferenceState, head: ReferenceState): Merge {
	const merged = head.copy();
	let isEmpty = true;
	let isConflict = false;
	const differs = mine.schema !== base.schema;
	let isUncertain = false;
	for (const table of tableNames) {
		const changes = changesOf(table, base, mine);
		const isOther = head.schema.versions[table] !== mine.schema.versions[table];
		if (changes.length > 0) {
			isEmpty = false;
			if (isOther && !differs) isConflict = true;
		} else if (isOther) isUncertain = true;
		if (!addChanges(table, changes, base, merged)) isConflict = true;
	}
	if (!isConflict && !merged.attempt(() => undefined)) isConflict = true;
	return { merged: isConflict ? undefined : merged, isEmpty: isEmpty && !differs, isUncertain };
}

function changesOf(
	table: TableName,
	base: ReferenceState,
	mine: ReferenceState,
): [string, Row | undefined][] {
	const before = base.tables[table];
	const after = mine.tables[table];
	const changes: [string, Row | undefined][] = [];
	for (const key of before.keys()) if (!after.has(key)) changes.push([key, undefined]);
	for (const [key, row] of after) if (!isSame(before.get(key), row)) changes.push([key, row]);
	return changes;
}

/** False: somebody else has changed one of the rows, or has one that stands in the way. */
function addChanges(
	table: TableName,
	changes: readonly [string, Row | undefined][],
	base: ReferenceState,
	merged: ReferenceState,
): boolean {
	for (const [key] of changes) {
		if (!isSame(base.tables[table].get(key), merged.tables[table].get(key))) return false;
	}
	for (const [key] of changes) merged.write(table, key, undefined);
	for (const [key, row] of changes) {
		if (!row) continue;
		if (merged.conflicting(table, row).length > 0) return false;
		merged.write(table, key, row);
	}
	return true;
}

function isSame(left: Row | undefined, right: Row | undefined): boolean {
	if (left === right) return true;
	return !!left && !!right && left.every((value, column) => value === right[column]);
}
