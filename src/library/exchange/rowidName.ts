/** The name by which SQL reaches a table's rowid; undefined: columns have all of its names. */
export function freeRowidName(columns: readonly string[]): string | undefined {
	const taken = new Set(columns.map(name => name.toLowerCase()));
	return ['rowid', '_rowid_', 'oid'].find(name => !taken.has(name));
}
