/** The package `strata-sql`: the engine's public API, as outside programs use it. */

import { provideFiles, provideStorage } from '../engine/index.js';
import { nodeFiles } from './nodeFiles.js';
import { nodeStorage } from './nodeStorage.js';

export {
	BulkError,
	Connection,
	Layer,
	HashTrie,
	MemoryTableModule,
	Real,
	RowidSet,
	Result,
	SqlError,
	SqliteError,
	Statement,
	isComplete,
	provideFiles,
	provideStorage,
	splitStatements,
} from '../engine/index.js';
export type {
	Affinity,
	AggregateOptions,
	BackupOptions,
	BackupProgress,
	BindValue,
	BulkMode,
	BulkOptions,
	BulkProgress,
	BulkResult,
	BulkRows,
	BulkSignal,
	BulkViolation,
	BulkValue,
	CatalogSnapshot,
	Collation,
	ColumnDefinition,
	ColumnInfo,
	ConstraintInfo,
	ConstraintOperator,
	DatabaseOptions,
	DataChange,
	Dictionary,
	DictVector,
	ErrorSpan,
	FilePort,
	FunctionInfo,
	FunctionOptions,
	GenericVector,
	IndexConstraint,
	IndexDefinition,
	IndexedColumn,
	IndexInfo,
	IndexPlan,
	IndexRequest,
	IndexSearch,
	IndexStructure,
	IndexType,
	IntVector,
	LayerChange,
	LayerDescription,
	MemoryEntry,
	MemorySample,
	MemoryUsage,
	ModuleColumn,
	ModuleFunction,
	ModuleRowid,
	ModuleTable,
	ModuleValue,
	NewFile,
	OpenFile,
	PragmaOptions,
	PreparedStatement,
	RealVector,
	ResultColumn,
	ResultPage,
	ResultValue,
	Row,
	RowChange,
	RowId,
	RowStoreModule,
	RunResult,
	SchemaChange,
	SchemaInfo,
	ScriptParameters,
	ScriptRowListener,
	SearchOperator,
	SearchPrecision,
	Span,
	SqliteErrorConstructor,
	SqlValue,
	StoragePort,
	StoreStatistics,
	TableStatistics,
	FileStatistics,
	SyncPolicy,
	TableColumn,
	TableContext,
	TableFactory,
	TableInfo,
	TableModule,
	TableOptions,
	TransactionFunction,
	TriggerInfo,
	UserFunction,
	Vector,
	VirtualOrder,
	VirtualTableModule,
	VisitPart,
} from '../engine/index.js';

export { Database } from './database.js';
export type { DatabaseConstructor } from './database.js';
export { DestinationError } from './destinations/destinationError.js';
export type { DestinationSetting } from './destinations/destinationError.js';
export type {
	CheckedConfig,
	DestinationConfig,
	YamlDestinationConfig,
} from './destinations/destinationConfig.js';
export { InMemoryDestination } from './destinations/inMemoryDestination.js';
export type { DestinationResult, WriteOptions } from './destinations/inMemoryDestination.js';
export { MemoryStore, memoryStore } from './destinations/memoryStore.js';
export type { StoreMemoryUsage, StoredRow, StoredTableInfo } from './destinations/memoryStore.js';
export { destinationsFromYaml } from './destinations/yamlDestinations.js';
export { exportDatabase, exportPieces } from './exchange/exportDatabase.js';
export type { Exported, ExportFormat, ExportOptions } from './exchange/exportDatabase.js';
export type { Skipped } from './exchange/sqliteDialect.js';
export { importDatabase } from './exchange/importDatabase.js';
export type { ImportFormat, ImportOptions, ImportSource } from './exchange/importDatabase.js';
export type { ImportMode, ImportProgress, ImportReport } from './exchange/applyContents.js';
export { provideSqlJs } from './exchange/sqlJs.js';
export type { SqlJs, SqlJsDatabase, SqlJsLoader, SqlJsStatement } from './exchange/sqlJs.js';
export { Transaction } from './transactions/transaction.js';
export type { TransactionOptions } from './transactions/transaction.js';

export {
	belongsTo,
	check,
	field,
	hasMany,
	hasOne,
	index,
	primaryKey,
	references,
	transient,
	unique,
} from './models/decorators.js';
export type {
	ClassDecoratorFunction,
	FieldDecorator,
	FieldOptions,
	PrimaryKeyOptions,
} from './models/decorators.js';
export { defaultDatabase, setDefaultDatabase } from './models/defaultDatabase.js';
export { defineTable } from './models/defineTable.js';
export type {
	DefineTableOptions,
	FieldDefinition,
	FieldDefinitions,
	NewRowOf,
	RelationDefinition,
	RowOf,
} from './models/defineTable.js';
export type {
	IndexOptions,
	ReferenceAction,
	ReferenceOptions,
	ReferenceTarget,
} from './models/field.js';
export type { Place } from './models/boundModel.js';
export type { FieldTypeName, ValueOf } from './models/fieldTypes.js';
export { Model, modelOf } from './models/model.js';
export type {
	Changes,
	Comparisons,
	Condition,
	FieldName,
	Fields,
	FilterOptions,
	Generated,
	InsertOf,
	RowClass,
	RowFilter,
	SelectOptions,
	Simplify,
	TextComparisons,
	Where,
} from './models/modelTypes.js';
export type { InsertManyOptions } from './models/insertRows.js';
export { table } from './models/tableDecorator.js';
export type { TableOptions as ModelOptions } from './models/tableDecorator.js';
export { TableModel } from './models/tableModel.js';
export { ValidationError } from './models/validationError.js';
export type { ValidationIssue } from './models/validationError.js';
export type { AnyRow, QuerySource } from './query/queryTypes.js';
export { Aggregate, avg, count, countDistinct, max, min, sum } from './query/aggregates.js';
export { Query } from './query/query.js';
export { Sql, sql } from './query/sql.js';

const files = nodeFiles();
if (files) provideFiles(files);

const storage = nodeStorage();
if (storage) provideStorage(storage);
