/**
 * What OVER means: named windows, windows based on others, frames. Works on syntax only; bindWindow.ts binds the result.
 */

import type { Expression } from '../syntax/ast/expression.js';
import type { Name } from '../syntax/ast/name.js';
import type { Frame, NamedWindow, WindowDefinition } from '../syntax/ast/window.js';
import type { BindState } from './bindState.js';
import { bindError } from './bindState.js';
import { forEachOperand } from './syntaxTree.js';

type NamedWindows = ReadonlyMap<string, WindowDefinition>;

/**
 * The WINDOW clause: a window may be based on one further to the left, and of two with one name the right one counts. As in
 * SQLite the first window's base is ignored.
 */
export function namedWindows(state: BindState, syntax: readonly NamedWindow[]): NamedWindows {
	const named = new Map<string, WindowDefinition>();
	syntax.forEach(({ name, definition }, position) => {
		const isFirst = position === 0;
		named.set(
			name.key,
			isFirst ? { ...definition, base: undefined } : basedOn(state, named, definition),
		);
	});
	return named;
}

/** The window of an OVER, without names. */
export function windowOf(
	state: BindState,
	named: NamedWindows,
	over: Name | WindowDefinition,
): WindowDefinition {
	return over.kind === 'name' ? findWindow(state, named, over) : basedOn(state, named, over);
}

function findWindow(state: BindState, named: NamedWindows, name: Name): WindowDefinition {
	const found = named.get(name.key);
	if (found) return found;
	throw bindError(state, `no such window: ${name.name}`, name.span);
}

function basedOn(
	state: BindState,
	named: NamedWindows,
	definition: WindowDefinition,
): WindowDefinition {
	const { base } = definition;
	if (!base) return definition;
	const found = findWindow(state, named, base);
	const overridden =
		definition.partitionBy.length > 0
			? 'PARTITION clause'
			: found.orderBy.length > 0 && definition.orderBy.length > 0
				? 'ORDER BY clause'
				: found.frame
					? 'frame specification'
					: undefined;
	if (overridden) {
		checkRange(state, definition);
		throw bindError(
			state,
			`cannot override ${overridden} of window: ${base.name}`,
			definition.span,
		);
	}
	return {
		...definition,
		base: undefined,
		partitionBy: found.partitionBy,
		orderBy: found.orderBy.length > 0 ? found.orderBy : definition.orderBy,
	};
}

/** RANGE with a distance measures it along one ORDER BY term. */
export function checkRange(state: BindState, definition: WindowDefinition): void {
	const { frame, orderBy } = definition;
	if (frame?.unit !== 'range' || orderBy.length === 1 || !hasOffset(frame)) return;
	throw bindError(
		state,
		'RANGE with offset PRECEDING/FOLLOWING requires one ORDER BY expression',
		frame.span,
	);
}

function hasOffset(frame: Frame): boolean {
	return frame.start.offset !== undefined || frame.end.offset !== undefined;
}

const CONSTANT_PARTS: ReadonlySet<Expression['kind']> = new Set([
	'nullLiteral',
	'integerLiteral',
	'realLiteral',
	'textLiteral',
	'blobLiteral',
	'booleanLiteral',
	'parameter',
	'unary',
	'binary',
	'nullTest',
	'between',
	'in',
	'case',
	'cast',
	'collate',
]);

/** Frame offsets with columns, calls or nested queries count as NULL. */
export function isConstantOffset(syntax: Expression): boolean {
	if (!CONSTANT_PARTS.has(syntax.kind)) return false;
	if (syntax.kind === 'in' && syntax.source.kind !== 'inList') return false;
	if (syntax.kind === 'binary' && (syntax.operator === '->' || syntax.operator === '->>')) {
		return false;
	}
	let isConstant = true;
	forEachOperand(syntax, operand => {
		isConstant &&= isConstantOffset(operand);
	});
	return isConstant;
}
