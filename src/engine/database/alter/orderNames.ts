/**
 * ORDER BY after a compound speaks of the columns of its SELECTs: what a name means in the result column that a term repeats,
 * it means in the term as well. Binding does not see those names, for there a term is a position.
 */

import type { ColumnReference, Expression } from '../../syntax/ast/expression.js';
import type { Name } from '../../syntax/ast/name.js';
import type { Query, QueryTerm } from '../../syntax/ast/query.js';
import type { TextNames } from './textNames.js';

/** Precondition: the names of all queries in `root` were added. */
export function addOrderNames(names: TextNames, root: unknown): void {
	visit(root, node => {
		if (node.kind !== 'query') return;
		const query = node as Query;
		if (query.compounds.length === 0) return;
		const terms = [query.first, ...query.compounds.map(compound => compound.term)];
		for (const { expression } of query.orderBy) addTerm(names, expression, terms);
	});
}

function addTerm(names: TextNames, term: Expression, selects: readonly QueryTerm[]): void {
	const wanted = columnsOf(term);
	for (const select of selects) {
		if (select.kind === 'valuesCore') continue;
		for (const column of select.columns) {
			if (column.kind !== 'expressionColumn') continue;
			// A name given with AS is found first, and is no column.
			if (column.alias && column.alias.key === wanted[0]?.key) return;
			const offered = columnsOf(column.expression);
			if (column.expression.kind !== withoutCollate(term).kind || !areSame(wanted, offered))
				continue;
			wanted.forEach((name, position) => repeat(names, offered[position] as Name, name));
			return;
		}
	}
}

function withoutCollate(expression: Expression): Expression {
	return expression.kind === 'collate' ? withoutCollate(expression.operand) : expression;
}

function areSame(wanted: readonly Name[], offered: readonly Name[]): boolean {
	return (
		wanted.length === offered.length &&
		wanted.every((name, position) => name.key === offered[position]?.key)
	);
}

function repeat(names: TextNames, from: Name, to: Name): void {
	const found = names.columns.find(({ span }) => span.start === from.span.start);
	if (found) names.columns.push({ ...found, span: to.span });
}

function columnsOf(expression: Expression): Name[] {
	const columns: Name[] = [];
	visit(expression, node => {
		if (node.kind === 'columnReference') columns.push((node as ColumnReference).column);
	});
	return columns;
}

function visit(node: unknown, found: (node: { readonly kind: unknown }) => void): void {
	if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return;
	if ('kind' in node) found(node);
	for (const child of Object.values(node)) visit(child, found);
}
