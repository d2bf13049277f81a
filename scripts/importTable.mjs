// Who may import whom, as data. eslint.config.mjs makes lint zones of it and test/architecture.test.ts checks
// every import in src/ against it. What is not listed is forbidden.

/**
 * Area of src/ -> what it may import from other areas: a whole area, or one door into it.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const areas = {
	protocol: [],
	engine: [],
	library: ['engine/index'],
	notebook: ['engine/index', 'library', 'protocol'],
	language: ['engine/index'],
	worker: ['notebook', 'engine/index', 'protocol'],
	ui: ['protocol'],
	host: ['language', 'notebook', 'protocol'],
	// The shell completes and the formatter formats as the editor does.
	cli: ['notebook', 'library', 'language', 'engine/index'],
};

/**
 * Area -> npm packages and Node built-ins it may import; `node:*` stands for every built-in.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const packages = {
	protocol: [],
	engine: [],
	library: ['yaml', 'node:*'],
	notebook: ['marked', 'papaparse', 'yaml', 'node:*'],
	language: ['sql-formatter'],
	// sql.js: SQLite files are read and written in the worker, by SQLite.
	worker: ['vscode-jsonrpc', 'sql.js', 'node:*'],
	ui: ['preact', 'regular-table', '@vscode/codicons', '@vscode-elements/elements'],
	host: ['vscode', 'vscode-jsonrpc', 'node:*'],
	cli: ['node:*'],
};

/**
 * Inside src/engine: folder -> folders it may import besides itself: a whole folder, or one file of it.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const engineFolders = {
	util: [],
	types: ['util'],
	syntax: ['util'],
	functions: ['util', 'types'],
	catalog: ['util', 'types', 'syntax'],
	plan: [
		'util',
		'types',
		'syntax',
		'functions',
		'catalog',
		'storage/contract',
		'indexTypes/contract',
	],
	binder: ['util', 'types', 'syntax', 'functions', 'catalog', 'plan', 'indexTypes/matchFunctions'],
	// Index types: rowids found by values, by whoever registers a type.
	indexTypes: ['util', 'types', 'functions', 'catalog/schema', 'storage'],
	// It drives the optimizer's rules; the optimizer knows nothing of it.
	planner: [
		...['util', 'types', 'syntax', 'functions', 'catalog', 'plan', 'binder', 'optimizer'],
		...['indexTypes/contract', 'indexTypes/matchFunctions'],
	],
	optimizer: ['util', 'types', 'functions', 'catalog', 'plan', 'storage/contract'],
	storage: ['util', 'types', 'catalog/schema'],
	executor: ['util', 'types', 'functions', 'plan', 'storage', 'catalog/schema', 'indexTypes'],
	persistence: ['util', 'types', 'catalog', 'storage'],
	modules: ['util', 'types', 'syntax', 'functions', 'catalog', 'plan', 'storage'],
	// Where everything meets: databases, connections, statements. Nothing but index.ts imports it.
	database: [
		...['util', 'types', 'syntax', 'functions', 'catalog', 'plan', 'binder', 'planner'],
		...['optimizer', 'storage', 'executor', 'persistence', 'modules', 'indexTypes'],
	],
};

/**
 * Folders whose files may import each other in a circle: they walk SQL's grammar, where a query holds
 * expressions and an expression may hold a query. Anywhere else a cycle is a mistake.
 */
export const recursiveFolders = [
	'engine/syntax/parser',
	'engine/binder',
	'engine/planner',
	'engine/executor/expression',
];
