/** Random calls of the date and time functions. Only fixed dates, and no local time: it depends on where one is. */

import type { RandomSource } from './randomSource.js';

const MOMENTS = [
	`'2024-02-29'`,
	`'2023-12-31 23:59:59'`,
	`'2000-01-01T00:00:00.123Z'`,
	`'2024-03-10 02:30+05:30'`,
	`'2021-06-15 12:00:00.999'`,
	`'1999-05-31'`,
	`'12:34'`,
	`'23:59:59.9995'`,
	`'0000-01-01'`,
	`'9999-12-31 23:59:59'`,
	`'-4713-11-24 12:00'`,
	'2451545',
	'2460000.5',
	'0',
	`'2460310.25'`,
	`'2024-02-30'`,
	'NULL',
];
const NO_MOMENTS = [`'2024-13-01'`, `'tomorrow'`, `'24:00'`, `x'32'`, '1e10', `''`, '-1'];
const MODIFIERS = [
	`'+1 month'`,
	`'-1 year'`,
	`'+1 year'`,
	`'-13 months'`,
	`'+2.5 days'`,
	`'-36 hours'`,
	`'+90 minutes'`,
	`'+1.25 seconds'`,
	`'start of month'`,
	`'start of year'`,
	`'start of day'`,
	`'weekday 0'`,
	`'weekday 3'`,
	`'+01:30'`,
	`'-00:00:30.5'`,
	`'+0001-02-03'`,
	`'-0000-01-31 06:00'`,
	`'ceiling'`,
	`'floor'`,
	`'subsec'`,
	`'  +3   days'`,
	`'5 days'`,
	`'auto'`,
	`'START OF MONTH'`,
];
const BAD_MODIFIERS = [
	`'weekday 7'`,
	`'+1 eon'`,
	`'start'`,
	`''`,
	'NULL',
	`'unixepoch'`,
	`'julianday'`,
];
const FIELDS = Array.from('dHjmMSsYwWuUeFgGIklpPRTVf', field => `%${field}`);

/** A date that is stored. */
export function dateLiteral(random: RandomSource): string {
	return random.pick(MOMENTS);
}

export function moment(random: RandomSource): string {
	return random.make(
		[12, () => random.pick(MOMENTS)],
		[2, () => `${random.between(-2_000_000_000, 2_000_000_000)}, 'unixepoch'`],
		[1, () => `${random.between(0, 5_000_000)}, 'auto'`],
		[1, () => `${random.between(2_400_000, 2_500_000)}.5, 'julianday'`],
		[1, () => random.pick(NO_MOMENTS)],
	);
}

function modifier(random: RandomSource): string {
	return random.make([14, () => random.pick(MODIFIERS)], [1, () => random.pick(BAD_MODIFIERS)]);
}

export function dateCall(random: RandomSource, at = () => moment(random)): string {
	const list = () => [at(), ...random.list(0, 2, () => modifier(random))].join(', ');
	const format = () =>
		random
			.list(1, 3, () => random.pick([...FIELDS, ...FIELDS, '%J', '%%', 'at', ' ', ':']))
			.join('-');
	return random.make(
		[2, () => `date(${list()})`],
		[2, () => `time(${list()})`],
		[3, () => `datetime(${list()})`],
		[1, () => `julianday(${list()})`],
		[1, () => `unixepoch(${list()})`],
		[3, () => `strftime('${format()}', ${list()})`],
		[1, () => `timediff(${random.pick(MOMENTS)}, ${random.pick(MOMENTS)})`],
	);
}
