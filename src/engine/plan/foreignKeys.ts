/**
 * Foreign keys of a table resolved against a catalog: the key of the parent that each refers to, and the references
 * other tables make to it. A key that cannot be resolved is no error here but a `problem`: SQLite reports it when a
 * statement needs the key.
 */

import type { Catalog } from '../catalog/catalog.js';
import type { ForeignKeySchema, IndexSchema, TableSchema } from '../catalog/schema.js';
import { SqlError } from '../types/sqlError.js';

/** The PRIMARY KEY or UNIQUE constraint that a foreign key refers to. Columns are in the key's order. */
export interface ParentKey {
	readonly parent: TableSchema;
	/** Undefined: the rowid. */
	readonly index: IndexSchema | undefined;
	readonly childColumns: readonly number[];
	readonly parentColumns: readonly number[];
}

interface ReferenceBase {
	readonly child: TableSchema;
	readonly foreignKey: ForeignKeySchema;
	readonly isParentMissing: boolean;
}

interface SoundReference extends ReferenceBase {
	readonly key: ParentKey;
	readonly problem: undefined;
}

/** There is no such table, or no such key in it. */
interface BrokenReference extends ReferenceBase {
	readonly key: undefined;
	readonly problem: SqlError;
}

export type Reference = SoundReference | BrokenReference;

/** In the order in which SQLite looks at them: the latest definition first. */
export interface TableForeignKeys {
	readonly table: TableSchema;
	/** Made by the table itself. */
	readonly outgoing: readonly Reference[];
	/** Made to the table, by others or itself. */
	readonly incoming: readonly Reference[];
}

export function foreignKeysOf(catalog: Catalog, table: TableSchema): TableForeignKeys | undefined {
	const outgoing = outgoingReferences(catalog, table);
	const incoming = incomingReferences(catalog, table);
	if (outgoing.length === 0 && incoming.length === 0) return undefined;
	return { table, outgoing, incoming };
}

export function outgoingReferences(catalog: Catalog, table: TableSchema): Reference[] {
	return table.foreignKeys.map(foreignKey => resolve(catalog, table, foreignKey)).reverse();
}

/** Parents are looked for in the child's own schema only. */
function incomingReferences(catalog: Catalog, parent: TableSchema): Reference[] {
	const references: Reference[] = [];
	for (const child of catalog.schemas.get(parent.schema)?.relations.values() ?? []) {
		if (child.kind !== 'table') continue;
		for (const foreignKey of child.foreignKeys) {
			if (foreignKey.parentKey === parent.key) references.push(resolve(catalog, child, foreignKey));
		}
	}
	return references.sort((left, right) => left.child.id - right.child.id).reverse();
}

function resolve(catalog: Catalog, child: TableSchema, foreignKey: ForeignKeySchema): Reference {
	const parent = catalog.schemas.get(child.schema)?.relations.get(foreignKey.parentKey);
	if (!parent) {
		const name = `${child.schema}.${foreignKey.parentTable}`;
		const problem = new SqlError('SQLITE_ERROR', `no such table: ${name}`);
		return { child, foreignKey, key: undefined, problem, isParentMissing: true };
	}
	const key = parent.kind === 'table' ? findParentKey(foreignKey, parent) : undefined;
	if (key) return { child, foreignKey, key, problem: undefined, isParentMissing: false };
	const problem = mismatch(child, foreignKey);
	return { child, foreignKey, key, problem, isParentMissing: false };
}

function mismatch(child: TableSchema, foreignKey: ForeignKeySchema): SqlError {
	return new SqlError(
		'SQLITE_ERROR',
		`foreign key mismatch - "${child.name}" referencing "${foreignKey.parentTable}"`,
		{
			hint: 'the parent columns must be a PRIMARY KEY or have a UNIQUE index of just these columns',
		},
	);
}

function findParentKey(foreignKey: ForeignKeySchema, parent: TableSchema): ParentKey | undefined {
	const { columns, parentColumns } = foreignKey;
	const [first] = columns;
	if (columns.length === 1 && first !== undefined && parent.rowidAlias >= 0) {
		const alias = parent.columns[parent.rowidAlias]?.key;
		if (parentColumns.length === 0 || parentColumns[0] === alias) {
			const own = [parent.rowidAlias];
			return { parent, index: undefined, childColumns: [first], parentColumns: own };
		}
	}
	for (const index of parent.indexes) {
		if (!index.isUnique || index.where || index.columns.length !== columns.length) continue;
		const childColumns =
			parentColumns.length === 0
				? index.origin === 'pk' && columns
				: matchedColumns(foreignKey, parent, index);
		if (!childColumns) continue;
		return {
			parent,
			index,
			childColumns,
			parentColumns: index.columns.map(column => column.columnIndex),
		};
	}
	return undefined;
}

/** Child columns in the index's order; undefined when it is not the key that the foreign key names. */
function matchedColumns(
	{ columns, parentColumns }: ForeignKeySchema,
	parent: TableSchema,
	index: IndexSchema,
): number[] | undefined {
	const matched: number[] = [];
	for (const { columnIndex, collation } of index.columns) {
		const column = parent.columns[columnIndex];
		if (column?.collation !== collation) return undefined;
		const position = parentColumns.indexOf(column.key);
		if (position < 0) return undefined;
		matched.push(columns[position] as number);
	}
	return matched;
}
