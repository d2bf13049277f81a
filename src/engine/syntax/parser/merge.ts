/**
 * MERGE INTO t USING s ON ... WHEN ... THEN ... . Its words are names everywhere else.
 */
import type { Expression } from '../ast/expression.js';
import type { Merge, MergeAction, MergeClause } from '../ast/merge.js';
import type { TableReference, WithClause } from '../ast/query.js';
import { parseAssignments } from './changes.js';
import { parseAlias, parseOptionalNames } from './names.js';
import type { Parser } from './parser.js';
import { parseReturning } from './queries.js';
import { parseTable, parseTarget } from './tables.js';

export function atMerge(p: Parser): boolean {
	return p.spells('merge') && /^merge\s+into\s/i.test(p.text.slice(p.start, p.start + 100));
}

/** At MERGE. */
export function parseMerge(p: Parser, withClause: WithClause | undefined, start: number): Merge {
	p.advance();
	p.expect('into');
	const table = parseMergeTarget(p);
	p.expect('using');
	const source = parseTable(p);
	p.expect('on');
	const on = p.grammar.expression(p);
	const clauses: MergeClause[] = [];
	do clauses.push(parseClause(p));
	while (p.kind === 'when');
	const returning = parseReturning(p);
	return {
		kind: 'merge',
		with: withClause,
		table,
		source,
		on,
		clauses,
		returning,
		...p.finish(start),
	};
}

/** AS may be left out. */
function parseMergeTarget(p: Parser): TableReference {
	const start = p.start;
	const target = parseTarget(p);
	if (target.alias || p.kind === 'using') return target;
	return { ...target, alias: parseAlias(p), span: p.spanFrom(start) };
}

function parseClause(p: Parser): MergeClause {
	const start = p.start;
	p.expect('when');
	const match = parseMatch(p);
	const condition = p.accept('and') ? p.grammar.expression(p) : undefined;
	p.expect('then');
	const action = parseAction(p, match);
	return { kind: 'mergeClause', match, condition, action, span: p.spanFrom(start) };
}

function parseMatch(p: Parser): MergeClause['match'] {
	const isNegated = p.accept('not');
	expectWord(p, 'matched', 'WHEN MATCHED, WHEN NOT MATCHED or WHEN NOT MATCHED BY SOURCE');
	if (!isNegated) return 'matched';
	if (!p.accept('by')) return 'notMatched';
	if (p.spells('target')) {
		p.advance();
		return 'notMatched';
	}
	expectWord(p, 'source', 'NOT MATCHED BY SOURCE or NOT MATCHED BY TARGET');
	return 'notMatchedBySource';
}

function expectWord(p: Parser, word: string, hint: string): void {
	if (p.spells(word)) p.advance();
	else p.unexpected(hint);
}

const ROW_ACTIONS = 'for a row of the table: UPDATE SET ..., DELETE or DO NOTHING';
const NEW_ACTIONS = 'for a row that is not in the table: INSERT ... or DO NOTHING';

function parseAction(p: Parser, match: MergeClause['match']): MergeAction {
	if (p.accept('do')) {
		p.expect('nothing');
		return { kind: 'mergeNothing' };
	}
	const isNew = match === 'notMatched';
	if (isNew && p.accept('insert')) return parseInsertAction(p);
	if (!isNew && p.accept('delete')) return { kind: 'mergeDelete' };
	if (!isNew && p.accept('update')) {
		p.expect('set');
		return { kind: 'mergeUpdate', assignments: parseAssignments(p) };
	}
	p.unexpected(isNew ? NEW_ACTIONS : ROW_ACTIONS);
	return { kind: 'mergeNothing' };
}

function parseInsertAction(p: Parser): MergeAction {
	const columns = parseOptionalNames(p);
	if (columns.length === 0 && p.accept('default')) {
		p.expect('values');
		return { kind: 'mergeInsert', columns, values: undefined };
	}
	p.expect('values');
	p.expect('(');
	const values: Expression[] = [];
	do values.push(p.grammar.expression(p));
	while (p.accept(','));
	p.expect(')');
	return { kind: 'mergeInsert', columns, values };
}
