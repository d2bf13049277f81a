/**
 * Literals: what a single token is worth.
 */
import type {
	BlobLiteral,
	CurrentTime,
	Expression,
	IntegerLiteral,
	Parameter,
	RealLiteral,
	TextLiteral,
} from '../ast/expression.js';
import { realFromText } from '../../util/realFromText.js';
import type { Parser } from './parser.js';
import { unquote } from './names.js';

const largestInteger = 9223372036854775807n;
const smallestInteger = -9223372036854775808n;
const integerRange = 18446744073709551616n;
/** The one integer whose digits alone do not fit: only with a minus sign is it no REAL. */
const smallestDigits = '9223372036854775808';

/** At an 'integer' token. */
export function parseInteger(p: Parser): IntegerLiteral | RealLiteral {
	const { start, end } = p;
	const text = p.text.slice(start, end);
	const span = { start, end };
	p.advance();
	if (end - start <= 15 && !isHexadecimal(text)) {
		const value = Number(text);
		if (value === value) return { kind: 'integerLiteral', text, value, span };
	}
	const digits = text.replaceAll('_', '');
	if (isHexadecimal(digits)) {
		return parseHexadecimal(p, text, digits, span);
	}
	const exact = BigInt(digits);
	if (exact > largestInteger)
		return { kind: 'realLiteral', text, value: realFromText(digits), span };
	return { kind: 'integerLiteral', text, value: narrow(exact), span };
}

/** Hexadecimal literals are the bits of a 64-bit integer: 0xffffffffffffffff is -1. */
function parseHexadecimal(
	p: Parser,
	text: string,
	digits: string,
	span: { start: number; end: number },
): IntegerLiteral {
	let exact = BigInt(digits);
	if (exact >= integerRange) {
		p.failAtEnd(tooBig(text), span);
		exact = 0n;
	}
	if (exact > largestInteger) exact -= integerRange;
	return { kind: 'integerLiteral', text, value: narrow(exact), span };
}

function narrow(exact: bigint): number | bigint {
	const value = Number(exact);
	return Number.isSafeInteger(value) ? value : exact;
}

/** At a 'float' token. */
export function parseReal(p: Parser): RealLiteral {
	const { start, end } = p;
	const text = p.text.slice(start, end);
	p.advance();
	return {
		kind: 'realLiteral',
		text,
		value: realFromText(text.replaceAll('_', '')),
		span: { start, end },
	};
}

/**
 * Minus `operand`. One literal where that is not the same as the negation: -9223372036854775808 is an
 * integer though its digits alone are a REAL.
 */
export function negated(p: Parser, operand: Expression, start: number): Expression {
	const span = p.spanFrom(start);
	if (operand.kind === 'integerLiteral' && isHexadecimal(operand.text)) {
		const message = tooBig(`-${operand.text}`);
		if (operand.value === smallestInteger) p.failAtEnd(message, span);
		else p.tellLateError(message, operand.span);
	} else if (operand.kind === 'realLiteral') {
		const digits = operand.text.replaceAll('_', '').replace(/^0+/, '');
		if (digits === smallestDigits) {
			const text = `-${operand.text}`;
			return { kind: 'integerLiteral', text, value: smallestInteger, span };
		}
	}
	return { kind: 'unary', operator: '-', operand, span };
}

function tooBig(text: string): string {
	return `hex literal too big: ${text.replaceAll('_', '')}`;
}

function isHexadecimal(text: string): boolean {
	return (text.charCodeAt(1) | 32) === 120;
}

/** At a 'string' token. */
export function parseText(p: Parser): TextLiteral {
	const { start, end } = p;
	p.advance();
	return { kind: 'textLiteral', value: unquote(p.text.slice(start, end)), span: { start, end } };
}

/** At a 'blob' token. */
export function parseBlob(p: Parser): BlobLiteral {
	const { text, start, end } = p;
	const value = new Uint8Array((end - start - 3) / 2);
	for (let index = 0; index < value.length; index++) {
		const offset = start + 2 + index * 2;
		value[index] = Number.parseInt(text.slice(offset, offset + 2), 16);
	}
	p.advance();
	return { kind: 'blobLiteral', value, span: { start, end } };
}

/** At a 'variable' token. `#1` is a token but no parameter. */
export function parseParameter(p: Parser): Parameter {
	const { start, end } = p;
	const text = p.text.slice(start, end);
	const span = { start, end };
	if (text.charCodeAt(0) === 35 && text.charCodeAt(1) >= 48 && text.charCodeAt(1) <= 57) {
		p.unexpected();
	}
	p.advance();
	return { kind: 'parameter', text, index: p.parameterIndex(text, span), span };
}

/** At CURRENT_TIME, CURRENT_DATE or CURRENT_TIMESTAMP. */
export function parseCurrentTime(p: Parser): CurrentTime {
	const { start, end } = p;
	let part: CurrentTime['part'] = 'timestamp';
	if (p.kind === 'current_time') part = 'time';
	else if (p.kind === 'current_date') part = 'date';
	p.advance();
	return { kind: 'currentTime', part, span: { start, end } };
}
