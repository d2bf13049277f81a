/**
 * Expressions as SQL, with only the parentheses they need.
 */
import { unreachable } from '../../util/unreachable.js';
import type {
	BinaryOperator,
	Binary,
	Case,
	Expression,
	FunctionCall,
	In,
	Like,
	Unary,
} from '../ast/expression.js';
import type { OrderingTerm } from '../ast/query.js';
import type { Frame, FrameBound, WindowDefinition } from '../ast/window.js';
import { printName, printOptional, printQualified, printText, printType } from './printer.js';
import type { Printer } from './printer.js';

/** How tightly the outermost operator binds; the parser's levels, with prefixes and primaries on top. */
const notLevel = 3;
const equalityLevel = 4;
const comparisonLevel = 5;
const collateLevel = 10;
const prefixLevel = 11;
const primaryLevel = 12;

const binaryLevels: Readonly<Record<BinaryOperator, number>> = {
	or: 1,
	and: 2,
	'=': equalityLevel,
	'<>': equalityLevel,
	is: equalityLevel,
	isNot: equalityLevel,
	'<': comparisonLevel,
	'<=': comparisonLevel,
	'>': comparisonLevel,
	'>=': comparisonLevel,
	'&': 6,
	'|': 6,
	'<<': 6,
	'>>': 6,
	'+': 7,
	'-': 7,
	'*': 8,
	'/': 8,
	'%': 8,
	'||': 9,
	'->': 9,
	'->>': 9,
};

function levelOf(expression: Expression): number {
	switch (expression.kind) {
		case 'binary':
			return binaryLevels[expression.operator];
		case 'unary':
			return expression.operator === 'not' ? notLevel : prefixLevel;
		case 'integerLiteral':
		case 'realLiteral':
			return expression.text.startsWith('-') ? prefixLevel : primaryLevel;
		case 'nullTest':
		case 'like':
		case 'between':
		case 'in':
			return equalityLevel;
		case 'collate':
			return collateLevel;
		default:
			return primaryLevel;
	}
}

export function expressionText(printer: Printer, expression: Expression): string {
	switch (expression.kind) {
		case 'nullLiteral':
			return 'NULL';
		case 'integerLiteral':
		case 'realLiteral':
		case 'parameter':
			return expression.text;
		case 'textLiteral':
			return printText(expression.value);
		case 'blobLiteral':
			return `x'${hexadecimal(expression.value)}'`;
		case 'booleanLiteral':
			return printName(expression.name);
		case 'currentTime':
			return `CURRENT_${expression.part.toUpperCase()}`;
		case 'columnReference': {
			const parts = [expression.schema, expression.table, expression.column];
			return parts.flatMap(part => (part === undefined ? [] : [printName(part)])).join('.');
		}
		case 'unary':
			return unaryText(printer, expression);
		case 'binary':
			return binaryText(printer, expression);
		case 'nullTest': {
			const operand = operandText(printer, expression.operand, equalityLevel);
			return `${operand} IS ${expression.isNegated ? 'NOT ' : ''}NULL`;
		}
		case 'like':
			return likeText(printer, expression);
		case 'between': {
			const operand = operandText(printer, expression.operand, equalityLevel);
			const low = operandText(printer, expression.low, comparisonLevel);
			const high = operandText(printer, expression.high, comparisonLevel);
			return `${operand}${expression.isNegated ? ' NOT' : ''} BETWEEN ${low} AND ${high}`;
		}
		case 'in':
			return inText(printer, expression);
		case 'case':
			return caseText(printer, expression);
		case 'cast':
			return `CAST(${printer.expression(expression.operand)} AS ${printType(expression.type)})`;
		case 'collate': {
			const operand = operandText(printer, expression.operand, collateLevel);
			return `${operand} COLLATE ${printName(expression.collation)}`;
		}
		case 'functionCall':
			return callText(printer, expression);
		case 'subquery':
			return `(${printer.query(expression.query)})`;
		case 'exists':
			return `EXISTS (${printer.query(expression.query)})`;
		case 'rowValue':
			return `(${listText(printer, expression.items)})`;
		case 'raise': {
			const { action, message } = expression;
			if (message === undefined) return `RAISE(${action.toUpperCase()})`;
			return `RAISE(${action.toUpperCase()}, ${printer.expression(message)})`;
		}
		case 'missing':
			return '';
		default:
			return unreachable(expression);
	}
}

function operandText(printer: Printer, operand: Expression, level: number): string {
	const text = printer.expression(operand);
	return levelOf(operand) < level ? `(${text})` : text;
}

export function listText(printer: Printer, items: readonly Expression[]): string {
	return items.map(item => printer.expression(item)).join(', ');
}

