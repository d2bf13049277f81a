/**
 * The query behind a MERGE: source rows and rows of the table side by side, with the clause that applies and the values that
 * it writes. They are computed here, all of them before the first row is written.
 */

import { primaryKeyParts } from '../../catalog/schema.js';
import type { TableSchema } from '../../catalog/schema.js';
import type { Assignment } from '../../syntax/ast/change.js';
import type { Case, CaseBranch, Expression } from '../../syntax/ast/expression.js';
import type { Merge, MergeClause } from '../../syntax/ast/merge.js';
import type { Join, Query, ResultColumn, TableExpression } from '../../syntax/ast/query.js';
import { SqlError } from '../../types/sqlError.js';
import {
	columnNode,
	conjunction,
	integerNode,
	nameNode,
	nullTestNode,
	queryNode,
	resultNode,
} from './nodes.js';

/** Of the column that tells a source row from the NULLs of an outer join. */
const IN_SOURCE = '\tsource';

/** By what rows of the table are found again: its rowid, or the columns of its primary key. */
export function keyColumns(table: TableSchema): readonly string[] {
	const names = new Set(table.columns.map(({ key }) => key));
	if (!table.hasRowid) {
		return primaryKeyParts(table).flatMap(({ columnIndex }) => {
			const column = table.columns[columnIndex];
			return column ? [column.name] : [];
		});
	}
	const alias = table.columns[table.rowidAlias]?.name;
	const rowid = alias ?? ['rowid', '_rowid_', 'oid'].find(name => !names.has(name));
	if (rowid !== undefined) return [rowid];
	throw new SqlError('SQLITE_ERROR', `cannot MERGE into ${table.name}: its columns hide its rowid`);
}

/** The values a clause writes; a row of values counts as several. */
export function valuesOf({ action }: MergeClause): readonly Expression[] {
	if (action.kind === 'mergeInsert') return action.values ?? [];
	return action.kind === 'mergeUpdate' ? action.assignments.flatMap(assignedValues) : [];
}

function assignedValues({ columns, isRow, value, span }: Assignment): readonly Expression[] {
	if (!isRow) return [value];
	if (value.kind === 'rowValue') return value.items;
	if (columns.length === 1) return [value];
	const message =
		'MERGE assigns the columns of a subquery one by one: SET a = (SELECT ...), b = (SELECT ...)';
	throw new SqlError('SQLITE_ERROR', message, { span });
}

export function mergeQuery(merge: Merge, table: TableSchema): Query {
	const { clauses, table: target, span } = merge;
	const alias = (target.alias ?? target.name).name;
	const keys = keyColumns(table).map(column => columnNode(alias, column, span));
	const source = sourceTable(merge);
	const [firstKey] = keys as [Expression];
	const isStored = (isNegated: boolean): Expression => nullTestNode(firstKey, isNegated, span);
	const inSource = columnNode(source.name, IN_SOURCE, span);
	const tests = clauses.map(({ match, condition }) => {
		const terms =
			match === 'notMatchedBySource'
				? [nullTestNode(inSource, false, span)]
				: [isStored(match === 'matched')];
		if (match === 'matched' && source.isMarked) terms.push(nullTestNode(inSource, true, span));
		return conjunction(condition ? [...terms, condition] : terms, span) as Expression;
	});
	const columns: ResultColumn[] = [
		resultNode(
			choice(tests, position => integerNode(position, span), merge),
			'clause',
		),
		...keys.map((key, position) => resultNode(key, `key${position}`)),
	];
	clauses.forEach((clause, position) => {
		for (const value of valuesOf(clause)) {
			const own = choice(
				tests.slice(0, position + 1),
				branch => (branch === position ? value : { kind: 'nullLiteral', span }),
				clause,
			);
			columns.push(resultNode(own, `value${columns.length}`));
		}
	});
	return queryNode(merge.with, columns, joined(merge, source.table), span);
}

/** `CASE WHEN ... THEN ... END` */
function choice(
	tests: readonly Expression[],
	value: (position: number) => Expression,
	{ span }: { readonly span: Case['span'] },
): Case {
	const branches = tests.map((when, position): CaseBranch => ({
		kind: 'caseBranch',
		when,
		then: value(position),
		span,
	}));
	return { kind: 'case', operand: undefined, branches, otherwise: undefined, span };
}

interface SourceTable {
	readonly table: TableExpression;
	readonly name: string;
	readonly isMarked: boolean;
}

function sourceTable({ source, clauses }: Merge): SourceTable {
	const name = nameOfSource(source);
	const isMarked = clauses.some(({ match }) => match === 'notMatchedBySource');
	if (!isMarked) return { table: source, name, isMarked };
	const { span } = source;
	const columns: ResultColumn[] = [
		{ kind: 'starColumn', span },
		resultNode(integerNode(1, span), IN_SOURCE),
	];
	const query = queryNode(undefined, columns, source, span);
	const alias = nameNode(name, span);
	return { table: { kind: 'subqueryTable', query, alias, span }, name, isMarked };
}

function nameOfSource(source: TableExpression): string {
	switch (source.kind) {
		case 'tableReference':
			return (source.alias ?? source.name).name;
		case 'tableFunction':
			return (source.alias ?? source.function.name).name;
		case 'subqueryTable':
		case 'tableGroup':
			return source.alias?.name ?? '\tsource rows';
		case 'join':
			return '\tsource rows';
	}
}

/** As many rows as the clauses can be about. */
function joined({ table, clauses, on, span }: Merge, source: TableExpression): Join {
	const has = (match: MergeClause['match']) => clauses.some(clause => clause.match === match);
	const keepsSource = has('notMatched');
	const keepsTarget = has('notMatchedBySource');
	const outer = keepsSource ? (keepsTarget ? 'full' : 'left') : keepsTarget ? 'right' : 'inner';
	return {
		kind: 'join',
		left: source,
		right: table,
		operator: outer,
		isNatural: false,
		constraint: { kind: 'on', expression: on, span: on.span },
		span,
	};
}
