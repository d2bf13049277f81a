/**
 * Binds a query: WITH, the terms of a compound, VALUES, ORDER BY and LIMIT.
 */

import type { Expr } from '../plan/expression.js';
import type {
	BoundColumn,
	BoundCompound,
	BoundQuery,
	BoundSelect,
	BoundValues,
	ComparedColumn,
} from '../plan/logical.js';
import type { AggregateCall } from '../plan/nodes.js';
import type {
	CompoundTerm,
	OrderingTerm,
	Query,
	QueryTerm,
	SelectCore,
	ValuesCore,
} from '../syntax/ast/query.js';
import type { Expression } from '../syntax/ast/expression.js';
import { simpleSelect } from '../syntax/simpleSelect.js';
import type { Span } from '../util/span.js';
import type { Affinity } from '../types/affinity.js';
import type { Collation } from '../types/collation.js';
import { BINARY } from '../types/collations.js';
import { bindExpression } from './bindExpression.js';
import { bindLimits, bindOrderOfCompound } from './bindOrderBy.js';
import { bindSelect } from './bindSelect.js';
import type { BindState } from './bindState.js';
import { bindError, newColumnId } from './bindState.js';
import { addCommonTables } from './commonTables.js';
import {
	affinityOfClasses,
	classesOf,
	compoundCollations,
	compoundColumns,
} from './compoundColumns.js';
import { checkCompoundTerms, checkResultWidth } from './limits.js';
import { isSortedAsTable, readAsTable } from './realColumns.js';
import type { CommonTableScope, Frame } from './scope.js';
import { newScope } from './scope.js';
import { checkTables } from './tablesFirst.js';
import { hasWindowCall, isConstant } from './syntaxTree.js';

export function bindQuery(
	state: BindState,
	frame: Frame,
	outerTables: CommonTableScope | undefined,
	syntax: Query,
): BoundQuery {
	if (state.isErrorOrder) return bindQueryInErrorOrder(state, frame, outerTables, syntax);
	return bindQueryParts(state, frame, outerTables, syntax);
}

/** Tables first, then LIMIT. */
function bindQueryInErrorOrder(
	state: BindState,
	frame: Frame,
	outerTables: CommonTableScope | undefined,
	syntax: Query,
): BoundQuery {
	if (state.queryDepth++ === 0) checkTables(state, frame, outerTables, syntax);
	bindLimits(state, { limit: undefined, offset: undefined }, syntax);
	const query = bindQueryParts(state, frame, outerTables, {
		...syntax,
		limit: undefined,
		offset: undefined,
	});
	state.queryDepth--;
	return query;
}

function bindQueryParts(
	state: BindState,
	frame: Frame,
	outerTables: CommonTableScope | undefined,
	syntax: Query,
): BoundQuery {
	const commonTables = syntax.with ? addCommonTables(state, outerTables, syntax.with) : outerTables;
	if (syntax.compounds.length === 0) {
		const query = bindQueryTerm(state, frame, commonTables, syntax.first, syntax.orderBy);
		bindLimits(state, query, syntax);
		return query;
	}
	return bindCompound(state, frame, commonTables, syntax);
}

export function bindQueryTerm(
	state: BindState,
	frame: Frame,
	commonTables: CommonTableScope | undefined,
	syntax: QueryTerm,
	orderBy: readonly OrderingTerm[] = [],
): BoundQuery {
	if (syntax.kind === 'selectCore') {
		return bindSelect(state, frame, commonTables, syntax, orderBy);
	}
	if (syntax.rows.some(row => row.some(hasWindowCall))) {
		return bindValuesWithWindows(state, frame, commonTables, syntax, orderBy);
	}
	const query = bindValues(state, frame, commonTables, syntax);
	const collations = query.columns.map(column => column.collation ?? BINARY);
	query.orderBy = bindOrderOfCompound(state, orderBy, { ...query, collations }, []);
	return query;
}

/** Each row is a SELECT without FROM: a window of one row. */
function bindValuesWithWindows(
	state: BindState,
	frame: Frame,
	commonTables: CommonTableScope | undefined,
	{ rows, span }: ValuesCore,
	orderBy: readonly OrderingTerm[],
): BoundQuery {
	const selects = rows.map(row => selectOf(row, span));
	const [first, ...others] = selects as [SelectCore, ...SelectCore[]];
	const compounds = others.map(
		term => ({ kind: 'compoundTerm', operator: 'unionAll', term, span }) as const,
	);
	const query = { kind: 'query', with: undefined, first, compounds, orderBy } as const;
	return bindQuery(state, frame, commonTables, {
		...query,
		limit: undefined,
		offset: undefined,
		span,
	});
}

function selectOf(row: readonly Expression[], span: Span): SelectCore {
	const columns = row.map((expression, position) => {
		const name = `column${position + 1}`;
		const alias = { kind: 'name', name, key: name, quote: 'none', span } as const;
		const sourceSpan = expression.span;
		return { kind: 'expressionColumn', expression, sourceSpan, alias, span: sourceSpan } as const;
	});
	return simpleSelect(columns, undefined, span);
}

