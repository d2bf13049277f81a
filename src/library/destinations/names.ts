/** Names in the SQL that destinations write. */

export function quoted(name: string): string {
	return `"${name.replaceAll('"', '""')}"`;
}