function hexadecimal(bytes: Uint8Array): string {
	return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

function unaryText(printer: Printer, { operator, operand }: Unary): string {
	if (operator === 'not') return `NOT ${operandText(printer, operand, notLevel)}`;
	const text = operandText(printer, operand, prefixLevel);
	// `--` would open a comment.
	return text.startsWith('-') ? `${operator} ${text}` : `${operator}${text}`;
}

function binaryText(printer: Printer, { operator, left, right }: Binary): string {
	const level = binaryLevels[operator];
	const leftText = operandText(printer, left, level);
	const rightText = operandText(printer, right, level + 1);
	const word = operator === 'isNot' ? 'IS NOT' : operator.toUpperCase();
	return `${leftText} ${word} ${rightText}`;
}

function likeText(printer: Printer, like: Like): string {
	const operand = operandText(printer, like.operand, equalityLevel);
	const pattern = operandText(printer, like.pattern, comparisonLevel);
	const word = `${like.isNegated ? 'NOT ' : ''}${like.operator.toUpperCase()}`;
	if (like.escape === undefined) return `${operand} ${word} ${pattern}`;
	const escape = operandText(printer, like.escape, comparisonLevel);
	return `${operand} ${word} ${pattern} ESCAPE ${escape}`;
}

function inText(printer: Printer, { operand, source, isNegated }: In): string {
	const head = `${operandText(printer, operand, equalityLevel)} ${isNegated ? 'NOT ' : ''}IN `;
	switch (source.kind) {
		case 'inList':
			return `${head}(${listText(printer, source.items)})`;
		case 'inQuery':
			return `${head}(${printer.query(source.query)})`;
		case 'inTable': {
			const table = printQualified(source.table);
			if (source.args === undefined) return `${head}${table}`;
			return `${head}${table}(${listText(printer, source.args)})`;
		}
		default:
			return unreachable(source);
	}
}

function caseText(printer: Printer, expression: Case): string {
	const parts = ['CASE'];
	if (expression.operand !== undefined) parts.push(printer.expression(expression.operand));
	for (const { when, then } of expression.branches) {
		parts.push(`WHEN ${printer.expression(when)} THEN ${printer.expression(then)}`);
	}
	if (expression.otherwise !== undefined) {
		parts.push(`ELSE ${printer.expression(expression.otherwise)}`);
	}
	parts.push('END');
	return parts.join(' ');
}

function callText(printer: Printer, call: FunctionCall): string {
	let inner = call.isStar ? '*' : listText(printer, call.args);
	if (call.isDistinct) inner = `DISTINCT ${inner}`;
	if (call.orderBy.length > 0) inner += ` ORDER BY ${orderingText(printer, call.orderBy)}`;
	let text = `${printName(call.name)}(${inner})`;
	if (call.withinGroup !== undefined) {
		text += ` WITHIN GROUP (ORDER BY ${orderingText(printer, [call.withinGroup])})`;
	}
	if (call.filter !== undefined) text += ` FILTER (WHERE ${printer.expression(call.filter)})`;
	if (call.over === undefined) return text;
	if (call.over.kind === 'name') return `${text} OVER ${printName(call.over)}`;
	return `${text} OVER ${windowText(printer, call.over)}`;
}

export function windowText(printer: Printer, window: WindowDefinition): string {
	const parts: string[] = [];
	if (window.base !== undefined) parts.push(printName(window.base));
	if (window.partitionBy.length > 0) {
		parts.push(`PARTITION BY ${listText(printer, window.partitionBy)}`);
	}
	if (window.orderBy.length > 0) parts.push(`ORDER BY ${orderingText(printer, window.orderBy)}`);
	if (window.frame !== undefined) parts.push(frameText(printer, window.frame));
	return `(${parts.join(' ')})`;
}

const excludeWords = {
	noOthers: '',
	currentRow: ' EXCLUDE CURRENT ROW',
	group: ' EXCLUDE GROUP',
	ties: ' EXCLUDE TIES',
} as const;

function frameText(printer: Printer, frame: Frame): string {
	const start = boundText(printer, frame.start);
	const end = boundText(printer, frame.end);
	const exclude = excludeWords[frame.exclude];
	return `${frame.unit.toUpperCase()} BETWEEN ${start} AND ${end}${exclude}`;
}

function boundText(printer: Printer, bound: FrameBound): string {
	switch (bound.kind) {
		case 'unboundedPreceding':
			return 'UNBOUNDED PRECEDING';
		case 'unboundedFollowing':
			return 'UNBOUNDED FOLLOWING';
		case 'currentRow':
			return 'CURRENT ROW';
		case 'preceding':
		case 'following': {
			const offset = bound.offset === undefined ? '' : operandText(printer, bound.offset, 3);
			return `${offset} ${bound.kind.toUpperCase()}`;
		}
		default:
			return unreachable(bound.kind);
	}
}

export function orderingText(printer: Printer, terms: readonly OrderingTerm[]): string {
	return terms
		.map(({ expression, direction, nulls }) => {
			const suffix = printOptional('NULLS', nulls?.toUpperCase());
			return `${printer.expression(expression)}${direction === 'desc' ? ' DESC' : ''}${suffix}`;
		})
		.join(', ');
}
