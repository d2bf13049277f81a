/** Which foreign keys a statement has to look after, for each kind of row change, and how. */

import type { TableSchema } from '../../../catalog/schema.js';
import type { Reference, TableForeignKeys } from '../../../plan/foreignKeys.js';
import { ChangedColumns } from '../columnUses.js';
import { ChildSearch } from './childSearch.js';
import { ParentLookup } from './parentLookup.js';
import { RowForeignKeys } from './rowForeignKeys.js';
import type { IncomingKey, OutgoingKey, ReferenceAction } from './rowForeignKeys.js';

/** Foreign keys as the database knows them; nothing of it when they are switched off. */
export interface ForeignKeyCompiler {
	/** Undefined: the table has none and nobody refers to it. */
	of(table: TableSchema): TableForeignKeys | undefined;
	/** As PRAGMA defer_foreign_keys stands: more, or fewer, keys have to be resolved then. */
	readonly isDeferringAll: boolean;
	/** Program of CASCADE, SET NULL or SET DEFAULT. */
	action(reference: Reference, event: 'update' | 'delete'): ReferenceAction;
}

/**
 * One new row. `isOnly`: the statement can write nothing else, so immediate constraints that refer to its table can neither
 * be violated nor resolved by it, and are no problem to it.
 */
export function compileInsertKeys(
	compiler: ForeignKeyCompiler | undefined,
	table: TableSchema,
	isOnly: boolean,
): RowForeignKeys | undefined {
	const found = compiler?.of(table);
	if (!compiler || !found) return undefined;
	const isUnconcerned = isOnly && !compiler.isDeferringAll;
	const incoming = found.incoming.filter(
		({ foreignKey, problem }) => !problem || !isUnconcerned || foreignKey.isDeferred,
	);
	return rowForeignKeys(
		found.outgoing.map(reference => outgoingKey(table, reference)),
		incoming.map(reference => incomingKey(table, reference, undefined)),
		isOnly,
	);
}

export function compileDeleteKeys(
	compiler: ForeignKeyCompiler | undefined,
	table: TableSchema,
): RowForeignKeys | undefined {
	const found = compiler?.of(table);
	if (!compiler || !found) return undefined;
	refuseBroken(compiler, found.outgoing, found.incoming, 'onDelete');
	return rowForeignKeys(
		found.outgoing.map(reference => outgoingKey(table, reference)),
		found.incoming.map(reference =>
			incomingKey(table, reference, actionOf(compiler, reference, 'delete')),
		),
	);
}

/** The rows of a table that is dropped: foreign keys that cannot be resolved do not stand in the way. */
export function compileDropKeys(
	compiler: ForeignKeyCompiler | undefined,
	table: TableSchema,
): RowForeignKeys | undefined {
	const found = compiler?.of(table);
	if (!compiler || !found) return undefined;
	const isSound = ({ problem }: Reference) => problem === undefined;
	const outgoing = found.outgoing.flatMap(reference => {
		if (isSound(reference)) return [outgoingKey(table, reference)];
		const { foreignKey, isParentMissing } = reference;
		if (!isParentMissing) return [];
		const { isDeferred, columns } = foreignKey;
		return [{ isDeferred, isOwn: false, lookup: undefined, columns }];
	});
	const incoming = found.incoming
		.filter(isSound)
		.map(reference => incomingKey(table, reference, actionOf(compiler, reference, 'delete')));
	return rowForeignKeys(outgoing, incoming);
}

/** `assigned`: the columns that the statement assigns; -1: the rowid. */
export function compileUpdateKeys(
	compiler: ForeignKeyCompiler | undefined,
	table: TableSchema,
	assigned: readonly number[],
): RowForeignKeys | undefined {
	const found = compiler?.of(table);
	if (!compiler || !found) return undefined;
	const changed = new ChangedColumns(table, assigned);
	const isAssigned = (column: number) =>
		changed.has(column) || (column === table.rowidAlias && changed.has(-1));
	const touches = ({ foreignKey }: Reference) => foreignKey.columns.some(isAssigned);
	const incoming = found.incoming.filter(({ foreignKey }) =>
		table.columns.some(
			(column, columnIndex) =>
				isAssigned(columnIndex) &&
				(foreignKey.parentColumns.length === 0
					? column.primaryKeyPosition > 0
					: foreignKey.parentColumns.includes(column.key)),
		),
	);
	if (incoming.length === 0 && !found.outgoing.some(touches)) return undefined;
	const outgoing = found.outgoing.filter(
		reference => touches(reference) || reference.foreignKey.parentKey === table.key,
	);
	refuseBroken(compiler, outgoing, incoming, 'onUpdate');
	const keys = rowForeignKeys(
		outgoing.map(reference => outgoingKey(table, reference)),
		incoming.map(reference =>
			incomingKey(table, reference, actionOf(compiler, reference, 'update')),
		),
	);
	// SQLite wants to know of all keys that are referred to, also of those that do not change.
	const problem = found.incoming.findLast(reference => reference.problem)?.problem;
	if (problem) throw problem;
	return keys;
}

/** Which of several broken references SQLite names: the one with an action that it looks at last, else the first. */
function refuseBroken(
	compiler: ForeignKeyCompiler,
	outgoing: readonly Reference[],
	incoming: readonly Reference[],
	event: 'onDelete' | 'onUpdate',
): void {
	const acting = incoming.findLast(({ problem, foreignKey }) => {
		const action = foreignKey[event];
		if (!problem || action === 'noAction') return false;
		return action !== 'restrict' || !compiler.isDeferringAll;
	});
	const broken = acting ?? [...outgoing, ...incoming].find(reference => reference.problem);
	if (broken?.problem) throw broken.problem;
}

function rowForeignKeys(
	outgoing: readonly OutgoingKey[],
	incoming: readonly IncomingKey[],
	isOnly = false,
): RowForeignKeys | undefined {
	if (outgoing.length === 0 && incoming.length === 0) return undefined;
	return new RowForeignKeys(outgoing, incoming, isOnly);
}

function outgoingKey(table: TableSchema, reference: Reference): OutgoingKey {
	if (reference.problem) throw reference.problem;
	const { foreignKey, key } = reference;
	const { isDeferred, columns } = foreignKey;
	const isOwn = foreignKey.parentKey === table.key;
	return { isDeferred, isOwn, lookup: new ParentLookup(key), columns };
}

function incomingKey(
	table: TableSchema,
	reference: Reference,
	action: IncomingKey['action'],
): IncomingKey {
	if (reference.problem) throw reference.problem;
	const { child, foreignKey, key } = reference;
	return {
		isDeferred: foreignKey.isDeferred,
		isOwn: child.key === table.key,
		key,
		search: new ChildSearch(child, key, 'count'),
		actionSearch: new ChildSearch(child, key, 'action'),
		action,
	};
}

function actionOf(
	compiler: ForeignKeyCompiler,
	reference: Reference,
	event: 'update' | 'delete',
): IncomingKey['action'] {
	const { foreignKey, key } = reference;
	const action = event === 'delete' ? foreignKey.onDelete : foreignKey.onUpdate;
	if (action === 'noAction' || !key) return undefined;
	return action === 'restrict' ? action : compiler.action(reference, event);
}
