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
	LayerChange,
	LayerDescription,
	MemoryUsage,
	NewFile,
	PragmaOptions,
	PreparedStatement,
	ResultPage,
	ResultValue,
	RunResult,
	SchemaChange,
	SqliteErrorConstructor,
	ScriptParameters,
	ScriptRowListener,
	TableModule,
	TableOptions,
	TransactionFunction,
	UserFunction,
} from '../engine/index.js';

const files = nodeFiles();
if (files) provideFiles(files);
