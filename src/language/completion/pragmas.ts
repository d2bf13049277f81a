/** Names of PRAGMA statements worth being offered: those that do something here. */

export const PRAGMAS: readonly string[] = [
	...['application_id', 'case_sensitive_like', 'collation_list', 'compile_options'],
	...['data_version', 'database_list', 'defer_foreign_keys', 'foreign_key_check'],
	...['foreign_key_list', 'foreign_keys', 'function_list', 'index_info', 'index_list'],
	...['index_xinfo', 'integrity_check', 'module_list', 'optimize', 'pragma_list', 'quick_check'],
	...['recursive_triggers', 'table_info', 'table_list', 'table_xinfo', 'user_version'],
	...['wal_checkpoint'],
];
