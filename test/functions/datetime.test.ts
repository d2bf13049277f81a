/** Date and time functions against SQLite: time values x modifiers x functions, and random combinations. */

import assert from 'node:assert/strict';
import { Real } from '../../src/engine/types/value.js';
import type { SqlValue } from '../../src/engine/types/value.js';
import { askOracle, seededRandom, testSeeds, toSql } from '../oracle/oracle.js';
import { callScalar, describeResult } from './callFunction.js';

const times: readonly SqlValue[] = [
	'2024-02-29',
	'2023-02-29',
	'2023-02-31',
	'2023-04-31',
	'2024-02-30 12:00',
	'2024-12-31 23:59:59.999',
	'2024-12-31 23:59:59.9999',
	'2000-01-01T00:00:00Z',
	'1969-12-31 23:59:59',
	'0000-01-01',
	'-4713-11-24 12:00:00',
	'-4713-11-24 11:59:59',
	'9999-12-31 23:59:59.999',
	'12:34',
	'12:34:56',
	'12:34:56.789',
	'24:00',
	'24:01',
	'25:00',
	'2024-03-10 02:30:00+05:30',
	'2024-03-10 02:30:00-14:00',
	'2024-03-10 02:30+15:00',
	'2024-03-10 02:30 +00:00',
	'2024-3-10',
	'2024-13-01',
	'2024-00-01',
	'2024-01-32',
	'2024-01-01 ',
	'2024-01-01  12:00',
	'2024-01-01T12:00 ',
	'2024-01-01x',
	'20240101',
	'',
	'abc',
	' 2024-01-01',
	'Z',
	0,
	1,
	2460000,
	2460000.5,
	'2460000.5',
	' 2460000.5 ',
	5373484,
	5373484.4999,
	5373485,
	-1,
	1e10,
	1700000000,
	-210866760000,
	-210866760001,
	253402300799,
	253402300800,
	new Real(0),
	1700000000.123,
	'1700000000',
	1e300,
	Infinity,
	null,
	new Uint8Array([0x31]),
	9223372036854775807n,
	'2024-01-31 10:20:30.5',
	'2021-01-03',
	'2020-12-31',
	'2018-12-31',
	'2016-01-01 13:05:09.045',
	'0001-01-01',
	'-0001-06-15',
];
const modifiers: readonly SqlValue[] = [
	'+1 day',
	'-1 day',
	'1 days',
	'+1.5 days',
	'+1 month',
	'-1 month',
	'+1.5 months',
	'+12 months',
	'+1 year',
	'-4 years',
	'+0.5 years',
	'+3 hours',
	'+90 minutes',
	'-30.25 seconds',
	'+1 second',
	'+1000000 days',
	'+5373485 days',
	'+176546 months',
	'14713 years',
	'14712 years',
	'start of month',
	'start of year',
	'start of day',
	'start of week',
	'START OF MONTH',
	'weekday 0',
	'weekday 3',
	'weekday 6.0',
	'weekday 7',
	'weekday 1.5',
	'Weekday 1',
	'unixepoch',
	'julianday',
	'auto',
	'subsec',
	'subsecond',
	'ceiling',
	'floor',
	'utc',
	'localtime',
	'Unixepoch',
	'+01:30',
	'-01:30',
	'+10:00:01.5',
	'01:00',
	'+25:00',
	'+1:00',
	'+0001-02-03',
	'-0001-02-03',
	'+0000-00-30 12:34',
	'+0000-00-30 12:34:56.789',
	'-0000-11-00 01:00',
	'+0000-12-00',
	'+0000-00-31',
	'+10000-00-00',
	'0001-00-00',
	'+0001-00-00 1:00',
	'+1',
	'+1 ',
	'+ 1 day',
	'+1  day',
	'+1day',
	'+1 daysx',
	'+1 dayss',
	'+1e1 days',
	'-1 MONTHS',
	'nonsense',
	'',
	' ',
	null,
	1,
	'now',
	'+.5 day',
	'+5. day',
	'0 day',
	'-0.5 month',
	'- 5 day',
];
const plain = ['date', 'time', 'datetime', 'julianday', 'unixepoch'];
const formats = [
	'%d %e %f %F %G %g %H %I %j %J %k %l %m %M',
	'%p %P %R %s %S %T %u %U %V %w %W %Y %%',
	'%s',
	'x',
	'',
	'%',
	'%q',
	'%E',
	'a%',
	'%f',
	'%J',
	'日%Y本',
];

function check(name: string, calls: readonly (readonly SqlValue[])[]): void {
	const sql = calls.map(args => `${name}(${args.map(toSql).join(', ')})`);
	const theirs = askOracle(sql);
	const differences = calls
		.map((args, index) => ({
			sql: sql[index],
			ours: describeResult(() => callScalar(name, args)),
			theirs: theirs[index] as string,
		}))
		.filter(result => result.ours !== result.theirs);
	assert.deepEqual(differences.slice(0, 20), [], `${differences.length} differ`);
}

/** Leaves out the current time, which the two cannot share. */
const steady = (args: readonly SqlValue[]) => args[0] !== 'now';

describe('date and time functions as SQLite has them', () => {
	for (const name of plain) {
		it(name, () => {
			check(
				name,
				times.map(time => [time]),
			);
			check(
				name,
				times.flatMap(time => modifiers.map(modifier => [time, modifier])).filter(steady),
			);
		});
		for (const seed of testSeeds) {
			it(`${name} with several modifiers, seed ${seed}`, () => {
				const random = seededRandom(seed);
				const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
				const calls = Array.from({ length: 1500 }, () => {
					const count = 1 + Math.floor(random() * 3);
					return [pick(times), ...Array.from({ length: count }, () => pick(modifiers))];
				});
				check(name, calls);
			});
		}
	}

	it('strftime', () => {
		check(
			'strftime',
			times.flatMap(time => formats.map(format => [format, time])),
		);
		check(
			'strftime',
			times.flatMap(time => formats.map(format => [format, time, 'subsec'])),
		);
		check(
			'strftime',
			times.flatMap(time => formats.map(format => [format, time, 'unixepoch'])),
		);
		check('strftime', [
			[null, '2024-01-01'],
			[12, '2024-01-01'],
		]);
	});

	it('weeks of many years', () => {
		const days = Array.from({ length: 1200 }, (_, index) => 2440000.5 + index * 37);
		check(
			'strftime',
			days.map(day => ['%F %j %U %W %V %G %g %u %w', day]),
		);
	});

	it('timediff', () => {
		check(
			'timediff',
			times.flatMap(left => times.map(right => [left, right])),
		);
	});

	it('now is what the services say', () => {
		assert.equal(callScalar('datetime', []), '2026-01-31 12:34:56');
		assert.equal(callScalar('time', ['now', 'subsec']), '12:34:56.789');
		assert.equal(callScalar('date', ['NOW', '+1 month', 'floor']), '2026-02-28');
		assert.equal(callScalar('current_timestamp', []), '2026-01-31 12:34:56');
		assert.equal(callScalar('unixepoch', ['subsec']), 1769862896.789);
	});
});
