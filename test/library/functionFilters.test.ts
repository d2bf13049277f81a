/* eslint-disable @typescript-eslint/no-implied-eval, @typescript-eslint/no-unnecessary-boolean-literal-compare, @typescript-eslint/no-unnecessary-condition, eqeqeq -- functions as people write them, and random ones */
// Functions as conditions: what is pushed into SQL gives the rows that the function itself lets through.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Database, defineTable, sql } from '../../src/library/index.js';
import { functionToSql } from '../../src/library/query/functionFilter.js';
import { fieldType } from '../../src/library/models/fieldTypes.js';
import type { FieldTypeName } from '../../src/library/models/fieldTypes.js';

const fields: Readonly<Record<string, readonly [FieldTypeName, boolean]>> = {
	gpa: ['real', false],
	age: ['int', true],
	name: ['text', false],
	nick: ['text', true],
	active: ['bool', false],
	guest: ['bool', true],
	born: ['date', true],
	notes: ['json', true],
	extra: ['any', true],
	big: ['bigint', false],
};

function pushed(given: (row: never) => unknown): string | undefined {
	return functionToSql(given, name => {
		const [type, isNullable] = fields[name] ?? [];
		const found = type && fieldType(type);
		return (
			found && {
				name: sql.id(name),
				type: found,
				isNullable: isNullable === true,
				collate: undefined,
				isStrict: true,
			}
		);
	})?.toString();
}

interface Row {
	readonly gpa: number;
	readonly age: number | null;
	readonly name: string;
	readonly nick: string | null;
	readonly active: boolean;
	readonly guest: boolean | null;
	readonly born: Date | null;
	readonly notes: unknown;
	readonly extra: unknown;
	readonly big: bigint;
}

const expectSql = (given: (row: Row) => unknown, expected: string | undefined) =>
	assert.equal(pushed(given as never), expected);

