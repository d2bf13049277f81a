/**
 * Binds a query: WITH, the terms of a compound, VALUES, ORDER BY and LIMIT.
 */

import type { Expr } from '../plan/expression.js';
import type { BoundColumn, BoundCompound, BoundQuery, BoundValues } from '../plan/logical.js';
import type {
	CompoundTerm,
	OrderingTerm,
	Query,
	QueryTerm,
	ValuesCore,
} from '../syntax/ast/query.js';
import type { Affinity } from '../types/affinity.js';
import { BINARY } from '../types/collations.js';
import { bindExpression } from './bindExpression.js';
import { bindLimits, bindOrderOfCompound } from './bindOrderBy.js';
import { bindSelect } from './bindSelect.js';
import type { BindState } from './bindState.js';
import { bindError, newColumnId } from './bindState.js';
import { addCommonTables } from './commonTables.js';
import { isNumeric } from './comparison.js';
import { checkCompoundTerms, checkResultWidth } from './limits.js';
import type { CommonTableScope, Frame } from './scope.js';
import { newScope } from './scope.js';

export function bindQuery(
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
	const query = bindValues(state, frame, commonTables, syntax);
	query.orderBy = bindOrderOfCompound(state, orderBy, query.columns, []);
	return query;
}

function bindValues(
	state: BindState,
	frame: Frame,
	commonTables: CommonTableScope | undefined,
	syntax: ValuesCore,
): BoundValues {
	const scope = newScope(frame, commonTables);
	const width = syntax.rows[0]?.length ?? 0;
	checkResultWidth(state, width, syntax.span);
	const affinities: (Affinity | undefined)[] = [];
	const tuples = syntax.rows.map((row, rowIndex) => {
		if (row.length !== width) {
			throw bindError(
				state,
				'all VALUES must have the same number of terms',
				row[0]?.span ?? syntax.span,
			);
		}
		return row.map(item => {
			const expr = bindExpression(state, scope, item);
			if (rowIndex === 0) affinities.push(state.affinity);
			return expr;
		});
	});
	const columns: BoundColumn[] = affinities.map((affinity, position) => {
		const id = newColumnId(state, affinity, BINARY);
		const name = `column${position + 1}`;
		return {
			id,
			expr: { kind: 'column', id, name },
			name,
			key: name,
			isAlias: false,
			affinity,
			collation: undefined,
			isCollationExplicit: false,
			hasAggregate: false,
		};
	});
	return { kind: 'values', tuples, columns, orderBy: [], limit: undefined, offset: undefined };
}

const OPERATOR_NAMES: Record<CompoundTerm['operator'], string> = {
	unionAll: 'UNION ALL',
	union: 'UNION',
	intersect: 'INTERSECT',
	except: 'EXCEPT',
};

function bindCompound(
	state: BindState,
	frame: Frame,
	commonTables: CommonTableScope | undefined,
	syntax: Query,
): BoundQuery {
	checkCompoundTerms(state, syntax.compounds.length + 1, syntax.span);
	const first = bindQueryTerm(state, frame, commonTables, syntax.first);
	const terms = [first];
	for (const compound of syntax.compounds) {
		const term = bindQueryTerm(state, frame, commonTables, compound.term);
		if (term.columns.length !== first.columns.length) {
			throw bindError(
				state,
				`SELECTs to the left and right of ${OPERATOR_NAMES[compound.operator]} ` +
					'do not have the same number of result columns',
				compound.term.span,
			);
		}
		terms.push(term);
	}
	const columns = compoundColumns(state, terms);
	const query: BoundCompound = {
		kind: 'compound',
		terms,
		operators: syntax.compounds.map(compound => compound.operator),
		collations: columns.map(column => column.collation ?? BINARY),
		columns,
		orderBy: [],
		limit: undefined,
		offset: undefined,
	};
	query.orderBy = bindOrderOfCompound(state, syntax.orderBy, columns, terms);
	bindLimits(state, query, syntax);
	return query;
}

/** Output columns of a compound: names of its first term; affinity and collation of the first that has one. */
export function compoundColumns(state: BindState, terms: readonly BoundQuery[]): BoundColumn[] {
	const first = terms[0] as BoundQuery;
	return first.columns.map((column, position) => {
		const parts = terms.map(term => term.columns[position] as BoundColumn);
		const collation = parts.find(part => part.collation)?.collation;
		const affinity = compoundAffinity(parts);
		const id = newColumnId(state, affinity, collation ?? BINARY);
		const expr: Expr = { kind: 'column', id, name: column.name };
		return {
			id,
			expr,
			name: column.name,
			key: column.key,
			isAlias: column.isAlias,
			affinity,
			collation,
			isCollationExplicit: parts.some(part => part.isCollationExplicit),
			hasAggregate: false,
		};
	});
}

/** The first term's affinity, unless another term may give values of the other class. */
function compoundAffinity(parts: readonly BoundColumn[]): Affinity | undefined {
	const known = parts.find(part => part.affinity !== undefined)?.affinity;
	if (known === 'text') return parts.some(mayBeNumber) ? 'blob' : known;
	if (isNumeric(known)) return parts.some(mayBeText) ? 'blob' : known;
	return known;
}

function mayBeNumber(column: BoundColumn): boolean {
	if (column.affinity !== undefined) return column.affinity !== 'text';
	const { expr } = column;
	if (expr.kind === 'literal') return typeof expr.value !== 'string' && expr.value !== null;
	return !(expr.kind === 'binary' && expr.op === '||');
}

function mayBeText(column: BoundColumn): boolean {
	if (column.affinity !== undefined) return !isNumeric(column.affinity);
	const { expr } = column;
	if (expr.kind === 'literal') return typeof expr.value === 'string';
	return (
		expr.kind === 'call' || expr.kind === 'case' || (expr.kind === 'binary' && expr.op === '||')
	);
}
