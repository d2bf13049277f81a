/**
 * Kept states as `AS OF LAYER` reads them: a catalog of their tables under ids of their own, and the trees behind these
 * ids. So tables of several layers stand side by side in one plan, each with its columns and indexes of that time.
 */

import { Catalog } from '../../catalog/catalog.js';
import type { Relation, SchemaObjects } from '../../catalog/catalog.js';
import type { IndexSchema, SchemaName, TableSchema } from '../../catalog/schema.js';
import type { TableFunction } from '../../functions/function.js';
import type { Tree } from '../../storage/contract.js';
import type { State } from '../state.js';

interface View {
	readonly catalog: Catalog;
	readonly ids: readonly number[];
}

export class LayerViews {
	/** Of all views. States look here for ids that they do not know (State.kept). */
	readonly trees = new Map<number, Tree>();
	readonly #views = new Map<State, View>();
	readonly #newId: () => number;

	constructor(newId: () => number) {
		this.#newId = newId;
	}

	/** The state must be pinned for as long as the view is in use. */
	catalogOf(state: State): Catalog {
		const known = this.#views.get(state);
		if (known) return known.catalog;
		const ids = new Map<number, number>();
		const idOf = (id: number): number => {
			const given = ids.get(id) ?? this.#newId();
			ids.set(id, given);
			return given;
		};
		const catalog = renumber(state.catalog, idOf);
		for (const [id, viewId] of ids) {
			const tree = state.findTree(id);
			if (tree) this.trees.set(viewId, tree);
		}
		this.#views.set(state, { catalog, ids: [...ids.values()] });
		return catalog;
	}

	/** True when there was a view of that state: plans may still name it. */
	drop(state: State): boolean {
		const view = this.#views.get(state);
		for (const id of view?.ids ?? []) this.trees.delete(id);
		return this.#views.delete(state);
	}
}

function renumber(catalog: Catalog, idOf: (id: number) => number): Catalog {
	const schemas = new Map<SchemaName, SchemaObjects>();
	for (const [name, objects] of catalog.schemas) {
		const relations = new Map<string, Relation>();
		const indexes = new Map<string, IndexSchema>();
		for (const [key, relation] of objects.relations) {
			if (relation.kind === 'view') {
				relations.set(key, relation);
				continue;
			}
			const table = renumberTable(relation, idOf);
			relations.set(key, table);
			for (const index of table.indexes) indexes.set(index.key, index);
		}
		schemas.set(name, { ...objects, relations, indexes });
	}
	return new Catalog(catalog.version, schemas);
}

function renumberTable(table: TableSchema, idOf: (id: number) => number): TableSchema {
	const indexes = table.indexes.map(index => ({ ...index, id: idOf(index.id) }));
	const { source } = table;
	return {
		...table,
		id: idOf(table.id),
		indexes,
		...(source && { source: refused(table, source) }),
	};
}

/** What a module keeps has only the present state. */
function refused({ name }: TableSchema, source: object): TableFunction {
	const refusal = {
		message: `layers do not keep the rows of ${name}: its module does`,
		hint: 'CREATE TABLE ... AS SELECT makes a table that layers keep',
	};
	return { ...(source as TableFunction), refusal };
}
