/**
 * Scripts over tables of hundreds of rows with columns of one type each, so that typed vectors, dictionaries, several
 * leaves and batches, and hash joins are met; schemas of mixed small data are in randomSchema.ts.
 */

import { EVERY_RULE } from './script.js';
import type { RandomScript } from './script.js';
import { RandomSource } from './randomSource.js';

interface Column {
	readonly name: string;
	readonly type: string;
	/** A value as an expression over the row number n. */
	readonly value: string;
	/** A literal near such values. */
	readonly literal: (random: RandomSource) => string;
}

const text = (random: RandomSource) => `'k${random.below(8)}'`;
const COLUMNS: readonly Omit<Column, 'name'>[] = [
	{ type: 'INT', value: '(n * 7919) % 10', literal: random => String(random.below(11)) },
	{
		type: 'INT',
		value: '(n * 7919) % 1000 - 500',
		literal: random => String(random.below(900) - 450),
	},
	{
		type: '',
		value: 'n * 9007199254740',
		literal: random => String(random.below(999) * 9007199254740),
	},
	{
		type: 'INT',
		value: 'iif(n % 5 = 0, NULL, n % 13)',
		literal: random => String(random.below(13)),
	},
	{ type: 'REAL', value: '(n % 40) / 4.0', literal: random => `${random.below(10)}.25` },
	{
		type: 'REAL',
		value: 'iif(n % 3 = 0, NULL, n % 17)',
		literal: random => String(random.below(17)),
	},
	{ type: 'TEXT', value: "'k' || (n % 7)", literal: text },
	{ type: 'TEXT', value: "iif(n % 4 = 0, NULL, 'k' || (n % 5))", literal: text },
	{ type: 'TEXT', value: "'K' || n || 'é'", literal: random => `'K${random.below(400)}é'` },
	{ type: 'TEXT COLLATE NOCASE', value: "iif(n % 2, 'K', 'k') || (n % 6)", literal: text },
	{
		type: '',
		value: "iif(n % 6 = 0, 'k1', n % 9)",
		literal: random => random.pick(["'k1'", '3', '5.0']),
	},
	{
		type: 'NUMERIC',
		value: 'n % 8 + (n % 2) / 2.0',
		literal: random => random.pick(['3.5', '2', '0']),
	},
];

export function largeScript(seed: number): RandomScript {
	const random = new RandomSource(seed);
	const statements: string[] = [];
	const tables = ['t', 'u'].map(name => {
		const columns = random.list(2, 5, index => ({
			...random.pick(COLUMNS),
			name: 'abcde'[index] as string,
		}));
		const id = random.pick(['id INTEGER PRIMARY KEY', 'id INTEGER PRIMARY KEY', 'id INT']);
		const isWithoutRowid = random.chance(0.2);
		const first = isWithoutRowid ? 'id INT PRIMARY KEY' : id;
		const listed = columns.map(column => `${column.name} ${column.type}`).join(', ');
		const ending = isWithoutRowid ? ' WITHOUT ROWID' : '';
		statements.push(`CREATE TABLE ${name}(${first}, ${listed})${ending}`);
		const indexes = () => {
			for (const column of columns) {
				if (!random.chance(0.3)) continue;
				const second = random.chance(0.4) ? `, ${random.pick(columns).name} DESC` : '';
				const where = random.chance(0.2) ? ` WHERE ${column.name} IS NOT NULL` : '';
				const index = `${name}${statements.length}`;
				statements.push(`CREATE INDEX ${index} ON ${name}(${column.name}${second})${where}`);
			}
		};
		if (random.chance(0.5)) indexes();
		const count = random.pick([40, 257, 600, 1100]);
		const order = random.chance(0.3) ? ' ORDER BY n * 31 % 97' : '';
		const values = columns.map(column => column.value).join(', ');
		const numbers = `WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${count})`;
		statements.push(`INSERT INTO ${name} ${numbers} SELECT n, ${values} FROM s${order}`);
		indexes();
		return { name, columns: [{ ...COLUMNS[1], name: 'id' } as Column, ...columns] };
	});
	const maker = new LargeQueries(random, tables);
	for (let round = 0; round < 3; round++) {
		statements.push(...random.list(6, 10, () => maker.query()));
		statements.push(...random.list(1, 3, () => maker.change()));
		statements.push('SELECT * FROM t ORDER BY id', 'SELECT * FROM u ORDER BY id');
	}
	return { statements, disabledRules: random.some(EVERY_RULE) };
}

interface Table {
	readonly name: string;
	readonly columns: readonly Column[];
}

interface Source {
	readonly text: string;
	readonly columns: readonly Column[];
}

