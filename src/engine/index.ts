/** The engine's only door: what other parts of the product may use of it. */

export { Database, callable } from './database/callableDatabase.js';
export type { DatabaseConstructor } from './database/callableDatabase.js';
export type { LayerChange } from './database/database.js';
export { provideFiles } from './database/backup.js';
export type { BackupOptions, BackupProgress, FilePort, NewFile } from './database/backup.js';
export { provideStorage } from './database/durability/openStore.js';
export type { OpenFile, StoragePort } from './persistence/storagePort.js';
export type { StoreStatistics, TableStatistics } from './database/durability/storeStatistics.js';
export type { FileStatistics } from './persistence/store.js';
export type { SyncPolicy } from './persistence/transactionLog.js';
export { Connection } from './database/connection.js';
export type { PragmaOptions, PreparedStatement } from './database/connection.js';
export { DEFAULT_BATCH_SIZE } from './database/bulk/bulkOptions.js';
export { BulkError } from './database/bulk/bulkError.js';
export type { BulkViolation } from './database/bulk/bulkError.js';
export type {
	BulkMode,
	BulkOptions,
	BulkProgress,
	BulkResult,
	BulkRows,
	BulkSignal,
	BulkValue,
} from './database/bulk/bulkOptions.js';
export { Statement } from './database/statement.js';
export type { ColumnDefinition, RunResult } from './database/statement.js';
export type { DatabaseOptions } from './database/ports.js';
export { typedRow } from './database/events.js';
export type { DataChange, SchemaChange } from './database/events.js';
export { Layer } from './database/layers/layer.js';
export type { LayerDescription } from './database/layers/describeLayers.js';
export type { MemoryUsage } from './database/memory/describeMemory.js';
export type { MemoryEntry } from './database/memory/memoryReport.js';
export type { MemorySample } from './database/memory/memoryMonitor.js';
export { Result } from './database/result.js';
export type { ResultPage } from './database/result.js';
export type { BindValue, ResultValue } from './database/values.js';
export type { ScriptParameters, ScriptRowListener } from './database/script.js';
export type { TransactionFunction } from './database/transactionFunction.js';
export type { AggregateOptions, FunctionOptions, UserFunction } from './database/userFunctions.js';
export type { TableColumn, TableFactory, TableOptions } from './database/userTables.js';
export type {
	CatalogSnapshot,
	ColumnInfo,
	ConstraintInfo,
	FunctionInfo,
	IndexInfo,
	SchemaInfo,
	TableInfo,
	TriggerInfo,
} from './database/catalogSnapshot.js';
export { MemoryTableModule } from './modules/memoryModule.js';
export type { RowStoreModule, TableModule } from './modules/module.js';
export type {
	IndexConstraint,
	IndexPlan,
	IndexRequest,
	ModuleColumn,
	ModuleFunction,
	ModuleRowid,
	ModuleTable,
	ModuleValue,
	RowChange,
	TableContext,
	VirtualTableModule,
} from './modules/virtualModule.js';
export type {
	IndexDefinition,
	IndexedColumn,
	IndexSearch,
	IndexStructure,
	IndexType,
	SearchOperator,
	SearchPrecision,
} from './indexTypes/contract.js';
export { HashTrie } from './indexTypes/hashTrie.js';
export { RowidSet } from './indexTypes/rowidSet.js';

export { parse, parseStandaloneExpression } from './syntax/parse.js';
export { printStatement } from './syntax/print.js';
export type { ParsedExpression, ParseResult } from './syntax/parse.js';
export { findStatement, isComplete, splitStatements } from './syntax/splitStatements.js';
export type { StatementExtent } from './syntax/splitStatements.js';
export { Lexer } from './syntax/lexer.js';
export type { TokenKind } from './syntax/token.js';
export { keywords } from './syntax/keywords.js';
export type { KeywordClass } from './syntax/keywords.js';
export type { SqlSyntaxError } from './syntax/syntaxError.js';
export type { Statement as SyntaxStatement } from './syntax/ast/statement.js';
export type { Expression } from './syntax/ast/expression.js';
export type { Span } from './util/span.js';

export { SqlError } from './types/sqlError.js';
export { SqliteError } from './database/sqliteError.js';
export type { SqliteErrorConstructor } from './database/sqliteError.js';
export { Real } from './types/value.js';
export type { Row, RowId, SqlValue } from './types/value.js';
export type {
	Dictionary,
	DictVector,
	GenericVector,
	IntVector,
	RealVector,
	Vector,
} from './storage/vector.js';
export { valueAt } from './storage/columnVector.js';
export { printLiteral } from './types/literal.js';
export { fromBase64, toBase64 } from './persistence/base64.js';
export type { ErrorSpan } from './types/sqlError.js';
export type { ResultColumn } from './plan/statements.js';
export type { Collation } from './types/collation.js';
export type { VisitPart } from './storage/memoryUsage.js';
export type { ConstraintOperator, VirtualOrder } from './functions/virtualTable.js';
export type { Affinity } from './types/affinity.js';
