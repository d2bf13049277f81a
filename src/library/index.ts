/** The package `strata-sql`: the engine's public API, as outside programs use it. */

import { provideFiles, provideStorage } from '../engine/index.js';
import { nodeFiles } from './nodeFiles.js';
import { nodeStorage } from './nodeStorage.js';

export {
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
	CatalogSnapshot,
	ColumnDefinition,
	DatabaseOptions,
	DataChange,
	FilePort,
	FunctionOptions,
	IndexConstraint,
	IndexPlan,
	IndexRequest,
	LayerChange,
	LayerDescription,
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
	ResultPage,
	ResultValue,
	RowChange,
	RowStoreModule,
	RunResult,
	SchemaChange,
	Span,
	StoragePort,
	StoreStatistics,
	SyncPolicy,
	Row,
	RowId,
	SqliteErrorConstructor,
	SqlValue,
	ScriptParameters,
	ScriptRowListener,
	TableContext,
	IndexDefinition,
	IndexedColumn,
	IndexSearch,
	IndexStructure,
	IndexType,
	SearchOperator,
	SearchPrecision,
	TableModule,
	TableOptions,
	TransactionFunction,
	UserFunction,
	VirtualTableModule,
} from '../engine/index.js';

export { Database } from './database.js';
export type { DatabaseConstructor } from './database.js';
export { exportDatabase, exportPieces } from './exchange/exportDatabase.js';
export type { Exported, ExportFormat, ExportOptions } from './exchange/exportDatabase.js';
export { importDatabase } from './exchange/importDatabase.js';
export type { ImportFormat, ImportOptions, ImportSource } from './exchange/importDatabase.js';
export type { ImportMode, ImportProgress, ImportReport } from './exchange/applyContents.js';
export { provideSqlJs } from './exchange/sqlJs.js';
export type { SqlJs, SqlJsDatabase, SqlJsLoader, SqlJsStatement } from './exchange/sqlJs.js';

const files = nodeFiles();
if (files) provideFiles(files);

const storage = nodeStorage();
if (storage) provideStorage(storage);
