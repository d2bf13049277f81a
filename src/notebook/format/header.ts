/**
 * The header: comment lines above the first cell.
 *
 *   -- sqlnb: 1                               the magic line and the format's version
 *   -- title: Orders walkthrough              any key; unknown ones are kept as they stand
 *   -- param since: date = '2026-01-01'       a parameter: name, type, default (an SQL expression)
 */

export interface Header {
	readonly version: number | undefined;
	/** First value of every key, lower case, `param` lines apart. */
	readonly entries: ReadonlyMap<string, string>;
	readonly parameters: readonly HeaderParameter[];
}

export interface HeaderParameter {
	readonly name: string;
	readonly type: string | undefined;
	/** SQL text. */
	readonly defaultValue: string | undefined;
}

export function readHeader(header: string): Header {
	const entries = new Map<string, string>();
	const parameters: HeaderParameter[] = [];
	for (const line of header.split(/\r?\n/)) {
		const parameter =
			/^--\s+param\s+([\p{L}_][\p{L}\p{N}_]*)\s*(?::\s*([^=]*?)\s*)?(?:=\s*(.*?)\s*)?$/iu;
		const found = parameter.exec(line);
		if (found?.[1]) {
			const [, name, type, defaultValue] = found;
			parameters.push({ name, type: type || undefined, defaultValue: defaultValue || undefined });
			continue;
		}
		const entry = /^--\s+([A-Za-z][\w.-]*):\s*(.*?)\s*$/.exec(line);
		if (entry?.[1] === undefined || entry[2] === undefined) continue;
		const key = entry[1].toLowerCase();
		if (!entries.has(key)) entries.set(key, entry[2]);
	}
	const version = entries.get('sqlnb');
	return { version: version === undefined ? undefined : Number(version), entries, parameters };
}

/** Sets one entry, leaving every other line as it is. */
export function withHeaderEntry(header: string, key: string, value: string): string {
	const eol = header.includes('\r\n') ? '\r\n' : '\n';
	const line = `-- ${key}: ${value.replace(/\s+/g, ' ').trim()}`;
	const existing = new RegExp(`^--[ \\t]+${key.replace(/[.]/g, '\\.')}:[^\\r\\n]*`, 'im');
	if (existing.test(header)) return header.replace(existing, () => line);
	const magic = /^-- sqlnb:[^\r\n]*(?:\r?\n)?/.exec(header)?.[0] ?? '';
	const first = magic === '' || magic.endsWith('\n') ? magic : magic + eol;
	return `${first}${line}${eol}${header.slice(magic.length)}`;
}
