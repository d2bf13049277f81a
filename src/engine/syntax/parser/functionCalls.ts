/**
 * Function calls with all their clauses, and window definitions.
 */
import type { Expression, FunctionCall } from '../ast/expression.js';
import type { Name } from '../ast/name.js';
import type { OrderingTerm } from '../ast/query.js';
import type { Frame, FrameBound, NamedWindow, WindowDefinition } from '../ast/window.js';
import { parseName } from './names.js';
import { parseOrderBy } from './ordering.js';
import type { Parser } from './parser.js';

/** At the parenthesis behind the function's name. */
export function parseFunctionCall(p: Parser, name: Name): FunctionCall {
	const start = name.span.start;
	p.advance();
	const args: Expression[] = [];
	let height = 0;
	let isStar = false;
	let isDistinct = false;
	let orderBy: readonly OrderingTerm[] = [];
	if (p.kind === '*') {
		p.advance();
		isStar = true;
	} else {
		isDistinct = p.accept('distinct');
		if (!isDistinct) p.accept('all');
		if (p.kind !== ')' && p.kind !== 'order') {
			do {
				args.push(p.grammar.expression(p));
				if (p.height > height) height = p.height;
			} while (p.accept(','));
		}
		if (p.kind === 'order') orderBy = parseOrderBy(p);
	}
	p.expect(')');
	const withinGroup = parseWithinGroup(p);
	const filter = parseFilter(p);
	const over = parseOver(p);
	p.setHeight(height + 1, start);
	return {
		kind: 'functionCall',
		name,
		args,
		isStar,
		isDistinct,
		orderBy,
		withinGroup,
		filter,
		over,
		span: p.spanFrom(start),
	};
}

/** `WITHIN GROUP (ORDER BY x)`. Without the parenthesis WITHIN is an alias and GROUP a clause. */
function parseWithinGroup(p: Parser): OrderingTerm | undefined {
	if (p.kind !== 'within' || !p.precedes('group', '(')) return undefined;
	p.advance();
	p.advance();
	p.advance();
	const term = parseOrderBy(p)[0];
	p.expect(')');
	return term;
}

function parseFilter(p: Parser): Expression | undefined {
	if (!p.accept('filter')) return undefined;
	p.expect('(');
	p.expect('where');
	const condition = p.grammar.expression(p);
	p.expect(')');
	return condition;
}

function parseOver(p: Parser): Name | WindowDefinition | undefined {
	if (!p.accept('over')) return undefined;
	return p.kind === '(' ? parseWindowDefinition(p) : parseName(p);
}

/** `WINDOW a AS (...), b AS (...)`, or nothing. */
export function parseWindowClause(p: Parser): NamedWindow[] {
	const windows: NamedWindow[] = [];
	if (!p.accept('window')) return windows;
	do {
		const start = p.start;
		const name = parseName(p);
		p.expect('as');
		const definition = parseWindowDefinition(p);
		const window: NamedWindow = {
			kind: 'namedWindow',
			name,
			definition,
			span: p.spanFrom(start),
		};
		if (windows.length > 0) checkBase(p, windows, definition);
		windows.push(window);
	} while (p.accept(','));
	return windows;
}

/** While it parses SQLite looks up what a window is based on, except for the first one of the clause. */
function checkBase(p: Parser, before: readonly NamedWindow[], definition: WindowDefinition): void {
	const { base, partitionBy, orderBy, span } = definition;
	if (!base) return;
	const at = before.findLastIndex(({ name }) => name.key === base.key);
	const found = before[at]?.definition;
	if (!found) {
		p.fail(`no such window: ${base.name}`, base.span);
		return;
	}
	const isOverridden = orderBy.length > 0 && isOrdered(before, at);
	if (partitionBy.length > 0) failToOverride('PARTITION clause');
	else if (isOverridden) failToOverride('ORDER BY clause');
	else if (found.frame) failToOverride('frame specification');

	function failToOverride(part: string): void {
		p.fail(`cannot override ${part} of window: ${base?.name ?? ''}`, span);
	}
}

