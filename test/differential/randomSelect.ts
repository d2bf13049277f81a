/**
 * Random queries over a schema. Their rows are determined up to order, and up to which of several equal values stands
 * for a group; a query with LIMIT orders by all its columns.
 */

import { randomCondition, randomExpression } from './randomExpression.js';
import type { ExpressionScope } from './randomExpression.js';
import type { RandomSchema, Relation } from './randomSchema.js';
import type { RandomSource } from './randomSource.js';
import { randomLiteral } from './randomSource.js';

export class SelectMaker {
	readonly #random: RandomSource;
	readonly #relations: readonly Relation[];
	#aliases = 0;

	constructor(random: RandomSource, schema: RandomSchema) {
		this.#random = random;
		this.#relations = [...schema.tables, ...schema.tables, ...schema.views];
	}

	/** A whole statement. */
	statement(): string {
		this.#aliases = 0;
		const random = this.#random;
		return random.make(
			[10, () => this.#ordered(random.between(1, 4))],
			[2, () => this.#withCommonTable()],
			[0.7, () => this.#recursive()],
		);
	}

	#ordered(width: number, relations = this.#relations): string {
		const random = this.#random;
		const body = random.chance(0.15)
			? this.#compound(width, relations)
			: this.#core(width, [], 2, relations);
		if (random.chance(0.5)) return body;
		const terms = Array.from({ length: width }, (_, index) => {
			const direction = random.pick(['', '', ' DESC', ' ASC']);
			return `${index + 1}${direction}${random.pick(['', '', '', ' NULLS FIRST', ' NULLS LAST'])}`;
		});
		const limit = random.chance(0.6) ? ` LIMIT ${random.between(0, 5)}` : '';
		const offset = limit && random.chance(0.4) ? ` OFFSET ${random.between(0, 3)}` : '';
		return `${body} ORDER BY ${terms.join(', ')}${limit}${offset}`;
	}

	#compound(width: number, relations: readonly Relation[]): string {
		const random = this.#random;
		const operators = ['UNION', 'UNION ALL', 'INTERSECT', 'EXCEPT'];
		const term = () =>
			random.chance(0.15)
				? `VALUES ${random.list(1, 3, () => `(${this.#literals(width)})`).join(', ')}`
				: this.#core(width, [], 1, relations);
		let text = this.#core(width, [], 1, relations);
		for (const next of random.list(1, 2, term)) text += ` ${random.pick(operators)} ${next}`;
		return text;
	}

	#literals(width: number): string {
		return Array.from({ length: width }, () => randomLiteral(this.#random)).join(', ');
	}

	#withCommonTable(): string {
		const random = this.#random;
		const width = random.between(1, 3);
		const columns = ['a', 'b', 'c'].slice(0, width);
		const hint = random.pick(['', '', ' MATERIALIZED', ' NOT MATERIALIZED']);
		const table: Relation = { name: 'w', columns };
		const body = random.chance(0.2)
			? this.#compound(width, this.#relations)
			: this.#core(width, [], 1);
		const main = this.#ordered(random.between(1, 3), [table, table, ...this.#relations]);
		return `WITH w(${columns.join(', ')}) AS${hint} (${body}) ${main}`;
	}

	#recursive(): string {
		const random = this.#random;
		const table: Relation = { name: 'r', columns: ['a', 'b'] };
		let union = random.pick(['UNION', 'UNION ALL']);
		const step = random.make(
			[1, () => `SELECT a + 1, b FROM r WHERE a < ${random.between(2, 6)}`],
			[
				1,
				() => {
					// Without duplicates, and not deep: the query may join the result with itself.
					union = 'UNION';
					const other = random.pick(this.#relations);
					const column = random.pick(other.columns);
					return `SELECT r.a + 1, +x.${column} FROM r JOIN ${other.name} x ON x.${column} > r.a WHERE r.a < 2`;
				},
			],
		);
		const start = `SELECT ${random.between(0, 2)}, NULL`;
		const main = this.#ordered(random.between(1, 3), [table]);
		return `WITH RECURSIVE r(a, b) AS (${start} ${union} ${step}) ${main}`;
	}

	/** A SELECT without ORDER BY. */
	#core(
		width: number,
		outer: readonly string[],
		depth: number,
		relations = this.#relations,
	): string {
		const random = this.#random;
		const { text, columns } = this.#from(depth, relations);
		const scope = this.#scope([...columns, ...outer], depth);
		const local = this.#scope(columns, depth);
		const where = random.chance(0.6) ? ` WHERE ${randomCondition(scope, 2)}` : '';
		if (random.chance(0.25)) return this.#grouped(width, text + where, local);
		const list = Array.from({ length: width }, () => randomExpression(scope, random.below(3)));
		const distinct = random.chance(0.15) ? 'DISTINCT ' : '';
		return `SELECT ${distinct}${list.join(', ')} FROM ${text}${where}`;
	}

	#grouped(width: number, from: string, scope: ExpressionScope): string {
		const random = this.#random;
		const keys = random.list(0, 2, () => randomExpression(scope, random.below(2)));
		const list = Array.from({ length: width }, () =>
			keys.length > 0 && random.chance(0.4) ? random.pick(keys) : this.#aggregate(scope),
		);
		let text = `SELECT ${list.join(', ')} FROM ${from}`;
		// A literal would be a position, and SQLite folds some constants to literals.
		const groups = keys.filter(key => /x\d+\./.test(key));
		if (groups.length > 0) text += ` GROUP BY ${groups.join(', ')}`;
		if (groups.length > 0 && random.chance(0.4)) {
			text += ` HAVING ${this.#aggregate(scope)} ${random.pick(['>', '<', '=', 'IS NOT'])} ${randomLiteral(random)}`;
		}
		return text;
	}

	#aggregate(scope: ExpressionScope): string {
		const random = this.#random;
		const flat: ExpressionScope = { ...scope, subquery: undefined, scalar: undefined };
		const argument = () => randomExpression(flat, random.below(2));
		const distinct = () => (random.chance(0.25) ? 'DISTINCT ' : '');
		const call = random.make(
			[2, () => 'count(*)'],
			[3, () => `count(${distinct()}${argument()})`],
			[3, () => `sum(${distinct()}${argument()})`],
			[1, () => `total(${distinct()}${argument()})`],
			[2, () => `avg(${distinct()}${argument()})`],
			[3, () => `min(${argument()})`],
			[3, () => `max(${argument()})`],
			[
				1,
				() => {
					const value = argument();
					return `group_concat(quote(${value}), ';' ORDER BY quote(${value}))`;
				},
			],
		);
		return random.chance(0.15) ? `${call} FILTER (WHERE ${randomCondition(flat, 1)})` : call;
	}

