/**
 * Decimal text to a double as SQLite converts it, in literals as in values: the first 19 or 20 significant digits
 * count, correctly rounded; the digits behind them only move the exponent.
 */

/** Significand digits are taken until it passes this; the rest only moves the exponent. */
const SIGNIFICAND_LIMIT = 1844674407370955160n;

/** `text` has the form of a number. */
export function realFromText(text: string): number {
	// Up to 18 digits and sign, point, exponent: all of them count, and JavaScript rounds correctly.
	if (text.length <= 19) return Number(text);
	const parts = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
	if (parts === null) return Number(text);
	const integerDigits = parts[2] as string;
	const digits = integerDigits + (parts[3] ?? '');
	let exponent = Number(parts[4] ?? '0');
	if (Math.abs(exponent) > 10000) exponent = Math.sign(exponent) * 10000;
	exponent += integerDigits.length;
	let first = 0;
	while (first < digits.length && digits.charCodeAt(first) === 48) first++;
	// 19 digits always fit; a 20th fits while the first 19 are below the limit.
	let taken = digits.slice(first, first + 19);
	if (taken.length === 19 && BigInt(taken) < SIGNIFICAND_LIMIT) {
		taken = digits.slice(first, first + 20);
	}
	if (taken === '') return parts[1] === '-' ? -0 : 0;
	return Number(`${parts[1] ?? ''}${taken}e${exponent - first - taken.length}`);
}
