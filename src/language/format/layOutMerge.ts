/** MERGE INTO: a clause a line, what is too long for one indented below it. */

import type { SyntaxStatement } from '../../engine/index.js';
import { inCase, layOutAs, layOutFragment, onOneLine, type Layout } from './fragment.js';
import { indentLines, isWord, joinTokens, readTokens, type Token } from './tokens.js';

type Merge = SyntaxStatement & { readonly kind: 'merge' };
type MergeClause = Merge['clauses'][number];

/** Places among the tokens of words that are names everywhere else: MERGE, MATCHED, SOURCE, TARGET. */
export function mergeWords(statement: string, merge: Merge): ReadonlySet<number> {
	const tokens = readTokens(statement);
	return new Set(ownWords(tokens, merge).map(word => tokens.indexOf(word)));
}

function ownWords(tokens: readonly Token[], merge: Merge): Token[] {
	return [findMerge(tokens, merge), ...merge.clauses.flatMap(clause => headOf(tokens, clause))];
}

function findMerge(tokens: readonly Token[], { table }: Merge): Token {
	const into = tokens.findLastIndex(
		({ kind, start }) => kind === 'into' && start < table.span.start,
	);
	return tokens.findLast(({ kind }, index) => kind !== 'comment' && index < into) as Token;
}

/** WHEN [NOT] MATCHED [BY SOURCE] */
function headOf(tokens: readonly Token[], { span }: MergeClause): Token[] {
	const own = tokens.filter(({ kind, start }) => start >= span.start && kind !== 'comment');
	return own.slice(
		0,
		own.findIndex(({ kind }) => kind === 'and' || kind === 'then'),
	);
}

/** What the parts of one statement are laid out with; the tokens are without comments. */
interface Source {
	readonly statement: string;
	readonly tokens: readonly Token[];
	readonly layout: Layout;
	readonly write: (token: Token) => string;
}

/** May be another statement where comments stand between words that go on one line. */
export function layOutMerge(statement: string, merge: Merge, layout: Layout): string {
	const tokens = readTokens(statement).filter(({ kind }) => kind !== 'comment');
	const own = new Set(ownWords(tokens, merge));
	const write = (token: Token) => {
		const written = statement.slice(token.start, token.end);
		return own.has(token) || isWord(token.kind) ? inCase(layout)(written) : written;
	};
	const source: Source = { statement, tokens, layout, write };
	const start = findMerge(tokens, merge).start;
	const using = tokens.findLast(
		token => token.kind === 'using' && token.start < merge.source.span.start,
	) as Token;
	const clausesEnd = merge.clauses.at(-1)?.span.end ?? statement.length;
	const returning =
		tokens.find(token => token.kind === 'returning' && token.start >= clausesEnd)?.start ??
		statement.length;
	const starts = [...merge.clauses.map(({ span }) => span.start), returning];
	const usingText = layOutAs('from', statement.slice(using.start, starts[0]), layout);
	const parts = [
		onOneLineOf(source, 0, merge.span.start),
		layOutFragment(statement.slice(merge.span.start, start), layout),
		onOneLineOf(source, start, using.start),
		onOneLine(usingText) ?? usingText,
		...merge.clauses.map((clause, index) => {
			const behind = statement.slice(clause.span.end, starts[index + 1]);
			return layOutClause(source, clause) + comments(behind);
		}),
	];
	const columns = layOutFragment(statement.slice(returning), layout);
	parts.push(onOneLine(columns) ?? columns);
	return parts.filter(part => part !== '').join('\n');
}

function onOneLineOf({ tokens, write }: Source, start: number, end: number): string {
	return joinTokens(
		tokens.filter(token => token.start >= start && token.start < end),
		write,
	);
}

function comments(text: string): string {
	const comment = text.trim();
	return comment && (/^\s*\n/.test(text) ? '\n' : ' ') + comment;
}

function layOutClause(source: Source, clause: MergeClause): string {
	const { statement, tokens, layout, write } = source;
	const head = headOf(tokens, clause);
	const headEnd = head.at(-1)?.end ?? clause.span.start;
	const conditionEnd = clause.condition?.span.end ?? headEnd;
	const then = tokens.find(({ kind, start }) => kind === 'then' && start >= conditionEnd) as Token;
	const lines = [joinTokens(head, write)];
	if (clause.condition !== undefined) {
		lines.push(layOutCondition(statement.slice(headEnd, then.start).trim(), layout));
	}
	lines.push(write(then));
	const opening = onOneLine(lines.join('\n')) ?? lines.join('\n');
	const action = layOutAction(source, clause.action, then.end, clause.span.end);
	return (
		onOneLine(`${opening}\n${action}`) ??
		`${opening}\n${indentLines(onOneLine(action) ?? action, layout.indent)}`
	);
}

/** The library breaks the lines of a WHERE at AND and OR. */
function layOutCondition(text: string, layout: Layout): string {
	const [and = ''] = /^\w+/.exec(text) ?? [];
	const test = layOutFragment(`where ${text.slice(and.length)}`, layout);
	return ' '.repeat(layout.indent) + inCase(layout)(and) + test.replace(/^\w+\s+/, ' ');
}

function layOutAction(
	source: Source,
	action: MergeClause['action'],
	start: number,
	end: number,
): string {
	const { statement, tokens, layout } = source;
	const isInsert = action.kind === 'mergeInsert' && action.values !== undefined;
	const isUpdate = action.kind === 'mergeUpdate';
	const long = tokens.find(
		token => token.start >= start && token.kind === (isInsert ? 'values' : 'set'),
	);
	if (long === undefined || !(isInsert || isUpdate)) return onOneLineOf(source, start, end);
	const before = onOneLineOf(source, start, long.start);
	const laidOut = layOutFragment(statement.slice(long.start, end), layout);
	return before + (isInsert ? '\n' : ' ') + laidOut;
}
