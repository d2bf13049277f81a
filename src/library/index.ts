/** The package `strata-sql`: the engine's public API, as outside programs use it. */

import { provideFiles } from '../engine/index.js';
import { nodeFiles } from './nodeFiles.js';

export {
	Connection,
	Database,
	Layer,
	MemoryTableModule,
	Real,
	Result,
	SqlError,
	SqliteError,
	Statement,
	provideFiles,
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
	PragmaOptions,
	PreparedStatement,
	ResultPage,
	ResultValue,
	RowChange,
	RowStoreModule,
	RunResult,
	SchemaChange,
	SqliteErrorConstructor,
	ScriptParameters,
	ScriptRowListener,
	TableContext,
	TableModule,
	TableOptions,
	TransactionFunction,
	UserFunction,
	VirtualTableModule,
} from '../engine/index.js';

const files = nodeFiles();
if (files) provideFiles(files);
