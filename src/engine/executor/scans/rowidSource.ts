/** Sets of rowids that indexes of registered types find, cut and united. */

import type { IndexSearch } from '../../indexTypes/contract.js';
import { RowidSet } from '../../indexTypes/rowidSet.js';
import type { SearchableTree } from '../../indexTypes/typedTree.js';
import type { IndexKeyTerm, RowidSource } from '../../plan/nodes.js';
import type { KeyTreeContract } from '../../storage/contract.js';
import type { SqlValue } from '../../types/value.js';
import type { ExecutionContext } from '../contract.js';
import { compileRowless } from '../expression/compileScalar.js';
import type { PlanCompiler } from '../expression/scope.js';
import { compileTerm } from './indexBounds.js';

/** Undefined: the indexes cannot tell, any row may be one. */
export type FindRowids = (context: ExecutionContext) => RowidSet | undefined;

export function compileRowidSource(source: RowidSource, plans: PlanCompiler): FindRowids {
	switch (source.kind) {
		case 'equals':
			return compileEquals(source.index.id, source.terms, plans);
		case 'pattern': {
			const { index, operator, column } = source;
			const pattern = compileRowless(source.pattern, plans);
			return context => {
				const value = pattern(context);
				if (value === null) return EMPTY;
				return find(context, index.id, { operator, column, pattern: value });
			};
		}
		case 'and':
			return compileAll(source.sources, plans);
		case 'or':
			return compileAny(source.sources, plans);
		default:
			return source satisfies never;
	}
}

const EMPTY = new RowidSet(undefined);

function find(
	context: ExecutionContext,
	indexId: number,
	search: IndexSearch,
): RowidSet | undefined {
	const tree = context.tree(indexId) as KeyTreeContract & SearchableTree;
	const rowids = tree.search(search);
	return rowids && RowidSet.of(rowids);
}

function compileEquals(
	indexId: number,
	terms: readonly IndexKeyTerm[],
	plans: PlanCompiler,
): FindRowids {
	const compiled = terms.map(term => compileTerm(term, plans));
	return context => {
		const { keyParts } = context.tree(indexId) as KeyTreeContract;
		let keys: SqlValue[][] = [[]];
		for (const [position, term] of compiled.entries()) {
			const values = term(context, keyParts[position] as (typeof keyParts)[number]);
			keys = keys.flatMap(key => values.map(value => [...key, value]));
		}
		let all: RowidSet | undefined;
		for (const values of keys) {
			const found = find(context, indexId, { operator: '=', values });
			if (!found) return undefined;
			all = all ? all.unite(found) : found;
		}
		return all ?? EMPTY;
	};
}

/** What cannot tell does not narrow the others. */
function compileAll(sources: readonly RowidSource[], plans: PlanCompiler): FindRowids {
	const finds = sources.map(source => compileRowidSource(source, plans));
	return context => {
		let all: RowidSet | undefined;
		for (const one of finds) {
			const found = one(context);
			if (found) all = all ? all.intersect(found) : found;
			if (all?.size === 0) return all;
		}
		return all;
	};
}

function compileAny(sources: readonly RowidSource[], plans: PlanCompiler): FindRowids {
	const finds = sources.map(source => compileRowidSource(source, plans));
	return context => {
		let all = EMPTY;
		for (const one of finds) {
			const found = one(context);
			if (!found) return undefined;
			all = all.unite(found);
		}
		return all;
	};
}
