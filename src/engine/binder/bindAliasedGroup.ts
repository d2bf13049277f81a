/**
 * `(a JOIN b) AS x` is `(SELECT * FROM a JOIN b) AS x`, but the tables inside can still be named: every column of theirs is
 * there, with those joined by USING once more in front, and their rowids. A star shows each column once.
 */

import type { BoundColumn } from '../plan/logical.js';
import type { BindState } from './bindState.js';
import { addColumn, mergedByName } from './expandStar.js';
import { columnsOfQuery } from './relationColumns.js';
import { useColumn } from './resolveColumn.js';
import type { ColumnOrigin, RelationColumns, Scope, ScopeRelation } from './scope.js';

export interface GroupColumns {
	readonly bound: BoundColumn[];
	readonly columns: RelationColumns;
	readonly origins: readonly ColumnOrigin[];
}

/** The columns of the tables in `inner`, the scope inside the parentheses. */
export function groupColumns(state: BindState, inner: Scope): GroupColumns {
	const bound: BoundColumn[] = [];
	const origins: ColumnOrigin[] = [];
	const hidden = new Set<number>();
	state.metAggregate = false;
	state.metWindow = false;
	inner.relations.forEach((entry, at) => {
		const { names, keys } = entry.columns;
		const nextJoined = inner.relations[at + 1]?.using ?? [];
		for (const key of nextJoined) {
			const name = names[entry.columns.positionOf(key)] ?? key;
			const expr = mergedByName(state, inner.relations, name, key);
			if (!expr) continue;
			origins.push({ schemaKey: undefined, tableKey: undefined, key, isRowid: false });
			addColumn(state, bound, expr, name, false);
		}
		names.forEach((name, columnIndex) => {
			const key = keys[columnIndex] as string;
			const origin = entry.origins?.[columnIndex];
			if (entry.columns.hidden?.has(columnIndex) && !origin) return;
			const isJoined = entry.using.includes(key) || nextJoined.includes(key);
			if (isJoined || entry.columns.hidden?.has(columnIndex)) hidden.add(bound.length);
			origins.push(origin ?? originOf(entry, key, false));
			addColumn(state, bound, useColumn(state, entry, columnIndex), name, false);
		});
		if (entry.relation.kind !== 'table' || !entry.relation.table.hasRowid) return;
		hidden.add(bound.length);
		origins.push(originOf(entry, '_rowid_', true));
		addColumn(state, bound, useColumn(state, entry, -1), '_ROWID_', false);
	});
	return { bound, columns: { ...columnsOfQuery(bound, undefined, true), hidden }, origins };
}

function originOf(entry: ScopeRelation, key: string, isRowid: boolean): ColumnOrigin {
	return { schemaKey: entry.schemaKey, tableKey: entry.relation.key, key, isRowid };
}