	#from(depth: number, relations: readonly Relation[]): { text: string; columns: string[] } {
		const random = this.#random;
		const first = this.#item(depth, relations);
		const columns = [...first.columns];
		let { text } = first;
		let hasMerged = false;
		const joins = random.make([5, () => 0], [4, () => 1], [2, () => 2]);
		for (let count = 0; count < joins; count++) {
			const item = this.#item(depth, relations);
			const kind = random.pick([
				'JOIN',
				'LEFT JOIN',
				'LEFT JOIN',
				',',
				'CROSS JOIN',
				'RIGHT JOIN',
				'FULL JOIN',
			]);
			if (count === 0 && random.chance(0.1) && kind !== ',' && !hasMerged) {
				hasMerged = true;
				text += ` NATURAL ${kind === 'CROSS JOIN' ? 'JOIN' : kind} ${item.text}`;
				columns.push(...item.columns);
				continue;
			}
			columns.push(...item.columns);
			text += `${kind === ',' ? ',' : ` ${kind}`} ${item.text}`;
			if (kind === ',' || kind === 'CROSS JOIN') continue;
			const scope = this.#scope(columns, random.chance(0.1) ? depth : 0);
			const equality = `${random.pick(first.columns)} = ${random.pick(item.columns)}`;
			text += random.make(
				[5, () => ` ON ${equality}`],
				[2, () => ` ON ${equality} AND ${randomCondition(scope, 1)}`],
				[2, () => ` ON ${randomCondition(scope, 1)}`],
				[count === 0 ? 1 : 0, () => ` USING (${this.#shared(first.columns, item.columns)})`],
			);
		}
		return { text, columns };
	}

	#shared(left: readonly string[], right: readonly string[]): string {
		const names = left.map(column => column.slice(column.indexOf('.') + 1));
		return (
			right
				.map(column => column.slice(column.indexOf('.') + 1))
				.find(name => names.includes(name)) ?? 'a'
		);
	}

	#item(depth: number, relations: readonly Relation[]): { text: string; columns: string[] } {
		const random = this.#random;
		const alias = `x${this.#aliases++}`;
		if (depth > 0 && random.chance(0.15)) {
			const columns = ['a', 'b', 'c'].slice(0, random.between(1, 3));
			const query = this.#core(columns.length, [], depth - 1, relations);
			const names = columns.map(column => `${alias}.${column}`);
			const list = columns.map((column, index) => `column${index + 1} AS ${column}`).join(', ');
			if (random.chance(0.2)) {
				const rows = random.list(1, 3, () => `(${this.#literals(columns.length)})`).join(', ');
				return { text: `(SELECT ${list} FROM (VALUES ${rows})) AS ${alias}`, columns: names };
			}
			const nested = `WITH q(${columns.join(', ')}) AS (${query}) SELECT * FROM q`;
			return { text: `(${nested}) AS ${alias}`, columns: names };
		}
		const relation = random.pick(relations);
		return {
			text: `${relation.name} AS ${alias}`,
			columns: relation.columns.map(column => `${alias}.${column}`),
		};
	}

	#scope(columns: readonly string[], depth: number): ExpressionScope {
		const random = this.#random;
		if (depth <= 0) return { random, columns, subquery: undefined, scalar: undefined };
		return {
			random,
			columns,
			subquery: (width, outer) => this.#core(width, outer, depth - 1),
			scalar: outer => this.#scalarQuery(outer, depth - 1),
		};
	}

	#scalarQuery(outer: readonly string[], depth: number): string {
		const random = this.#random;
		if (random.chance(0.4)) return `${this.#core(1, outer, depth)} ORDER BY 1 LIMIT 1`;
		const { text, columns } = this.#from(depth, this.#relations);
		const scope = this.#scope([...columns, ...outer], 0);
		const where = random.chance(0.7) ? ` WHERE ${randomCondition(scope, 1)}` : '';
		return `SELECT ${this.#aggregate(this.#scope(columns, 0))} FROM ${text}${where}`;
	}
}
