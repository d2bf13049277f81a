/**
 * What the binder makes of MATCH, bm25, snippet and highlight: calls with the index and the row in front. They ask the
 * index as the statement sees it, so MATCH may stand anywhere in a query; the planner knows it and searches instead.
 *
 * Arguments of MATCH: index id, rowid, pattern, position of the column in the index (NULL: the whole table). Of the others:
 * the same, the number of texts, the texts of the index's columns, and what was written behind the table.
 */

import type { ScalarFunction } from '../functions/function.js';
import { toInteger, toReal, valueToText } from '../types/convert.js';
import { SqlError } from '../types/sqlError.js';
import { realValue } from '../types/value.js';
import type { RowId, SqlValue } from '../types/value.js';
import { FulltextIndex } from './fulltext/fulltextIndex.js';
import { highlight, hitsOf, snippet } from './fulltext/marks.js';
import type { Match } from './fulltext/marks.js';
import { bm25 } from './fulltext/rank.js';
import type { SearchableTree } from './typedTree.js';

type Args = readonly SqlValue[];
type Trees = (id: number) => object;

export const matchFunction: ScalarFunction = inState('match', (trees, args) => {
	const [index, rowid, pattern, column] = args as [number, SqlValue, SqlValue, number | null];
	if (rowid === null || pattern === null) return null;
	const tree = trees(index) as SearchableTree;
	const rowids = tree.searchSet({ operator: 'match', pattern, column: column ?? undefined });
	return rowids.has(rowid as RowId) ? 1 : 0;
});

const FIXED_ARGUMENTS = 5;

interface Call {
	readonly index: FulltextIndex;
	readonly match: Match;
	readonly texts: readonly (string | undefined)[];
	/** As written behind the table. */
	readonly given: Args;
}

/** By folded name. */
export const auxiliaryFunctions: ReadonlyMap<string, ScalarFunction> = new Map([
	auxiliary('bm25', ({ index, match, given }) => realValue(bm25(index, match, given.map(toReal)))),
	auxiliary('highlight', ({ index, match, texts, given }) => {
		if (given.length !== 3) throw wrongCount('highlight', 4);
		const column = Number(toInteger(given[0] as SqlValue));
		const text = texts[column];
		if (column < 0 || column >= texts.length) return '';
		if (text === undefined) return null;
		const hits = hitsOf(match).filter(hit => hit.column === column);
		const markers = { open: textOf(given[1]), close: textOf(given[2]) };
		return highlight(text, index.tokenizer, hits, markers);
	}),
	auxiliary('snippet', ({ index, match, texts, given }) => {
		if (given.length !== 5) throw wrongCount('snippet', 6);
		return snippet(texts, index.tokenizer, hitsOf(match), {
			column: Number(toInteger(given[0] as SqlValue)),
			open: textOf(given[1]),
			close: textOf(given[2]),
			ellipsis: textOf(given[3]),
			tokenCount: Number(toInteger(given[4] as SqlValue)),
		});
	}),
]);

function auxiliary(name: string, run: (call: Call) => SqlValue): readonly [string, ScalarFunction] {
	const called = inState(name, (trees, args) => {
		const [indexId, rowid, pattern, column, count] = args as readonly (number | null)[];
		if (rowid === null) return null;
		const { structure } = trees(indexId as number) as SearchableTree;
		if (!(structure instanceof FulltextIndex) || pattern === null || pattern === undefined)
			throw misplaced(name);
		const found = structure.evaluated(pattern, column ?? undefined);
		const texts = args.slice(FIXED_ARGUMENTS, FIXED_ARGUMENTS + Number(count));
		return run({
			index: structure,
			match: { ...found, rowid: rowid as RowId },
			texts: texts.map(text => (text === null ? undefined : valueToText(text))),
			given: args.slice(FIXED_ARGUMENTS + Number(count)),
		});
	});
	return [name, called];
}

function textOf(value: SqlValue | undefined): string {
	return value === null || value === undefined ? '' : valueToText(value);
}

function inState(name: string, run: (trees: Trees, args: Args) => SqlValue): ScalarFunction {
	return {
		kind: 'scalar',
		name,
		minArguments: 0,
		maxArguments: -1,
		isDeterministic: true,
		isDirectOnly: false,
		lazy: undefined,
		evaluate: () => {
			throw misplaced(name);
		},
		evaluateInState: (trees, ...args) => run(trees, args),
	};
}

function wrongCount(name: string, count: number): SqlError {
	return new SqlError('SQLITE_ERROR', `wrong number of arguments to function ${name}()`, {
		hint: `${name}() takes ${count} arguments, the table first`,
	});
}

function misplaced(name: string): SqlError {
	return new SqlError('SQLITE_ERROR', `unable to use function ${name} in the requested context`);
}
