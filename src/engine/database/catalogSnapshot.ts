/** The schema as plain data: for trees, completion and other processes. */

import type { Relation } from '../catalog/catalog.js';
import type { IndexSchema, TableSchema } from '../catalog/schema.js';
import { triggersOn } from '../catalog/triggers.js';
import type { ConnectionCore } from './connectionCore.js';
import { relationColumns } from './relationColumns.js';

/** The schema as plain data: it can be sent to other threads and kept. */
export interface CatalogSnapshot {
	readonly version: number;
	readonly schemas: readonly SchemaInfo[];
	readonly functions: readonly FunctionInfo[];
	readonly collations: readonly string[];
	readonly modules: readonly string[];
}

/** `main`, `temp`, or an attached database. */
export interface SchemaInfo {
	readonly name: string;
	readonly tables: readonly TableInfo[];
}

/** A table, a view, or a table of a module. */
export interface TableInfo {
	readonly name: string;
	readonly type: 'table' | 'view' | 'virtual';
	readonly sql: string | undefined;
	/** Undefined for a view. */
	readonly rowCount: number | undefined;
	readonly bytes: number | undefined;
	readonly hasRowid: boolean;
	readonly isStrict: boolean;
	readonly columns: readonly ColumnInfo[];
	readonly indexes: readonly IndexInfo[];
	readonly constraints: readonly ConstraintInfo[];
	readonly triggers: readonly TriggerInfo[];
}

/** A column of a table or view. */
export interface ColumnInfo {
	readonly name: string;
	/** As declared, '' when none was. */
	readonly type: string;
	readonly isNotNull: boolean;
	/** As an expression of SQL. */
	readonly defaultValue: string | undefined;
	/** Its place in the primary key, from 1; 0: it is not in it. */
	readonly primaryKey: number;
	readonly generated: 'no' | 'virtual' | 'stored' | 'hidden';
}

/** An index, those of constraints included. */
export interface IndexInfo {
	readonly name: string;
	readonly isUnique: boolean;
	/** Made by CREATE INDEX, by UNIQUE or by PRIMARY KEY. */
	readonly origin: 'c' | 'u' | 'pk';
	readonly isPartial: boolean;
	/** Undefined for an expression. */
	readonly columns: readonly (string | undefined)[];
	readonly sql: string | undefined;
}

/** A constraint of a table. */
export interface ConstraintInfo {
	readonly type: 'primaryKey' | 'unique' | 'check' | 'foreignKey' | 'notNull';
	readonly name: string | undefined;
	readonly columns: readonly string[];
	readonly text: string;
}

/** A trigger of a table or view. */
export interface TriggerInfo {
	readonly name: string;
	readonly sql: string;
}

/** A function that SQL can call. */
export interface FunctionInfo {
	readonly name: string;
	readonly type: 'scalar' | 'aggregate' | 'window' | 'table';
	/** -1: any number. */
	readonly argumentCount: number;
}

export function catalogSnapshot(connection: ConnectionCore): CatalogSnapshot {
	const { state, database } = connection;
	const { catalog } = state;
	return {
		version: catalog.version,
		schemas: [...catalog.schemas].map(([key, objects]) => ({
			name: objects.name ?? key,
			tables: [...objects.relations.values()].map(relation =>
				describeRelation(connection, relation),
			),
		})),
		functions: database.functions.list().map(one => ({
			name: one.name,
			type: one.kind,
			argumentCount: one.minArguments === one.maxArguments ? one.minArguments : -1,
		})),
		collations: [...database.collations.values()].map(collation => collation.name),
		modules: [...database.modules.keys()],
	};
}

function describeRelation(connection: ConnectionCore, relation: Relation): TableInfo {
	const own = triggersOn(connection.state.catalog, relation)
		.sort((left, right) => left.id - right.id)
		.map(({ name, sql }) => ({ name, sql }));
	const { name, sql } = relation;
	if (relation.kind === 'view') {
		return {
			name,
			type: 'view',
			sql,
			rowCount: undefined,
			bytes: undefined,
			hasRowid: false,
			isStrict: false,
			columns: relationColumns(connection, relation).map(viewColumn),
			indexes: [],
			constraints: [],
			triggers: own,
		};
	}
	const tree = connection.state.peekTree(relation.id);
	return {
		name,
		type: relation.module === undefined ? 'table' : 'virtual',
		sql,
		rowCount: tree?.size,
		bytes: tree?.byteSize(),
		hasRowid: relation.hasRowid,
		isStrict: relation.isStrict,
		columns: relation.columns.map(column => ({
			name: column.name,
			type: column.declaredType ?? '',
			isNotNull: column.isNotNull,
			defaultValue: column.defaultText,
			primaryKey: column.primaryKeyPosition,
			generated: column.generated?.storage ?? 'no',
		})),
		indexes: relation.indexes.map(index => describeIndex(relation, index)),
		constraints: describeConstraints(relation),
		triggers: own,
	};
}

function viewColumn(column: { name: string; declaredType: string | undefined }): ColumnInfo {
	return {
		name: column.name,
		type: column.declaredType ?? '',
		isNotNull: false,
		defaultValue: undefined,
		primaryKey: 0,
		generated: 'no',
	};
}

function describeIndex(table: TableSchema, index: IndexSchema): IndexInfo {
	return {
		name: index.name,
		isUnique: index.isUnique,
		origin: index.origin,
		isPartial: index.where !== undefined,
		columns: index.columns.map(column => table.columns[column.columnIndex]?.name),
		sql: index.sql,
	};
}

function describeConstraints(table: TableSchema): ConstraintInfo[] {
	const nameOf = (columnIndex: number) => table.columns[columnIndex]?.name ?? 'rowid';
	const constraints: ConstraintInfo[] = [];
	const key = table.columns
		.filter(column => column.primaryKeyPosition > 0)
		.sort((left, right) => left.primaryKeyPosition - right.primaryKeyPosition)
		.map(column => column.name);
	if (key.length > 0) {
		const text = `PRIMARY KEY (${key.join(', ')})`;
		constraints.push({ type: 'primaryKey', name: undefined, columns: key, text });
	}
	for (const index of table.indexes) {
		if (index.origin !== 'u') continue;
		const columns = index.columns.map(column => nameOf(column.columnIndex));
		const text = `UNIQUE (${columns.join(', ')})`;
		constraints.push({ type: 'unique', name: undefined, columns, text });
	}
	for (const column of table.columns) {
		if (!column.isNotNull) continue;
		const text = `${column.name} NOT NULL`;
		constraints.push({ type: 'notNull', name: undefined, columns: [column.name], text });
	}
	for (const check of table.checks) {
		const text = `CHECK (${check.text})`;
		constraints.push({ type: 'check', name: check.name, columns: [], text });
	}
	for (const foreignKey of table.foreignKeys) {
		const columns = foreignKey.columns.map(nameOf);
		const parent = foreignKey.parentColumnNames.join(', ');
		constraints.push({
			type: 'foreignKey',
			name: foreignKey.name,
			columns,
			text: `(${columns.join(', ')}) -> ${foreignKey.parentTable}${parent && `(${parent})`}`,
		});
	}
	return constraints;
}
