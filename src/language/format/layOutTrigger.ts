/** CREATE TRIGGER: its event on one line, its body indented between BEGIN and END. */

import type { SyntaxStatement } from '../../engine/index.js';
import { inCase, layOutAs, onOneLine, type Layout } from './fragment.js';
import { indentLines, isWord, joinTokens, outdentLines, readTokens, type Token } from './tokens.js';

type CreateTrigger = SyntaxStatement & { readonly kind: 'createTrigger' };

/** May be another statement where comments stand in its first part. */
export function layOutTrigger(
	statement: string,
	{ table, body }: CreateTrigger,
	layout: Layout,
	layOutAll: (statements: string) => string,
): string {
	const tokens = readTokens(statement).filter(({ kind }) => kind !== 'comment');
	const bodyStart = body[0]?.span.start ?? statement.length;
	const begin = tokens.findLast(({ start }) => start < bodyStart);
	const end = tokens.at(-1);
	if (begin === undefined || end === undefined) return statement;
	const when = tokens.find(({ kind, start }) => kind === 'when' && start >= table.span.end);
	const event = tokens.filter(({ start }) => start < (when ?? begin).start);
	const words = inCase(layout);
	const write = ({ kind, start, end }: Token) => {
		const written = statement.slice(start, end);
		return isWord(kind) ? words(written) : written;
	};
	const condition = when && layOutAs('where', statement.slice(when.start, begin.start), layout);
	const head = [joinTokens(event, write), ...(condition ? [condition] : [])];
	head.push(words(statement.slice(begin.start, begin.end)));
	const steps = layOutAll(outdentLines(statement.slice(begin.end, end.start)).trim());
	return [
		onOneLine(head.join('\n')) ?? head.join('\n'),
		indentLines(steps, layout.indent),
		words(statement.slice(end.start)),
	].join('\n');
}