function bindValues(
	state: BindState,
	frame: Frame,
	commonTables: CommonTableScope | undefined,
	syntax: ValuesCore,
): BoundValues | BoundSelect {
	const scope = newScope(frame, commonTables);
	const calls: AggregateCall[] = [];
	scope.aggregateRefusal = 'late';
	const width = syntax.rows[0]?.length ?? 0;
	checkResultWidth(state, width, syntax.span);
	const affinities: (Affinity | undefined)[] = [];
	const others: number[] = [];
	const collations: (Collation | undefined)[] = [];
	// Several rows are read like a table, whose columns have a collation.
	const isTable = syntax.rows.length > 1;
	if (!isTable) scope.aggregates = calls;
	const lastRows: ComparedColumn[][] = [];
	const tuples = syntax.rows.map((row, rowIndex) => {
		const isLast = isTable && rowIndex >= syntax.rows.length - 2;
		const compared: ComparedColumn[] = [];
		if (isLast) lastRows.push(compared);
		if (row.length !== width) {
			throw bindError(
				state,
				'all VALUES must have the same number of terms',
				row[0]?.span ?? syntax.span,
			);
		}
		return row.map((item, position) => {
			const expr = bindExpression(state, scope, item);
			if (isLast) {
				const { affinity, collation, isExplicit: isCollationExplicit } = state;
				compared.push({ affinity, collation, isCollationExplicit });
			}
			if (rowIndex === 0) {
				affinities.push(state.affinity);
				collations.push(isTable ? BINARY : state.collation);
			} else if (affinities[position])
				others[position] = (others[position] ?? 0) | classesOf(state, expr);
			return expr;
		});
	});
	const columns: BoundColumn[] = affinities.map((first, position) => {
		const isCast = isTable && syntax.rows[0]?.[position]?.kind === 'cast';
		const affinity = affinityOfClasses(first, others[position] ?? 0, isCast);
		const collation = collations[position];
		const id = newColumnId(state, affinity, collation ?? BINARY);
		const name = `column${position + 1}`;
		return {
			id,
			expr: { kind: 'column', id, name },
			name,
			key: name,
			isAlias: false,
			affinity,
			collation,
			isCollationExplicit: false,
			hasAggregate: false,
		};
	});
	if (calls.length > 0) return aggregatedRow(columns, tuples[0] as Expr[], calls);
	const compared = comparedRow(syntax, lastRows);
	return {
		kind: 'values',
		tuples,
		columns,
		orderBy: [],
		limit: undefined,
		offset: undefined,
		...(compared && { compared }),
	};
}

/** SQLite reads constant rows without affinity like a table; else VALUES is a UNION ALL, and of that the last term counts. */
function comparedRow(
	{ rows }: ValuesCore,
	lastRows: readonly ComparedColumn[][],
): readonly ComparedColumn[] | undefined {
	const [previous, last] = lastRows;
	if (!previous || !last) return undefined;
	const isLikeTable =
		previous.every(({ affinity }) => affinity === undefined) && rows.at(-1)?.every(isConstant);
	return isLikeTable ? undefined : last;
}

/** `VALUES (count(*))` is `SELECT count(*)`. */
function aggregatedRow(
	columns: readonly BoundColumn[],
	row: readonly Expr[],
	calls: AggregateCall[],
): BoundSelect {
	return {
		kind: 'select',
		from: undefined,
		where: [],
		aggregate: { groupBy: [], calls, having: [] },
		columns: columns.map((column, position) => ({ ...column, expr: row[position] as Expr })),
		isDistinct: false,
		orderBy: [],
		limit: undefined,
		offset: undefined,
	};
}

const OPERATOR_NAMES: Record<CompoundTerm['operator'], string> = {
	unionAll: 'UNION ALL',
	union: 'UNION',
	intersect: 'INTERSECT',
	except: 'EXCEPT',
};

function termsFromTheLast(
	state: BindState,
	{ first, compounds }: Query,
	bind: (term: QueryTerm) => BoundQuery,
): BoundQuery[] {
	let right: BoundQuery | undefined;
	const terms: BoundQuery[] = [];
	for (let position = compounds.length; position >= 0; position--) {
		const left = bind(position === 0 ? first : (compounds[position - 1] as CompoundTerm).term);
		if (right) checkWidth(state, compounds[position] as CompoundTerm, left, right);
		terms.unshift(left);
		right = left;
	}
	return terms;
}

function checkWidth(
	state: BindState,
	{ term, operator }: CompoundTerm,
	left: BoundQuery,
	right: BoundQuery,
): void {
	if (left.columns.length === right.columns.length) return;
	const message =
		term.kind === 'valuesCore'
			? 'all VALUES must have the same number of terms'
			: `SELECTs to the left and right of ${OPERATOR_NAMES[operator]} ` +
				'do not have the same number of result columns';
	throw bindError(state, message, term.span);
}

function bindCompound(
	state: BindState,
	frame: Frame,
	commonTables: CommonTableScope | undefined,
	syntax: Query,
): BoundQuery {
	checkCompoundTerms(state, syntax.compounds.length + 1, syntax.span);
	const outerScopes = state.termScopes;
	if (syntax.orderBy.length > 0) state.termScopes ??= new Map();
	const bind = (term: QueryTerm) => bindQueryTerm(state, frame, commonTables, term);
	const terms = state.isErrorOrder ? termsFromTheLast(state, syntax, bind) : [bind(syntax.first)];
	for (const compound of syntax.compounds.slice(terms.length - 1)) {
		const term = bind(compound.term);
		checkWidth(state, compound, terms[0] as BoundQuery, term);
		terms.push(term);
	}
	const columns = compoundColumns(state, terms);
	const query: BoundCompound = {
		kind: 'compound',
		terms,
		operators: syntax.compounds.map(compound => compound.operator),
		collations: compoundCollations(terms),
		columns,
		orderBy: [],
		limit: undefined,
		offset: undefined,
	};
	query.orderBy = bindOrderOfCompound(state, syntax.orderBy, query, terms);
	if (isSortedAsTable(query.operators, syntax.orderBy)) readAsTable(state, query);
	state.termScopes = outerScopes;
	bindLimits(state, query, syntax);
	return query;
}