class LargeQueries {
	readonly #random: RandomSource;
	readonly #tables: readonly Table[];

	constructor(random: RandomSource, tables: readonly Table[]) {
		this.#random = random;
		this.#tables = tables;
	}

	change(): string {
		const random = this.#random;
		const { name, columns } = random.pick(this.#tables);
		const where = this.#condition(columns);
		const column = random.pick(columns.slice(1));
		return random.make(
			[2, () => `UPDATE ${name} SET ${column.name} = ${this.#scalar(columns)} WHERE ${where}`],
			[1, () => `DELETE FROM ${name} WHERE ${where} AND ${this.#condition(columns)}`],
			[
				1,
				() =>
					`INSERT OR IGNORE INTO ${name} SELECT ${columns
						.map((each, index) => (index === 0 ? 'id + 450' : each.name))
						.join(', ')} FROM ${name} WHERE ${where}`,
			],
		);
	}

	query(): string {
		const random = this.#random;
		const source = this.#source();
		const where = random.chance(0.7) ? ` WHERE ${this.#condition(source.columns)}` : '';
		return random.make(
			[3, () => this.#plain(source, where)],
			[4, () => this.#grouped(source, where)],
			[1, () => this.#ordered(source, where)],
			[1, () => this.#nested()],
		);
	}

	#source(): Source {
		const random = this.#random;
		const [left, right] = [random.pick(this.#tables), random.pick(this.#tables)];
		const named = (table: Table, alias: string) =>
			table.columns.map(column => ({ ...column, name: `${alias}.${column.name}` }));
		const leftColumns = named(left, 'x');
		if (random.chance(0.5)) return { text: `${left.name} AS x`, columns: leftColumns };
		const rightColumns = named(right, 'y');
		const columns = [...leftColumns, ...rightColumns];
		const kind = random.pick(['JOIN', 'JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN']);
		const key = random.chance(0.5) ? 'x.id' : random.pick(leftColumns).name;
		let on = `${key} = y.id`;
		if (random.chance(0.3))
			on += ` AND ${random.pick(leftColumns).name} = ${random.pick(rightColumns).name}`;
		if (random.chance(0.3)) on += ` AND ${this.#condition(columns)}`;
		return { text: `${left.name} AS x ${kind} ${right.name} AS y ON ${on}`, columns };
	}

	#plain({ text: from, columns }: Source, where: string): string {
		const list = this.#random.list(1, 4, () => this.#scalar(columns)).join(', ');
		const distinct = this.#random.chance(0.25) ? 'DISTINCT ' : '';
		return `SELECT ${distinct}${list} FROM ${from}${where}`;
	}

	#ordered({ text: from, columns }: Source, where: string): string {
		const random = this.#random;
		const list = random.list(1, 3, () => this.#scalar(columns));
		const order = list.map(
			(_, index) => `${index + 1}${random.pick(['', ' DESC', ' NULLS LAST'])}`,
		);
		const limit = random.chance(0.7) ? ` LIMIT ${random.below(20)} OFFSET ${random.below(30)}` : '';
		return `SELECT ${list.join(', ')} FROM ${from}${where} ORDER BY ${order.join(', ')}${limit}`;
	}

	#grouped({ text: from, columns }: Source, where: string): string {
		const random = this.#random;
		const keys = random.list(0, 2, () =>
			random.chance(0.7) ? random.pick(columns).name : this.#arithmetic(columns),
		);
		const calls = random.list(1, 4, () => this.#aggregate(columns));
		const group = keys.length > 0 ? ` GROUP BY ${keys.join(', ')}` : '';
		const having = group && random.chance(0.3) ? ` HAVING count(*) > ${random.below(20)}` : '';
		return `SELECT ${[...keys, ...calls].join(', ')} FROM ${from}${where}${group}${having}`;
	}

	#nested(): string {
		const random = this.#random;
		const outer = random.pick(this.#tables);
		const inner = random.pick(this.#tables);
		const condition = this.#condition(inner.columns.map(c => ({ ...c, name: `y.${c.name}` })));
		const link = `y.${random.pick(inner.columns).name} = x.${random.pick(outer.columns).name}`;
		const from = `FROM ${inner.name} AS y WHERE ${link} AND ${condition}`;
		const column = random.pick(inner.columns).name;
		const kept = `x.id % 11 = 0`;
		return random.pick([
			`SELECT x.id FROM ${outer.name} AS x WHERE EXISTS (SELECT 1 ${from}) AND ${kept}`,
			`SELECT x.id FROM ${outer.name} AS x WHERE NOT EXISTS (SELECT 1 ${from}) AND ${kept}`,
			`SELECT x.id, (SELECT count(y.${column}) ${from}) FROM ${outer.name} AS x WHERE ${kept}`,
			`SELECT x.id, (SELECT max(y.${column}) ${from}) FROM ${outer.name} AS x WHERE ${kept}`,
			`SELECT x.id FROM ${outer.name} AS x WHERE x.${random.pick(outer.columns).name} IN (SELECT y.${column} FROM ${inner.name} AS y WHERE ${condition})`,
			`SELECT x.id FROM ${outer.name} AS x WHERE x.${random.pick(outer.columns).name} NOT IN (SELECT y.${column} FROM ${inner.name} AS y WHERE y.${column} IS NOT NULL AND ${condition})`,
			`SELECT ${column} FROM ${inner.name} AS y WHERE ${condition} EXCEPT SELECT ${random.pick(outer.columns).name} FROM ${outer.name}`,
			`SELECT ${column} FROM ${inner.name} AS y WHERE ${condition} INTERSECT SELECT ${random.pick(outer.columns).name} FROM ${outer.name}`,
			`SELECT a, count(*) FROM (SELECT ${column} AS a FROM ${inner.name} AS y WHERE ${condition} UNION ALL SELECT ${random.pick(outer.columns).name} FROM ${outer.name}) GROUP BY a`,
		]);
	}

	#arithmetic(columns: readonly Column[]): string {
		const random = this.#random;
		const operand = () => random.pick(columns).name;
		return random.pick([
			`${operand()} + ${operand()}`,
			`${operand()} * 2`,
			`${operand()} - ${operand()}`,
			`${operand()} / 3`,
			`${operand()} % 4`,
			`${operand()} || '-' || ${operand()}`,
			`-${operand()}`,
			`length(${operand()})`,
			`coalesce(${operand()}, ${operand()})`,
			`upper(${operand()})`,
			`substr(${operand()}, 1, 2)`,
			`CAST(${operand()} AS TEXT)`,
			`CAST(${operand()} AS INTEGER)`,
			`round(${operand()})`,
			`abs(${operand()})`,
			`typeof(${operand()})`,
			`${operand()} & 3`,
			`nullif(${operand()}, ${operand()})`,
			`max(${operand()}, ${operand()})`,
		]);
	}

	#scalar(columns: readonly Column[]): string {
		const random = this.#random;
		return random.make(
			[3, () => random.pick(columns).name],
			[3, () => this.#arithmetic(columns)],
			[
				1,
				() =>
					`CASE WHEN ${this.#condition(columns)} THEN ${this.#arithmetic(columns)} ELSE ${random.pick(columns).name} END`,
			],
			[1, () => `(${this.#condition(columns)})`],
		);
	}

	#condition(columns: readonly Column[]): string {
		const random = this.#random;
		const column = random.pick(columns);
		const literal = () => column.literal(random);
		const compare = () => random.pick(['<', '<=', '=', '>', '>=', '<>', 'IS', 'IS NOT']);
		return random.make(
			[6, () => `${column.name} ${compare()} ${literal()}`],
			[1, () => `${literal()} ${compare()} ${column.name}`],
			[1, () => `${column.name} ${compare()} ${random.pick(columns).name}`],
			[1, () => `${this.#arithmetic(columns)} ${compare()} ${literal()}`],
			[2, () => `${column.name} BETWEEN ${literal()} AND ${literal()}`],
			[2, () => `${column.name} IN (${random.list(1, 4, literal).join(', ')})`],
			[1, () => `${column.name} NOT IN (${random.list(1, 4, literal).join(', ')})`],
			[1, () => `${column.name} IS ${random.pick(['', 'NOT '])}NULL`],
			[1, () => `${column.name} LIKE ${random.pick(["'k%'", "'%1%'", "'K_'"])}`],
			[
				2,
				() =>
					`(${this.#condition(columns)} ${random.pick(['AND', 'OR'])} ${this.#condition(columns)})`,
			],
			[0.5, () => `NOT ${this.#condition(columns)}`],
			[0.3, () => column.name],
		);
	}

	#aggregate(columns: readonly Column[]): string {
		const random = this.#random;
		const argument = random.chance(0.7) ? random.pick(columns).name : this.#arithmetic(columns);
		const distinct = random.chance(0.2) ? 'DISTINCT ' : '';
		const call = random.pick([
			'count(*)',
			`count(${distinct}${argument})`,
			`sum(${distinct}${argument})`,
			`total(${argument})`,
			`avg(${distinct}${argument})`,
			`min(${argument})`,
			`max(${argument})`,
		]);
		return random.chance(0.15) ? `${call} FILTER (WHERE ${this.#condition(columns)})` : call;
	}
}
