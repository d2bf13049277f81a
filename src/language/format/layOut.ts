/** One statement laid out, and the proof that it is still the same statement. */

import { parse, type SyntaxStatement } from '../../engine/index.js';
import { layOutFragment, onOneLine, type Layout } from './fragment.js';
import { layOutMerge, mergeWords } from './layOutMerge.js';
import { layOutTrigger } from './layOutTrigger.js';
import { KEYWORDS, readTokens, type Token } from './tokens.js';

/**
 * Undefined: it cannot be laid out. The statement is without its semicolon; `layOutAll` lays out the statements inside of
 * it that have one.
 */
export function layOut(
	statement: string,
	layout: Layout,
	layOutAll: (statements: string) => string,
): string | undefined {
	const { statements, errors } = parse(statement);
	const syntax = innermost(statements[0]);
	if (syntax === undefined || errors.length > 0) return undefined;
	const words = syntax.kind === 'merge' ? mergeWords(statement, syntax) : NO_WORDS;
	let candidates: readonly string[];
	try {
		candidates = layOuts(statement, syntax, layout, layOutAll);
	} catch {
		return undefined;
	}
	for (const candidate of candidates) {
		const named = layout.case === 'preserve' ? candidate : withNames(statement, candidate, words);
		if (isSame(statement, named, words)) return named;
	}
	return undefined;
}

const NO_WORDS: ReadonlySet<number> = new Set();

function innermost(syntax: SyntaxStatement | undefined): SyntaxStatement | undefined {
	return syntax?.kind === 'explain' ? innermost(syntax.statement) : syntax;
}

/** The better first. */
function layOuts(
	statement: string,
	syntax: SyntaxStatement,
	layout: Layout,
	layOutAll: (statements: string) => string,
): string[] {
	if (syntax.kind === 'createTrigger') {
		return [layOutTrigger(statement, syntax, layout, layOutAll)];
	}
	const text =
		syntax.kind === 'merge'
			? layOutMerge(statement, syntax, layout)
			: layOutFragment(statement, layout);
	const short = onOneLine(text);
	return short === undefined ? [text] : [short, text];
}

/** The same tokens, but for the case of keywords, and the same comments. */
function isSame(before: string, after: string, words: ReadonlySet<number>): boolean {
	const left = readTokens(before);
	const right = readTokens(after);
	const isEqual = ({ text }: Token, index: number) => {
		const other = right[index]?.text;
		return words.has(index) ? text.toLowerCase() === other?.toLowerCase() : text === other;
	};
	return left.length === right.length && left.every(isEqual);
}

/** Names keep the case they were written in, also those that are words of the language: it shows in results. */
function withNames(before: string, after: string, words: ReadonlySet<number>): string {
	const written = readTokens(before);
	const laidOut = readTokens(after);
	if (written.length !== laidOut.length) return after;
	let out = '';
	let end = 0;
	laidOut.forEach((token, index) => {
		const own = written[index];
		if (own === undefined || token.kind === 'comment') return;
		const isWord =
			words.has(index) || (KEYWORDS.has(token.kind) && !isName(before, written, index));
		const text = isWord ? after.slice(token.start, token.end) : before.slice(own.start, own.end);
		out += after.slice(end, token.start) + text;
		end = token.end;
	});
	return out + after.slice(end);
}

/** A word of the language stands where a name may: with another name there the statement is one, too. */
function isName(statement: string, tokens: readonly Token[], index: number): boolean {
	const { kind, start, end } = tokens[index] as Token;
	const about = KEYWORDS.get(kind);
	if (about === 'reserved') return false;
	const next = tokens[index + 1]?.kind ?? 'eof';
	if (about === 'join' && (next === 'join' || KEYWORDS.get(next) === 'join')) return false;
	return parse(`${statement.slice(0, start)}"xyzzy"${statement.slice(end)}`).errors.length === 0;
}
