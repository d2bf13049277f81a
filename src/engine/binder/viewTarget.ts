/**
 * A view as the target of a write: allowed when it has an INSTEAD OF trigger for the event. Such a view stands in the
 * plan as a table of the view's columns that has no rows of its own.
 */

import { plainColumn, plainTable } from '../catalog/plainTable.js';
import type { TableSchema, ViewSchema } from '../catalog/schema.js';
import type { TableEvent } from '../catalog/triggers.js';
import { firesFor, triggersOn } from '../catalog/triggers.js';
import type { TableReference } from '../syntax/ast/query.js';
import type { Name } from '../syntax/ast/name.js';
import { bindView } from './bindRelation.js';
import type { BindState } from './bindState.js';
import { bindError, newBindState } from './bindState.js';

/** `assigned`: the columns of an UPDATE. */
export interface ViewEvent {
	readonly event: TableEvent['event'];
	readonly assigned: readonly Name[];
	/** As in SQLite, a statement with RETURNING may write to a view that has triggers for other events alone. */
	readonly hasReturning: boolean;
}

export function viewTarget(
	state: BindState,
	view: ViewSchema,
	syntax: TableReference,
	{ event, assigned, hasReturning }: ViewEvent,
): TableSchema {
	const triggers = triggersOn(state.context.catalog, view);
	// A view that does not work is told before that it is one.
	const table = tableOf(state, view);
	const columns = assigned.map(({ key }) => table.columns.findIndex(column => column.key === key));
	const fires = triggers.some(trigger => firesFor(trigger, { table, event, columns }));
	if (fires || (hasReturning && triggers.length > 0)) return table;
	throw bindError(
		state,
		`cannot modify ${view.name} because it is a view`,
		syntax.span,
		'write to the tables it reads, or create an INSTEAD OF trigger',
	);
}

function tableOf(state: BindState, view: ViewSchema): TableSchema {
	const own = newBindState(state.context, view.sql);
	own.isForeignText = true;
	const { query, columns } = bindView(own, view, undefined);
	const { id, schema, name, key, sql } = view;
	const table = plainTable({
		id,
		schema,
		name,
		key,
		columns: query.columns.map(({ affinity, collation }, position) =>
			plainColumn(columns.names[position] as string, affinity, collation),
		),
		hasRowid: false,
		sql,
	});
	return { ...table, isView: true };
}
