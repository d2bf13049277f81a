/** format() and printf(): reads the conversions of a format text and puts their texts together. */

import { toInteger, toReal, valueToText } from '../../types/convert.js';
import type { SqlValue } from '../../types/value.js';
import { MAX_TEXT_LENGTH, alias, scalar, tooBig } from '../define.js';
import type { FunctionContext, ScalarFunction } from '../function.js';
import {
	formatCharacter,
	padText,
	formatInteger,
	formatJson,
	formatQuoted,
	formatReal,
	formatText,
} from './formatItems.js';
import type { Conversion } from './formatItems.js';
import { untilZero } from './text.js';

const ITEM = /%([-+ #!0,]*)(\*|\d+)?(?:\.(\*|\d*))?l{0,2}([\s\S]?)/y;

function format(_context: FunctionContext, ...args: SqlValue[]): SqlValue {
	const [pattern = null] = args;
	if (pattern === null) return null;
	const text = untilZero(valueToText(pattern));
	let position = 1;
	const take = (): SqlValue => args[position++] ?? null;
	let output = '';
	let at = 0;
	while (at < text.length) {
		const percent = text.indexOf('%', at);
		if (percent < 0) return output + text.slice(at);
		output += text.slice(at, percent);
		ITEM.lastIndex = percent;
		const item = ITEM.exec(text) as RegExpExecArray;
		const letter = item[4] as string;
		if (letter === '') return percent === text.length - 1 ? `${output}%` : output;
		const conversion = readConversion(item, take);
		const converted = convert(letter, conversion, take);
		if (converted === undefined) return output;
		if (output.length + converted.length > MAX_TEXT_LENGTH) throw tooBig();
		output += converted;
		at = ITEM.lastIndex;
	}
	return output;
}

function readConversion(item: RegExpExecArray, take: () => SqlValue): Conversion {
	const flags = item[1] as string;
	let isLeft = flags.includes('-');
	let width = item[2] === '*' ? lowInteger(take()) : writtenNumber(item[2] ?? '');
	if (width < 0) {
		isLeft = true;
		width = width === SMALLEST_INT ? 0 : -width;
	}
	let precision = item[3] === undefined ? -1 : writtenNumber(item[3]);
	if (item[3] === '*') {
		precision = lowInteger(take());
		if (precision < 0) precision = precision === SMALLEST_INT ? -1 : -precision;
	}
	return {
		isLeft,
		plus: /[+ ](?=[^+ ]*$)/.exec(flags)?.[0] ?? '',
		isAlternate: flags.includes('#'),
		isExtended: flags.includes('!'),
		hasZeros: flags.includes('0'),
		hasCommas: flags.includes(','),
		width,
		precision,
	};
}

const SMALLEST_INT = -2147483648;

/** Behind `*` counts what fits a C int. */
function lowInteger(value: SqlValue): number {
	return Number(BigInt.asIntN(32, BigInt(toInteger(value))));
}

/** Digits, modulo 2^31. */
function writtenNumber(digits: string): number {
	return digits.length < 10 ? Number(digits) : Number(BigInt.asUintN(31, BigInt(digits)));
}

/** Undefined: no such conversion; the output ends there. */
function convert(letter: string, conversion: Conversion, take: () => SqlValue): string | undefined {
	switch (letter) {
		case 'd':
		case 'i':
		case 'u':
		case 'x':
		case 'X':
		case 'o':
		case 'p':
		case 'r':
			return formatInteger(toInteger(take()), letter, conversion);
		case 'f':
		case 'e':
		case 'E':
		case 'g':
		case 'G':
			return formatReal(toReal(take()), letter, conversion);
		case 's':
		case 'z':
			return formatText(textOrNull(take()) ?? '', conversion);
		case 'q':
		case 'Q':
		case 'w':
			return formatQuoted(textOrNull(take()), letter, conversion);
		case 'j':
		case 'J':
			return formatJson(textOrNull(take()), letter, conversion);
		case 'c':
			return formatCharacter(textOrNull(take()), conversion);
		case '%':
			return padText('%', conversion);
		case 'n':
			return '';
		default:
			return undefined;
	}
}

function textOrNull(value: SqlValue): string | null {
	return value === null ? null : untilZero(valueToText(value));
}

const formatFunction = scalar('format', [0, -1], format);

export const formatFunctions: readonly ScalarFunction[] = [
	formatFunction,
	alias('printf', formatFunction),
];
