/** Bind states for stored texts, with an observer that collects what their names mean. */

import { newBindState } from '../../binder/bindState.js';
import type { BindState } from '../../binder/bindState.js';
import type { NameObserver } from '../../binder/nameObserver.js';
import type { Relation } from '../../plan/logical.js';
import type { DdlEnvironment } from '../ddl/environment.js';
import { planContext } from '../planning.js';
import type { SchemaText } from './schemaTexts.js';
import type { TextNames } from './textNames.js';

/** A state to bind a part of the text in. */
export function openText(
	{ connection, state: current }: DdlEnvironment,
	text: SchemaText,
	names: TextNames,
): BindState {
	const state = newBindState(planContext(connection, current), text.sql);
	state.observer = observerOf(names);
	state.isErrorOrder = names.isErrorOrder;
	state.homeSchema = text.schema === 'temp' ? undefined : text.schema;
	return state;
}

function observerOf(names: TextNames): NameObserver {
	/** Relations whose table's own name stands before the dot. */
	const unaliased = new Set<Relation>();
	return {
		column({ table: qualifier, column }, relation, columnIndex) {
			if (relation.kind !== 'table' || column.span.end === 0) return;
			const { table } = relation;
			const position = columnIndex < 0 ? table.rowidAlias : columnIndex;
			if (position >= 0) names.columns.push({ table, columnIndex: position, span: column.span });
			if (!qualifier || !unaliased.has(relation)) return;
			const { schema, key } = table;
			names.tables.push({ schema, key, place: 'body', span: qualifier.span });
		},
		table(name, relation, hasAlias) {
			if (relation.kind !== 'table') return;
			if (!hasAlias) unaliased.add(relation);
			const { schema, key } = relation.table;
			names.tables.push({ schema, key, place: 'body', span: name.span });
		},
		written(name, table, columnIndex) {
			names.columns.push({ table, columnIndex, span: name.span });
		},
		star(name, relation) {
			if (relation.kind !== 'table' || !unaliased.has(relation)) return;
			const { schema, key } = relation.table;
			names.tables.push({ schema, key, place: 'body', span: name.span });
		},
		string(name) {
			names.strings.push({ value: name.name, span: name.span });
		},
	};
}
