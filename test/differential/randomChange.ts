/** Random changes of rows, with every conflict clause, upserts, RETURNING, and transactions around them. */

import { randomCondition, randomExpression } from './randomExpression.js';
import type { RandomSchema, RandomTable } from './randomSchema.js';
import type { RandomSource } from './randomSource.js';
import { randomLiteral } from './randomSource.js';

export function randomChange(random: RandomSource, schema: RandomSchema): string {
	const table = random.pick(schema.tables);
	return random.make(
		[8, () => randomInsert(random, table)],
		[1.5, () => insertFromSelect(random, table, schema)],
		[4, () => randomUpdate(random, table, schema)],
		[
			1.5,
			() =>
				`DELETE FROM ${table.name}${randomWhere(random, table, 0.95)}${returning(random, table)}`,
		],
		[2, () => randomTransaction(random)],
	);
}

function randomTransaction(random: RandomSource): string {
	return random.pick([
		'BEGIN',
		'BEGIN',
		'COMMIT',
		'ROLLBACK',
		'SAVEPOINT s1',
		'SAVEPOINT s2',
		'ROLLBACK TO s1',
		'RELEASE s1',
		'ROLLBACK TO s2',
		'RELEASE s2',
	]);
}

function conflictClause(random: RandomSource): string {
	return random.make(
		[6, () => ''],
		[1, () => ` OR ${random.pick(['IGNORE', 'REPLACE', 'ABORT', 'FAIL', 'ROLLBACK'])}`],
		[2, () => ' OR IGNORE'],
		[2, () => ' OR REPLACE'],
	);
}

function randomInsert(random: RandomSource, table: RandomTable): string {
	if (random.chance(0.04))
		return `INSERT INTO ${table.name} DEFAULT VALUES${returning(random, table)}`;
	const columns = random.chance(0.75) ? table.columns : random.some(table.columns);
	const list = columns === table.columns && random.chance(0.5) ? '' : `(${columns.join(', ')})`;
	const rows = random.list(1, 4, () => `(${columns.map(() => randomLiteral(random)).join(', ')})`);
	const upsert = random.chance(0.2);
	const start = upsert
		? `INSERT INTO ${table.name}`
		: `${random.chance(0.1) ? 'REPLACE' : `INSERT${conflictClause(random)}`} INTO ${table.name}`;
	const ending = upsert ? randomUpsert(random, table) : '';
	return `${start}${list} VALUES ${rows.join(', ')}${ending}${returning(random, table)}`;
}

function randomUpsert(random: RandomSource, table: RandomTable): string {
	const target = table.keys.length > 0 ? `(${random.pick(table.keys)})` : '';
	if (!target || random.chance(0.3))
		return ` ON CONFLICT${target && random.chance(0.5) ? ` ${target}` : ''} DO NOTHING`;
	const columns = [...table.columns, ...table.columns.map(column => `excluded.${column}`)];
	const scope = {
		random,
		columns: columns.map(column => (column.includes('.') ? column : `${table.name}.${column}`)),
		subquery: undefined,
		scalar: undefined,
	};
	const sets = random
		.some(table.columns)
		.slice(0, 2)
		.map(column => `${column} = ${randomExpression(scope, random.below(2))}`);
	const where = random.chance(0.3) ? ` WHERE ${randomCondition(scope, 1)}` : '';
	return ` ON CONFLICT ${target} DO UPDATE SET ${sets.join(', ')}${where}`;
}

function insertFromSelect(random: RandomSource, table: RandomTable, schema: RandomSchema): string {
	const source = random.pick([...schema.tables, ...schema.views]);
	const scope = { random, columns: source.columns, subquery: undefined, scalar: undefined };
	const list = table.columns.map(() => randomExpression(scope, random.below(2)));
	const where = random.chance(0.6) ? ` WHERE ${randomCondition(scope, 1)}` : '';
	const order = list.map((_, index) => index + 1).join(', ');
	const target = `INSERT${conflictClause(random)} INTO ${table.name}`;
	return `${target} SELECT ${list.join(', ')} FROM ${source.name}${where} ORDER BY ${order} LIMIT 20`;
}

function randomUpdate(random: RandomSource, table: RandomTable, schema: RandomSchema): string {
	// Of its own table a row would see those that were visited before it.
	const others = schema.tables.filter(one => one !== table);
	const other = others.length > 0 ? random.pick(others) : undefined;
	const scope = {
		random,
		columns: table.columns.map(column => `${table.name}.${column}`),
		subquery: undefined,
		scalar:
			other &&
			((outer: readonly string[]) =>
				`SELECT max(z.${random.pick(other.columns)}) FROM ${other.name} AS z WHERE z.${random.pick(other.columns)} = ${random.pick(outer)}`),
	};
	const sets = random
		.some(table.columns)
		.slice(0, 3)
		.map(column => `${column} = ${randomExpression(scope, random.below(3))}`);
	const where = randomWhere(random, table, table.hasRowid ? 0.9 : 1) + wholeRow(table);
	// What REPLACE and FAIL leave depends on the order in which SQLite visits the rows.
	const action = random.pick(['', '', '', ' OR IGNORE', ' OR ABORT', ' OR ROLLBACK']);
	return `UPDATE${action} ${table.name} SET ${sets.join(', ')}${where}${returning(random, table)}`;
}

/** A condition on all columns: SQLite would visit the rows of a table WITHOUT ROWID in the order of an index that has the others. */
function wholeRow({ columns, hasRowid }: RandomTable): string {
	return hasRowid ? '' : ` AND (${columns.join(', ')}) IS (${columns.join(', ')})`;
}

function randomWhere(random: RandomSource, table: RandomTable, probability: number): string {
	// Signs keep SQLite from visiting the rows in the order of an index, which conflicts would show.
	const columns = table.columns.map(column => `+${column}`);
	const scope = { random, columns, subquery: undefined, scalar: undefined };
	return random.chance(probability) ? ` WHERE ${randomCondition(scope, 1)}` : '';
}

function returning(random: RandomSource, table: RandomTable): string {
	if (random.chance(0.75)) return '';
	return ` RETURNING ${random.chance(0.4) ? '*' : random.pick(table.columns)}`;
}
