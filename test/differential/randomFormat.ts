/** Random calls of printf and format, and of the functions on texts and numbers that take several arguments. */

import type { RandomSource } from './randomSource.js';

const FLAGS = ['', '', '', '-', '0', '+', ' ', ',', '#', '!', '-0', '+,', '!#'];
const WIDTHS = ['', '', '', '5', '12', '*', '1'];
const PRECISIONS = ['', '', '', '.0', '.2', '.10', '.*', '.1'];
const CONVERSIONS = Array.from('diuxXofeEgGscqQwz%');

export function formatCall(random: RandomSource, value: () => string): string {
	const values: string[] = [];
	const fields = random.list(1, 3, () => {
		const width = random.pick(WIDTHS);
		const precision = random.pick(PRECISIONS);
		for (const star of [width, precision]) {
			if (star.includes('*')) values.push(String(random.between(-12, 12)));
		}
		const conversion = random.pick(CONVERSIONS);
		if (conversion !== '%') values.push(value());
		return `%${random.pick(FLAGS)}${width}${precision}${conversion}`;
	});
	// Those that are missing are NULL or 0; a wrong one must not become a width.
	if (random.chance(0.1)) values.pop();
	const name = random.pick(['printf', 'format']);
	return `${name}(${[`'${fields.join('|')}'`, ...values].join(', ')})`;
}

/** The results of these depend on the C library in the last digit. */
const ROUNDED = [
	'sin',
	'cos',
	'tan',
	'asin',
	'acos',
	'atan',
	'sinh',
	'cosh',
	'tanh',
	'exp',
	'ln',
	'log',
	'log2',
	'log10',
	'sqrt',
	'radians',
	'degrees',
];
const EXACT = ['ceil', 'ceiling', 'floor', 'trunc', 'abs', 'sign', 'typeof', 'hex', 'quote'];

export function textCall(random: RandomSource, value: () => string): string {
	const small = () => String(random.between(-3, 8));
	return random.make(
		[2, () => `substr(${value()}, ${small()}, ${small()})`],
		[1, () => `substring(${value()}, ${small()})`],
		[1, () => `replace(${value()}, ${value()}, ${value()})`],
		[1, () => `instr(${value()}, ${value()})`],
		[1, () => `${random.pick(['trim', 'ltrim', 'rtrim'])}(${value()}, ${value()})`],
		[1, () => `concat_ws(${value()}, ${value()}, ${value()})`],
		[1, () => `concat(${value()}, ${value()})`],
		[1, () => `char(${small()}, ${random.between(32, 900)}, ${random.between(900, 70_000)})`],
		[1, () => `unicode(${value()})`],
		[1, () => `octet_length(${value()})`],
		[1, () => `unhex(${random.pick(["'4142'", "'41 42'", "'4'", "'zz'", value()])})`],
		[1, () => `unhex('41-42', ${random.pick(["'-'", "' '", 'NULL'])})`],
		[1, () => `quote(${value()})`],
		[0.5, () => `unistr(${random.pick([`'\\\\'`, `'\\00e4'`, `'\\u00e4x'`, value()])})`],
		[1, () => `hex(zeroblob(${small()}))`],
		[1, () => `nullif(${value()}, ${value()})`],
		[1, () => `coalesce(${value()}, ${value()}, ${value()})`],
		[1, () => `${random.pick(['iif', 'if'])}(${value()}, ${value()}, ${value()})`],
		[1, () => `${random.pick(['min', 'max'])}(${value()}, ${value()}, ${value()})`],
		[1, () => `like(${value()}, ${value()})`],
		[1, () => `glob(${value()}, ${value()})`],
		[2, () => `round(${value()}, ${small()})`],
		[3, () => `${random.pick(EXACT)}(${value()})`],
		[2, () => `printf('%.9g', ${random.pick(ROUNDED)}(${value()}))`],
		[
			0.5,
			() =>
				`printf('%.9g', ${random.pick(['atan2', 'pow', 'log', 'mod'])}(${value()}, ${small()}))`,
		],
		[1, () => `CAST(${value()} AS ${random.pick(['INT', 'TEXT', 'REAL', 'NUMERIC', 'BLOB'])})`],
	);
}
