/** Every id that package.json and the code must agree on. */

export const NOTEBOOK_TYPE = 'strata-sqlnb';
export const LANGUAGE = 'strata-sql';
/** Of cells that declare destinations. */
export const YAML = 'yaml';
export const CONTROLLER = 'strata-engine';
export const RENDERER = 'strata-result';
export const TESTS = 'strata-tests';

export const VIEWS = {
	database: 'strata.database',
	changeFeed: 'strata.changeFeed',
} as const;

export const COMMANDS = {
	newNotebook: 'strata.newNotebook',
	openTour: 'strata.openTour',
	restart: 'strata.restart',
	runStaleCells: 'strata.runStaleCells',
	convertCopy: 'strata.convertCopy',
	refreshDatabase: 'strata.refreshDatabase',
	previewRows: 'strata.previewRows',
	copyName: 'strata.copyName',
	copyCreate: 'strata.copyCreate',
	dropObject: 'strata.dropObject',
	goToCell: 'strata.goToCell',
	newPersistentDatabase: 'strata.newPersistentDatabase',
	openDatabaseFolder: 'strata.openDatabaseFolder',
	saveDatabase: 'strata.saveDatabase',
	exportDatabase: 'strata.exportDatabase',
	importDatabase: 'strata.importDatabase',
	clearTable: 'strata.clearTable',
	clearAllTables: 'strata.clearAllTables',
	recordExpectations: 'strata.recordExpectations',
	runTest: 'strata.runTest',
	expectResult: 'strata.expectResult',
	toggleAssert: 'strata.toggleAssert',
} as const;

/** Keys of `when` clauses. */
export const CONTEXTS = {
	hasStaleCells: 'strata.hasStaleCells',
} as const;

export const SETTINGS = {
	section: 'strata',
	layeredCells: 'notebook.layeredCells',
	firstPageRows: 'results.firstPageRows',
	memoryLimit: 'memory.limitMB',
	fsync: 'persistence.fsync',
} as const;
