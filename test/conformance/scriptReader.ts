/**
 * Reads sqllogictest scripts (https://sqlite.org/sqllogictest): records of statements and queries, as database
 * `sqlite` sees them. Leaves out everything about running them.
 */

export interface StatementRecord {
	readonly kind: 'statement';
	readonly sql: string;
	readonly expectsError: boolean;
	readonly line: number;
}

export interface QueryRecord {
	readonly kind: 'query';
	readonly sql: string;
	/** One of I, R, T per column. */
	readonly types: string;
	readonly sort: 'nosort' | 'rowsort' | 'valuesort';
	/** Queries with the same label must give the same result. */
	readonly label: string | undefined;
	/** Values one a line, or a single line `N values hashing to MD5`. */
	readonly expected: readonly string[];
	readonly line: number;
}

export type ScriptRecord = StatementRecord | QueryRecord;

const DATABASE = 'sqlite';

export function readScript(text: string): ScriptRecord[] {
	const lines = text.split('\n').map(line => (line.endsWith('\r') ? line.slice(0, -1) : line));
	const records: ScriptRecord[] = [];
	let at = 0;
	let isSkipped = false;

	const isBlank = (): boolean => at >= lines.length || lines[at]?.trim() === '';
	const takeUntilBlank = (stop?: string): string[] => {
		const taken: string[] = [];
		while (!isBlank() && lines[at] !== stop) taken.push(lines[at++] ?? '');
		return taken;
	};

	while (at < lines.length) {
		const line = (lines[at] ?? '').replace(/#.*$/, '').trim();
		const start = at + 1;
		at++;
		if (line === '') continue;
		const words = line.split(/\s+/);
		switch (words[0]) {
			case 'skipif':
				isSkipped ||= words[1] === DATABASE;
				break;
			case 'onlyif':
				isSkipped ||= words[1] !== DATABASE;
				break;
			case 'hash-threshold':
				break;
			case 'halt':
				if (!isSkipped) return records;
				isSkipped = false;
				break;
			case 'statement': {
				const sql = takeUntilBlank().join('\n');
				const expectsError = words[1] === 'error';
				if (!isSkipped) records.push({ kind: 'statement', sql, expectsError, line: start });
				isSkipped = false;
				break;
			}
			case 'query': {
				const sql = takeUntilBlank('----').join('\n');
				if (lines[at] === '----') at++;
				const expected = takeUntilBlank();
				const sort = (words[2] ?? 'nosort') as QueryRecord['sort'];
				if (!isSkipped) {
					const types = words[1] ?? '';
					records.push({ kind: 'query', sql, types, sort, label: words[3], expected, line: start });
				}
				isSkipped = false;
				break;
			}
			default:
				throw new Error(`line ${start}: unknown record "${line}"`);
		}
	}
	return records;
}
