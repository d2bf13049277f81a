/**
 * Decimal digits of a double, with SQLite's rounding: 18 digits from a 64 x 64 bit product with a truncated
 * power of ten, then rounded half up at the wanted place. The last digit can therefore differ from a
 * correctly rounded conversion, and users compare these texts byte for byte with SQLite's.
 */

export interface RealDigits {
	readonly isNegative: boolean;
	/** Significant digits, no zeros at either end; '0' for zero. */
	readonly digits: string;
	/** Digits before the decimal point; may be negative or beyond the length. */
	readonly pointAt: number;
}

/**
 * Rounds to `places` significant digits when positive; to -places digits after the point otherwise.
 * Never more than `most` significant digits. The value is finite.
 */
export function realDigits(value: number, places: number, most: number): RealDigits {
	if (value === 0) return { isNegative: false, digits: '0', pointAt: 1 };
	const magnitude = Math.abs(value);
	const wanted = places <= 0 || places >= 18 ? 18 : places + 1;
	const decimal = toDecimal(magnitude, wanted);
	let digits = decimal.digits;
	let pointAt = digits.length + decimal.exponent;
	let keep = places;
	if (keep <= 0) {
		keep = pointAt - keep;
		if (keep === 0 && digits.charCodeAt(0) >= 53) {
			keep = 1;
			digits = `0${digits}`;
			pointAt++;
		}
	}
	if (keep > 0 && (keep < digits.length || digits.length > most)) {
		keep = Math.min(keep, most);
		if (keep === 17) keep = shorterPlaces(magnitude, digits, pointAt);
		const rounded = roundDigits(digits, keep);
		pointAt += rounded.length - keep;
		digits = rounded;
	}
	return { isNegative: value < 0, digits: trimZeros(digits), pointAt };
}

/** Half up at `keep` digits; one digit longer when the carry runs out of the front. */
function roundDigits(digits: string, keep: number): string {
	const kept = digits.slice(0, keep);
	if (!(digits.charCodeAt(keep) >= 53)) return kept;
	return (BigInt(kept) + 1n).toString().padStart(keep, '0');
}

function trimZeros(digits: string): string {
	let end = digits.length;
	while (end > 1 && digits.charCodeAt(end - 1) === 48) end--;
	return digits.slice(0, end);
}

/**
 * 17 digits show the noise of the binary form (49.469999999999999): when a run of nines or zeros ends in a
 * shorter text that reads back as the same double, that many digits are enough.
 */
function shorterPlaces(magnitude: number, digits: string, pointAt: number): number {
	if (digits[14] === '9' && digits[15] === '9') {
		let run = 14;
		while (run > 0 && digits[run - 1] === '9') run--;
		const head = run === 0 ? 1n : BigInt(digits.slice(0, run)) + 1n;
		return Number(`${head}e${pointAt - run}`) === magnitude ? run + 1 : 17;
	}
	const endsInZeros = digits[13] === '0' && digits[14] === '0' && digits[15] === '0';
	if (pointAt < digits.length && !endsInZeros) return 17;
	let run = 13;
	while (run > 1 && digits[run - 1] === '0') run--;
	return Number(`${digits.slice(0, run)}e${pointAt - run}`) === magnitude ? run + 1 : 17;
}

const bits = new DataView(new ArrayBuffer(8));

/** value = digits x 10^exponent, about; `count` digits (18: rounded, fewer: truncated). */
function toDecimal(value: number, count: number): { digits: string; exponent: number } {
	bits.setFloat64(0, value);
	let mantissa = bits.getBigUint64(0) & 0xfffffffffffffn;
	let exponent = (bits.getUint16(0) >> 4) & 0x7ff;
	if (exponent === 0) {
		const shift = 64 - mantissa.toString(2).length;
		mantissa <<= BigInt(shift);
		exponent = -1074 - shift;
	} else {
		mantissa = (mantissa << 11n) | (1n << 63n);
		exponent -= 1086;
	}
	const power = count - 1 - floorLog10OfPower2(exponent + 63);
	let high = (mantissa * powerOfTenBits(power)) >> 64n;
	const shift = -(exponent + floorLog2OfPower10(power) + 1);
	if (count === 18) {
		high >>= BigInt(shift - 1);
		high = (high + ((high & 1n) << 1n)) >> 1n;
	} else {
		high >>= BigInt(shift);
	}
	return { digits: high.toString(), exponent: -power };
}

function floorLog2OfPower10(power: number): number {
	return (power * 108853) >> 15;
}

function floorLog10OfPower2(power: number): number {
	return (power * 78913) >> 18;
}

const powers = new Map<number, bigint>();

/** The 64 most significant bits of 10^power, truncated. */
function powerOfTenBits(power: number): bigint {
	let result = powers.get(power);
	if (result !== undefined) return result;
	const shift = BigInt(floorLog2OfPower10(power) - 63);
	if (power >= 0) {
		const exact = 10n ** BigInt(power);
		result = shift >= 0n ? exact >> shift : exact << -shift;
	} else {
		result = (1n << -shift) / 10n ** BigInt(-power);
	}
	powers.set(power, result);
	return result;
}