/** By itself or by what it is based on. */
function isOrdered(windows: readonly NamedWindow[], at: number): boolean {
	const window = windows[at];
	if (!window) return false;
	const { base, orderBy } = window.definition;
	if (orderBy.length > 0) return true;
	if (at === 0 || !base) return false;
	return isOrdered(
		windows,
		windows.slice(0, at).findLastIndex(({ name }) => name.key === base.key),
	);
}

/** From the opening to the closing parenthesis. */
function parseWindowDefinition(p: Parser): WindowDefinition {
	const start = p.start;
	p.expect('(');
	let base: Name | undefined;
	if (!atWindowKeyword(p) && p.kind !== ')') base = parseName(p);
	const partitionBy: Expression[] = [];
	if (p.accept('partition')) {
		p.expect('by');
		do partitionBy.push(p.grammar.expression(p));
		while (p.accept(','));
	}
	const orderBy = parseOrderBy(p);
	const frame = parseFrame(p);
	p.expect(')');
	const span = p.spanFrom(start);
	return { kind: 'windowDefinition', base, partitionBy, orderBy, frame, span };
}

function atWindowKeyword(p: Parser): boolean {
	return p.kind === 'partition' || p.kind === 'order' || atFrameUnit(p);
}

function atFrameUnit(p: Parser): boolean {
	return p.kind === 'rows' || p.kind === 'range' || p.kind === 'groups';
}

function parseFrame(p: Parser): Frame | undefined {
	if (p.kind !== 'rows' && p.kind !== 'range' && p.kind !== 'groups') return undefined;
	const unit = p.kind;
	const start = p.start;
	p.advance();
	let first: FrameBound;
	let last: FrameBound;
	if (p.accept('between')) {
		first = parseFrameBound(p, 'preceding');
		p.expect('and');
		last = parseFrameBound(p, 'following');
	} else {
		first = parseFrameBound(p, 'preceding');
		last = { kind: 'currentRow', offset: undefined, span: p.spanFrom(p.previousEnd) };
	}
	checkFrameOrder(p, first, last, start);
	const exclude = parseExclude(p);
	return { kind: 'frame', unit, start: first, end: last, exclude, span: p.spanFrom(start) };
}

function parseFrameBound(p: Parser, unbounded: 'preceding' | 'following'): FrameBound {
	const start = p.start;
	if (p.accept('current')) {
		p.expect('row');
		return { kind: 'currentRow', offset: undefined, span: p.spanFrom(start) };
	}
	if (p.accept('unbounded')) {
		p.expect(unbounded);
		const kind = unbounded === 'preceding' ? 'unboundedPreceding' : 'unboundedFollowing';
		return { kind, offset: undefined, span: p.spanFrom(start) };
	}
	const offset = p.grammar.expression(p);
	const kind = p.kind === 'following' ? 'following' : 'preceding';
	if (kind === 'following') p.advance();
	else p.expect('preceding');
	return { kind, offset, span: p.spanFrom(start) };
}

/** SQLite refuses frames that end before they start by their form alone. */
function checkFrameOrder(p: Parser, first: FrameBound, last: FrameBound, start: number): void {
	const isBackward =
		(first.kind === 'currentRow' && last.kind === 'preceding') ||
		(first.kind === 'following' && (last.kind === 'preceding' || last.kind === 'currentRow'));
	if (isBackward) p.fail('unsupported frame specification', p.spanFrom(start));
}

function parseExclude(p: Parser): Frame['exclude'] {
	if (!p.accept('exclude')) return 'noOthers';
	switch (p.kind) {
		case 'current':
			p.advance();
			p.expect('row');
			return 'currentRow';
		case 'group':
			p.advance();
			return 'group';
		case 'ties':
			p.advance();
			return 'ties';
		default:
			p.expect('no');
			p.expect('others');
			return 'noOthers';
	}
}
