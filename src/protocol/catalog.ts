/** The schema and the layers of a session as plain data: for the tree and the language features. */

export interface CatalogSnapshot {
	/** Grows with every schema change. */
	readonly version: number;
	readonly schemas: readonly SchemaInfo[];
	readonly functions: readonly FunctionInfo[];
	readonly collations: readonly string[];
	readonly modules: readonly string[];
}

export interface SchemaInfo {
	readonly name: string;
	readonly tables: readonly TableInfo[];
}

export interface TableInfo {
	readonly name: string;
	readonly type: 'table' | 'view' | 'virtual';
	/** As stored in sqlite_schema. */
	readonly sql: string | undefined;
	/** undefined for a view. */
	readonly rowCount: number | undefined;
	readonly bytes: number | undefined;
	readonly hasRowid: boolean;
	readonly isStrict: boolean;
	readonly columns: readonly ColumnInfo[];
	readonly indexes: readonly IndexInfo[];
	readonly constraints: readonly ConstraintInfo[];
	readonly triggers: readonly TriggerInfo[];
}

export interface ColumnInfo {
	readonly name: string;
	/** As declared, '' when none was. */
	readonly type: string;
	readonly isNotNull: boolean;
	/** SQL text of the default. */
	readonly defaultValue: string | undefined;
	/** Position in the primary key, from 1; 0 when not part of it. */
	readonly primaryKey: number;
	readonly generated: 'no' | 'virtual' | 'stored' | 'hidden';
}

export interface IndexInfo {
	readonly name: string;
	readonly isUnique: boolean;
	/** c: CREATE INDEX, u: UNIQUE, pk: PRIMARY KEY. */
	readonly origin: 'c' | 'u' | 'pk';
	readonly isPartial: boolean;
	/** Column names; undefined for an expression. */
	readonly columns: readonly (string | undefined)[];
	readonly sql: string | undefined;
}

export interface ConstraintInfo {
	readonly type: 'primaryKey' | 'unique' | 'check' | 'foreignKey' | 'notNull';
	readonly name: string | undefined;
	readonly columns: readonly string[];
	/** For people: `CHECK (total >= 0)`, `-> customers(id)`. */
	readonly text: string;
}

export interface TriggerInfo {
	readonly name: string;
	readonly sql: string;
}

export interface FunctionInfo {
	readonly name: string;
	readonly type: 'scalar' | 'aggregate' | 'window' | 'table';
	/** -1: any number. */
	readonly argumentCount: number;
}

export interface LayerInfo {
	readonly id: number;
	readonly parentId: number | undefined;
	readonly type: 'base' | 'cell' | 'transaction' | 'savepoint' | 'result' | 'named';
	readonly label: string;
	readonly cellId: string | undefined;
	/** Rows changed against the parent; undefined when not known. */
	readonly rowsChanged: number | undefined;
	readonly bytes: number | undefined;
	/** Milliseconds since the epoch. */
	readonly time: number | undefined;
	readonly isCurrent: boolean;
}
