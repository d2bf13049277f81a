/** What writes the rows of one clause of a MERGE: an ordinary statement that reads them from a buffer. */

import type { Assignment, Delete, Insert, Update } from '../../syntax/ast/change.js';
import type { Expression } from '../../syntax/ast/expression.js';
import type { Merge, MergeClause } from '../../syntax/ast/merge.js';
import type { TableReference } from '../../syntax/ast/query.js';
import type { StatementBase } from '../../syntax/ast/statement.js';
import type { Span } from '../../util/span.js';
import { binaryNode, columnNode, conjunction, nameNode, queryNode, resultNode } from './nodes.js';

/** The buffer's name as a table. */
export const ROWS = '\tmerged';
export const keyName = (position: number): string => `\tkey${position}`;
export const valueName = (position: number): string => `\tvalue${position}`;

/** `keys`: the columns by which the table's rows are found. Undefined: nothing is to be done. */
export function writeOf(
	merge: Merge,
	{ action, span }: MergeClause,
	keys: readonly string[],
): Insert | Update | Delete | undefined {
	const { table, returning, isBroken, parameters } = merge;
	const base: StatementBase = { span, isBroken, parameters };
	const value = (position: number): Expression => columnNode(ROWS, valueName(position), span);
	switch (action.kind) {
		case 'mergeNothing':
			return undefined;
		case 'mergeInsert': {
			const { columns, values } = action;
			const given = values?.map((_, position) => resultNode(value(position), valueName(position)));
			// One of the columns has to be named, for all to have their defaults.
			const [key] = keys as [string];
			const none = resultNode({ kind: 'nullLiteral', span }, 'none');
			return {
				kind: 'insert',
				with: undefined,
				onConflict: undefined,
				table,
				columns: given ? columns : [nameNode(key, span)],
				source: queryNode(undefined, given ?? [none], rowsTable(span), span),
				upserts: [],
				returning,
				...base,
			};
		}
		case 'mergeUpdate': {
			let position = 0;
			const assignments = action.assignments.flatMap(({ columns }) =>
				columns.map((column): Assignment => {
					const assigned = value(position++);
					return { kind: 'assignment', columns: [column], isRow: false, value: assigned, span };
				}),
			);
			const tests = keyPairs(merge, keys, span).map(({ own, given }) =>
				binaryNode('=', own, given, span),
			);
			const where = conjunction(tests, span);
			const from = rowsTable(span);
			const head = { kind: 'update', with: undefined, onConflict: undefined, table } as const;
			return { ...head, assignments, from, where, returning, ...NO_LIMIT, ...base };
		}
		case 'mergeDelete': {
			const pairs = keyPairs(merge, keys, span);
			const given = pairs.map((pair, position) => resultNode(pair.given, `key${position}`));
			const [first, ...others] = pairs.map(({ own }) => own) as [Expression, ...Expression[]];
			const operand: Expression =
				others.length > 0 ? { kind: 'rowValue', items: [first, ...others], span } : first;
			const query = queryNode(undefined, given, rowsTable(span), span);
			const source = { kind: 'inQuery', query, span } as const;
			const where: Expression = { kind: 'in', operand, source, isNegated: false, span };
			return { kind: 'delete', with: undefined, table, where, returning, ...NO_LIMIT, ...base };
		}
	}
}

const NO_LIMIT = { orderBy: [], limit: undefined, offset: undefined } as const;

/** The columns of a key, and those of the buffer that hold it. */
function keyPairs({ table }: Merge, keys: readonly string[], span: Span) {
	const alias = (table.alias ?? table.name).name;
	return keys.map((key, position) => ({
		own: columnNode(alias, key, span),
		given: columnNode(ROWS, keyName(position), span),
	}));
}

function rowsTable(span: Span): TableReference {
	return {
		kind: 'tableReference',
		schema: undefined,
		name: nameNode(ROWS, span),
		alias: undefined,
		indexHint: undefined,
		span,
	};
}
