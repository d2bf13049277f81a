// The pages of the API reference: which exported name stands on which page. A name that is on none is a mistake, and so
// is one that is not exported.

/**
 * @typedef {object} Topic
 * @property {string} page file name in docs/api, without its ending
 * @property {string} title
 * @property {string} about a sentence or two; links are relative to docs/api
 * @property {readonly string[]} names in the order of the page
 */

/** @type {readonly Topic[]} */
export const topics = [
	{
		page: 'database',
		title: 'Databases and connections',
		about:
			'A `Database` is made by `new Database()` in memory, or by `Database.open(folder)` in [files](../persistence.md). Names, arguments, results and errors are [better-sqlite3’s](../betterSqlite3.md) where it has the member. Every call is synchronous and may be awaited all the same.',
		names: [
			...['Database', 'DatabaseOptions', 'SyncPolicy', 'Connection', 'TransactionFunction'],
			...['PragmaOptions', 'ScriptParameters', 'ScriptRowListener', 'DatabaseConstructor'],
		],
	},
	{
		page: 'statements',
		title: 'Statements and results',
		about:
			'A statement is prepared once and run often. Rows come as objects, as arrays (`raw()`), as single values (`pluck()`) or, for very large results, page by page.',
		names: [
			...['Statement', 'PreparedStatement', 'RunResult', 'ColumnDefinition'],
			...[
				'Result',
				'ResultPage',
				'ResultColumn',
				'Affinity',
				'Vector',
				'IntVector',
				'RealVector',
				'DictVector',
				'Dictionary',
				'GenericVector',
				'splitStatements',
				'isComplete',
				'Span',
			],
		],
	},
	{
		page: 'values',
		title: 'Values and errors',
		about:
			'INTEGER is a number while that is exact and a bigint beyond; REAL a number; TEXT a string; BLOB a Uint8Array; NULL null.',
		names: [
			...['ResultValue', 'BindValue', 'SqlValue', 'Real', 'Row', 'RowId'],
			...['SqlError', 'ErrorSpan', 'SqliteError', 'SqliteErrorConstructor'],
		],
	},
	{
		page: 'bulk',
		title: 'Bulk writes',
		about: 'Many rows at once, all or none, several times as fast as prepared INSERTs.',
		names: [
			...[
				'BulkRows',
				'BulkValue',
				'BulkMode',
				'BulkOptions',
				'BulkProgress',
				'BulkSignal',
				'BulkResult',
				'BulkError',
				'BulkViolation',
			],
		],
	},
	{
		page: 'destinations',
		title: 'Destinations',
		about:
			'Rows of any make into tables in memory: appended, put in the place of others, or merged by keys ([more](../destinations.md)).',
		names: [
			...['InMemoryDestination', 'DestinationConfig', 'YamlDestinationConfig', 'CheckedConfig'],
			...['WriteOptions', 'DestinationResult', 'DestinationError', 'DestinationSetting'],
			...['destinationsFromYaml', 'MemoryStore', 'memoryStore', 'StoredRow'],
			...['StoredTableInfo', 'StoreMemoryUsage'],
		],
	},
	{
		page: 'models',
		title: 'Models',
		about:
			'Classes whose objects are rows, or tables defined by a call, with everything typed ([more](../models.md)).',
		names: [
			...['Model', 'table', 'ModelOptions', 'modelOf', 'TableModel'],
			...['field', 'FieldOptions', 'FieldTypeName', 'ValueOf', 'primaryKey', 'PrimaryKeyOptions'],
			...['unique', 'index', 'IndexOptions', 'check', 'transient', 'Generated'],
			...['references', 'ReferenceOptions', 'ReferenceAction', 'ReferenceTarget'],
			...['belongsTo', 'hasMany', 'hasOne', 'FieldDecorator', 'ClassDecoratorFunction'],
			...['defineTable', 'DefineTableOptions', 'FieldDefinitions', 'FieldDefinition'],
			...['RelationDefinition', 'RowOf', 'NewRowOf', 'RowClass', 'FieldName', 'InsertOf'],
			...['SelectOptions', 'FilterOptions', 'RowFilter', 'Where', 'Condition', 'Comparisons'],
			...['TextComparisons', 'Changes', 'InsertManyOptions', 'ValidationError'],
			...['ValidationIssue', 'defaultDatabase', 'setDefaultDatabase', 'Place'],
		],
	},
	{
		page: 'queries',
		title: 'Queries and transactions that wait',
		about:
			'`db.from(Student)` builds SELECT statements that are typed and print their SQL; `await db.transaction(async tx => ...)` ([more](../models.md)).',
		names: [
			...['Query', 'QuerySource', 'AnyRow', 'sql', 'Sql'],
			...['Aggregate', 'count', 'countDistinct', 'sum', 'avg', 'min', 'max'],
			...['Transaction', 'TransactionOptions'],
		],
	},
	{
		page: 'events',
		title: 'Change events',
		about:
			'What `onDataChange` and `onSchemaChange` tell after each commit ([more](../events.md)).',
		names: ['DataChange', 'SchemaChange'],
	},
	{
		page: 'layers',
		title: 'Layers',
		about: 'States of a database that are kept, compared and gone back to ([more](../layers.md)).',
		names: ['Layer', 'LayerDescription', 'LayerChange'],
	},
	{
		page: 'exchange',
		title: 'Export, import and backup',
		about:
			'A database as JSON, as an SQL script or as an SQLite file, and back. SQLite files are written and read by the package sql.js, which is loaded when it is needed.',
		names: [
			...['exportDatabase', 'exportPieces', 'ExportFormat', 'ExportOptions', 'Exported'],
			...['importDatabase', 'ImportSource', 'ImportFormat', 'ImportMode', 'ImportOptions'],
			...['ImportProgress', 'ImportReport', 'Skipped', 'BackupOptions', 'BackupProgress'],
			...['provideSqlJs', 'SqlJs', 'SqlJsLoader', 'SqlJsDatabase', 'SqlJsStatement'],
		],
	},
	{
		page: 'functions',
		title: 'Functions, aggregates and tables of your own',
		about: 'What `function`, `aggregate` and `table` of a connection take.',
		names: [
			'UserFunction',
			'FunctionOptions',
			'AggregateOptions',
			'TableOptions',
			'TableColumn',
			'TableFactory',
		],
	},
	{
		page: 'modules',
		title: 'Table modules',
		about: 'Makers of tables for `CREATE VIRTUAL TABLE ... USING name` ([more](../modules.md)).',
		names: [
			...['TableModule', 'MemoryTableModule', 'VirtualTableModule', 'TableContext', 'ModuleTable'],
			...['ModuleColumn', 'ModuleFunction', 'ModuleValue', 'ModuleRowid', 'IndexRequest'],
			...[
				'IndexConstraint',
				'ConstraintOperator',
				'VirtualOrder',
				'IndexPlan',
				'RowChange',
				'RowStoreModule',
			],
		],
	},
	{
		page: 'indexTypes',
		title: 'Index types',
		about:
			'Index types of your own for `CREATE INDEX ... USING name` ([more](../indexTypes.md)), and what they may be built of.',
		names: [
			...['IndexType', 'IndexDefinition', 'IndexedColumn', 'IndexStructure', 'IndexSearch'],
			...['SearchOperator', 'SearchPrecision', 'Collation', 'VisitPart', 'HashTrie', 'RowidSet'],
		],
	},
	{
		page: 'inspection',
		title: 'Schema, memory and stores as data',
		about: 'What `catalogSnapshot()`, `memoryUsage()` and `storeStatistics()` give.',
		names: [
			...[
				'CatalogSnapshot',
				'SchemaInfo',
				'TableInfo',
				'ColumnInfo',
				'IndexInfo',
				'ConstraintInfo',
			],
			...[
				'TriggerInfo',
				'FunctionInfo',
				'MemoryUsage',
				'MemoryEntry',
				'MemorySample',
				'StoreStatistics',
				'TableStatistics',
				'FileStatistics',
			],
		],
	},
	{
		page: 'ports',
		title: 'Files of other hosts',
		about:
			'In Node files are there by themselves. A program that runs elsewhere may bring them along.',
		names: ['provideStorage', 'StoragePort', 'OpenFile', 'provideFiles', 'FilePort', 'NewFile'],
	},
];

/**
 * Names that declarations mention but programs need not know: what RowStoreModule hands over (the engine's own modules
 * are of this kind), and what copy-on-write
 * structures are made of.
 */
export const innerNames = [
	'TableSchema',
	'RowStore',
	'RowStoreTable',
	'MemoryTable',
	'RowsModule',
	'OwnerTag',
	'Branch',
	'Container',
	// What the types of models and queries are computed by.
	...[
		'Fields',
		'FieldTypes',
		'Synonyms',
		'Simplify',
		'NumberField',
		'Key',
		'ModelRow',
		'TypedTable',
	],
	...['QueryParts', 'QueryWhere', 'QueryOrder', 'ColumnName', 'JoinCondition', 'Missing'],
	...['Selection', 'SelectedRow', 'Scope', 'TableIndex', 'Definition', 'Part', 'Value', 'Order'],
];
