/** The header's lines about the files of the database: `-- persist: ./data` and `-- database: university`. */

/** undefined: in memory alone. */
export function persistPath(entries: ReadonlyMap<string, string>): string | undefined {
	const value = unquoted(entries.get('persist') ?? '');
	return value === '' || /^(?:false|no|off|none)$/i.test(value) ? undefined : value;
}

/** `-- database:`, or what the notebook's file is called. */
export function databaseName(entries: ReadonlyMap<string, string>, file: string): string {
	const given = unquoted(entries.get('database') ?? '');
	const own = (file.split(/[/\\]/).pop() ?? '').replace(/(?:\.nb)?\.[^.]*$/, '');
	const name = given === '' ? own : given;
	// One folder, in any file system.
	return name.replace(/[\\/:*?"<>|]/g, '_').replace(/^\.+$/, '') || 'notebook';
}

function unquoted(text: string): string {
	return /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;
}
