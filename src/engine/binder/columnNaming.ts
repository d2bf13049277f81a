/**
 * Names of a statement's result columns after PRAGMA full_column_names and short_column_names. Columns with AS and
 * expressions keep theirs; what ORDER BY and compounds look names up by does not change.
 */

import type { BoundColumn } from '../plan/logical.js';
import type { PlanContext } from '../plan/planContext.js';
import type { ResultColumn } from '../syntax/ast/query.js';
import type { BindState } from './bindState.js';
import type { Scope, ScopeRelation } from './scope.js';

type Naming = NonNullable<PlanContext['columnNaming']>;

/** `columns`: what `syntax` was bound to; renamed in place. */
export function nameColumns(
	state: BindState,
	scope: Scope,
	syntax: readonly ResultColumn[],
	columns: BoundColumn[],
	naming: Naming,
): void {
	const starWidth = widthOfStar(scope, syntax, columns.length);
	let position = 0;
	for (const term of syntax) {
		const end = position + widthOf(scope, term, starWidth);
		for (; position < end; position++) {
			const column = columns[position];
			const name = column && newName(state, scope, term, column, naming);
			if (column && name !== undefined) {
				const innerName = column.innerName ?? column.name;
				const writtenName = column.writtenName ?? column.name;
				columns[position] = { ...column, name, innerName, writtenName };
			}
		}
	}
}

/** Several `*` are of the same width. */
function widthOfStar(scope: Scope, syntax: readonly ResultColumn[], total: number): number {
	const stars = syntax.filter(term => term.kind === 'starColumn').length;
	const others = syntax
		.filter(term => term.kind !== 'starColumn')
		.reduce((sum, term) => sum + widthOf(scope, term, 0), 0);
	return stars === 0 ? 0 : (total - others) / stars;
}

function widthOf(scope: Scope, term: ResultColumn, starWidth: number): number {
	switch (term.kind) {
		case 'starColumn':
			return starWidth;
		case 'tableStarColumn':
			return scope.relations
				.filter(entry => entry.relation.key === term.table.key)
				.reduce((sum, { columns }) => sum + columns.names.length - (columns.hidden?.size ?? 0), 0);
		case 'expressionColumn':
			return 1;
	}
}

function newName(
	state: BindState,
	scope: Scope,
	term: ResultColumn,
	column: BoundColumn,
	naming: Naming,
): string | undefined {
	const { expr, name } = column;
	const owner = expr.kind === 'column' ? ownerOf(scope, expr.id) : undefined;
	if (!owner) return undefined;
	const { relation } = owner;
	if (term.kind !== 'expressionColumn') {
		return naming === 'full' ? `${relation.alias}.${name}` : undefined;
	}
	if (term.alias || term.expression.kind !== 'columnReference') return undefined;
	if (naming === 'written') return state.text.slice(term.sourceSpan.start, term.sourceSpan.end);
	return `${relation.kind === 'table' ? relation.table.name : relation.alias}.${name}`;
}

function ownerOf(scope: Scope, id: number): ScopeRelation | undefined {
	return scope.relations.find(({ exprs }) => exprs.some(expr => expr?.id === id));
}
