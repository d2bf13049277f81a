/** The package `strata-sql`: the engine's public API, as outside programs use it. */

import { provideFiles, provideStorage } from '../engine/index.js';
import { nodeFiles } from './nodeFiles.js';
import { nodeStorage } from './nodeStorage.js';

export {
	Connection,
	Database,
	Layer,
	HashTrie,
	MemoryTableModule,
	Real,
	RowidSet,
	Result,
	SqlError,
	SqliteError,
	Statement,
	provideFiles,
	provideStorage,
} from '../engine/index.js';
export type {
	AggregateOptions,
	BackupOptions,
	BackupProgress,
	BindValue,
	CatalogSnapshot,
	ColumnDefinition,
	DatabaseConstructor,
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

const files = nodeFiles();
if (files) provideFiles(files);

const storage = nodeStorage();
if (storage) provideStorage(storage);
