/**
 * What a cell's author meant as options and what is none: YAML that cannot be read, and known directives on lines that
 * are ordinary comments because they do not stand at the top of the cell. Comments that name no directive are nobody's
 * business, and texts and names are not looked into.
 */

import { Lexer } from '../../engine/index.js';
import { readCellOptions } from './cellOptions.js';
import { holdsSql } from './cellText.js';
import type { Cell } from './model.js';

export interface OptionWarning {
	readonly message: string;
	/** The options as a whole count for nothing. */
	readonly isUnreadable: boolean;
	/** In the cell's source. */
	readonly span: { readonly start: number; readonly end: number };
	/** The source up to `end` with the directive at the top; undefined: that cannot be done. */
	readonly moved: { readonly end: number; readonly text: string } | undefined;
}

const DIRECTIVE = /--[ \t]*\|[ \t]*["']?(expect|into|skip)["']?[ \t]*:/;
const AT_START = new RegExp(`^${DIRECTIVE.source}`);

export function optionWarnings({ kind, source }: Pick<Cell, 'kind' | 'source'>): OptionWarning[] {
	if (!holdsSql(kind) || !source.includes('|')) return [];
	const { errors } = readCellOptions(source);
	return [
		...errors.map(({ message, start, end }) => ({
			message,
			isUnreadable: true,
			span: { start, end },
			moved: undefined,
		})),
		...misplacedDirectives(source),
	];
}

function misplacedDirectives(source: string): OptionWarning[] {
	if (!DIRECTIVE.test(source)) return [];
	const { values, end } = readCellOptions(source);
	return lineComments(source, end).flatMap(span => {
		const name = AT_START.exec(source.slice(span.start, span.end))?.[1];
		if (name === undefined) return [];
		const message = `'${name}' is an ordinary comment here: '-- | ${name}: ...' belongs at the top of its cell, above everything else`;
		const moved = name in values ? undefined : movedUp(source, end, span.start);
		return [{ message, isUnreadable: false, span, moved }];
	});
}

/** Those that begin with `--`, from `offset` on. */
function lineComments(source: string, offset: number): OptionWarning['span'][] {
	const lexer = new Lexer(source, offset);
	const found: OptionWarning['span'][] = [];
	let end = offset;
	for (;;) {
		lexer.advance();
		const gapEnd = lexer.kind === 'eof' ? source.length : lexer.start;
		for (const comment of source.slice(end, gapEnd).matchAll(/\/\*[^]*?(?:\*\/|$)|--[^\n]*/g)) {
			const start = end + comment.index;
			const text = comment[0].trimEnd();
			if (text.startsWith('--')) found.push({ start, end: start + text.length });
		}
		if (lexer.kind === 'eof') return found;
		end = lexer.end;
	}
}

/** With the lines of its value; nothing but the directive may stand on its line. */
function movedUp(source: string, top: number, start: number): OptionWarning['moved'] {
	const lineStart = source.lastIndexOf('\n', start - 1) + 1;
	if (source.slice(lineStart, start).trim() !== '') return undefined;
	const lines = /^(?:[ \t]*--[ \t]*\|[^\n]*(?:\n|$))+/.exec(source.slice(lineStart))?.[0] ?? '';
	const directive = lines
		.replace(/^[ \t]*--[ \t]*\|(?=[^\n])[ \t]?/gm, '-- | ')
		.replace(/\n?$/, '\n');
	return {
		end: lineStart + lines.length,
		text: source.slice(0, top) + directive + source.slice(top, lineStart),
	};
}