describe('functions as conditions', () => {
	it('are pushed down in all their usual forms', () => {
		expectSql(s => s.gpa > 3.5, 'gpa > 3.5');
		expectSql(s => {
			return s.gpa > 3.5;
		}, 'gpa > 3.5');
		// prettier-ignore
		expectSql(function (s) { return s['gpa'] >= -1e3; }, 'gpa >= -1000');
		expectSql(({ gpa, name: n }) => gpa < 2 && n === "it's", "gpa < 2 AND name = 'it''s'");
		// prettier-ignore
		expectSql((s) => 0xff > s.gpa, 'gpa < 255');
		expectSql(s => s.active && !s.guest, 'active = 1 AND (guest <> 1 OR guest IS NULL)');
		expectSql(
			s => s.nick === null || s.nick !== 'x',
			"(nick IS NULL OR (nick <> 'x' OR nick IS NULL))",
		);
		expectSql(s => !(s.gpa > 1 && s.active === true), '(gpa <= 1 OR active <> 1)');
		expectSql(s => s.age !== null && s.age < 18, 'age IS NOT NULL AND (age < 18 OR age IS NULL)');
		expectSql(s => s.born == null, 'born IS NULL');
	});

	it('are left alone where SQL might say something else', () => {
		const limit = 3.5;
		const other = { gpa: 1 };
		expectSql(s => s.gpa > limit, undefined);
		expectSql(s => s.gpa > other.gpa, undefined);
		expectSql(s => s.gpa + 1 > 3, undefined);
		expectSql(s => s.name.startsWith('A'), undefined);
		expectSql(s => s.name.length > 3, undefined);
		expectSql(s => s.name, undefined);
		expectSql(s => s.name > '\ue000', undefined);
		expectSql(s => (s.age as unknown) === '18', undefined);
		expectSql(s => s.big === 5n, undefined);
		expectSql(s => s.notes === null, undefined);
		expectSql(s => s.extra === 1, undefined);
		expectSql(s => (s as unknown as { none: number }).none === 1, undefined);
		expectSql(s => (s.gpa > 3 ? s.active : false), undefined);
		expectSql(s => s.gpa > 3 === s.active, undefined);
		expectSql(s => !s.gpa === true, undefined);
		expectSql(s => s.active ?? s.guest, undefined);
		expectSql(async s => Promise.resolve(s.gpa > 3), undefined);
		expectSql(Boolean, undefined);
		expectSql(pushed as never, undefined);
		// prettier-ignore
		assert.equal(pushed(new Function('s', 'return s.name > "\ue000"') as never), undefined);
		assert.equal(pushed(new Function('s', 'return\ns.gpa > 3') as never), undefined);
		assert.equal(pushed(new Function('s', 'return s.gpa > 017') as never), undefined);
		assert.equal(pushed(new Function('s', 'return s.gpa > 3; return true') as never), undefined);
	});

	const row = fc.record({
		gpa: fc.constantFrom(-1, -0, 0, 0.5, 1, 2.5, 1e300, Infinity, -Infinity),
		age: fc.constantFrom(null, -1, 0, 1, 2, Number.MAX_SAFE_INTEGER),
		name: fc.constantFrom('', 'a', 'A', 'b', 'é', '\ud7ff', '\ue000', '\u{1f600}', "'"),
		nick: fc.constantFrom(null, '', 'a', 'b'),
		active: fc.boolean(),
		guest: fc.constantFrom(null, true, false),
		born: fc.constantFrom(null, new Date(0)),
	});
	const operator = fc.constantFrom('===', '!==', '==', '!=', '<', '<=', '>', '>=');
	const literals = fc.constantFrom(
		...[
			'-1',
			'0',
			'1',
			'2.5',
			'1e300',
			"''",
			"'a'",
			"'b'",
			'"é"',
			"'\ud7ff'",
			'true',
			'false',
			'null',
		],
	);
	const name = fc.constantFrom('gpa', 'age', 'name', 'nick', 'active', 'guest', 'born');
	const { condition } = fc.letrec<{ condition: string }>(tie => ({
		condition: fc.oneof(
			{ depthSize: 'small' },
			fc.tuple(name, operator, literals).map(([field, op, value]) => `s.${field} ${op} ${value}`),
			fc.tuple(literals, operator, name).map(([value, op, field]) => `${value} ${op} s.${field}`),
			fc.constantFrom('s.active', 's.guest', '!s.guest'),
			tie('condition').map(inner => `!(${inner})`),
			fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `(${a}) && (${b})`),
			fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `(${a} || ${b})`),
		),
	}));

	for (const [label, seed] of [
		['a fixed seed', 20260101],
		['a random seed', Date.now() & 0x7fffffff],
	] as const) {
		it(`give the same rows in SQL and in JavaScript, ${label}`, function () {
			const db = new Database();
			const types = {
				id: 'primaryKey',
				gpa: 'real',
				age: { type: 'int', nullable: true },
				name: 'text',
				nick: { type: 'text', nullable: true },
				active: 'bool',
				guest: { type: 'bool', nullable: true },
				born: { type: 'date', nullable: true },
			} as const;
			const People = defineTable('people', types, { db });
			let pushedCount = 0;
			fc.assert(
				fc.property(
					fc.array(row, { maxLength: 12 }),
					fc.array(condition, { maxLength: 20 }),
					(rows, conditions) => {
						People.delete({ where: {} });
						People.insertMany(rows);
						for (const text of conditions) {
							const given = new Function('s', `return ${text};`) as (row: object) => unknown;
							if (pushed(given) !== undefined) pushedCount++;
							assert.deepEqual(
								People.select({ where: given }),
								People.select().filter(given),
								`${text}: ${pushed(given) ?? 'not pushed'}`,
							);
						}
					},
				),
				{ seed, numRuns: 60 },
			);
			assert.ok(pushedCount > 10, `${pushedCount} were pushed`);
		});
	}
});
