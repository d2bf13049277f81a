/**
 * Finds cell markers in SQL text: lines that begin with `-- %%` outside strings, quoted names, dollar
 * quotes and block comments.
 *
 * Why not the engine's lexer: this pass needs only where literals end, runs over files of 100 MB on every
 * save (no token objects), and must know dollar quotes, which SQLite has not. A literal that never ends
 * hides nothing: the next marker line ends the cell (`unclosed`), or a forgotten quote would swallow
 * every cell after it.
 */

/** Lines that would be read as a marker; a content line gets one more backslash and is safe. */
const MARKER_LIKE = /(?<![^\n])-- \\*%%/g;
const MARKER_LINE = /(?<![^\n])-- %%/g;
const OPENERS = /['"`[]|\/\*|--|(?<![\w$])\$(?:[A-Za-z_]\w*)?\$/g;

/** Position of the next marker at or after `from`, which stands outside any literal; -1 for none. */
export function nextMarker(text: string, from: number): number {
	return scan(text, from, MARKER_LINE).found;
}

/** The next marker line whatever it stands in: for cells that hold no SQL. */
export function nextMarkerLine(text: string, from: number): number {
	return nextMatch(text, from, MARKER_LINE);
}

/** The text ends inside a literal or comment, so that a marker after it would be read as part of it. */
export function endsUnclosed(text: string): boolean {
	return scan(text, 0, undefined).unclosed;
}

/** Adds a backslash to every line that would be read as a marker. */
export function escapeMarkers(text: string, where: 'outsideLiterals' | 'everywhere'): string {
	return editMarkerLike(text, where, line => `-- \\${line.slice(3)}`);
}

/** Takes it off again. */
export function unescapeMarkers(text: string, where: 'outsideLiterals' | 'everywhere'): string {
	return editMarkerLike(text, where, line =>
		line.startsWith('-- \\') ? `-- ${line.slice(4)}` : line,
	);
}

function editMarkerLike(
	text: string,
	where: 'outsideLiterals' | 'everywhere',
	edit: (line: string) => string,
): string {
	let out = '';
	let done = 0;
	let at = nextMatch(text, 0, MARKER_LIKE);
	while (at >= 0) {
		if (where === 'outsideLiterals') at = scan(text, done, MARKER_LIKE).found;
		if (at < 0) break;
		MARKER_LIKE.lastIndex = at;
		const line = MARKER_LIKE.exec(text)?.[0] ?? '';
		out += text.slice(done, at) + edit(line);
		done = at + line.length;
		// Past the rest of the comment line, which opens no literal.
		const lineEnd = text.indexOf('\n', done);
		const next = lineEnd < 0 ? text.length : lineEnd;
		out += text.slice(done, next);
		done = next;
		at = nextMatch(text, done, MARKER_LIKE);
	}
	return out + text.slice(done);
}

interface Scan {
	/** First wanted line outside literals, or inside one that never ends; -1 for none. */
	readonly found: number;
	readonly unclosed: boolean;
}

/** Without `wanted` it runs to the end to tell `unclosed`; with it, only as far as it must. */
function scan(text: string, from: number, wanted: RegExp | undefined): Scan {
	let candidate = wanted ? nextMatch(text, from, wanted) : -1;
	if (wanted && candidate < 0) return { found: -1, unclosed: false };
	let unclosed = false;
	let at = from;
	for (;;) {
		OPENERS.lastIndex = at;
		const opener = OPENERS.exec(text);
		if (opener === null) return { found: candidate, unclosed };
		if (wanted && opener.index >= candidate) return { found: candidate, unclosed };
		const end = literalEnd(text, opener.index, opener[0]);
		if (end === undefined) return { found: candidate, unclosed: true };
		if (end === 'stray') {
			unclosed = true;
			at = opener.index + opener[0].length;
			continue;
		}
		at = end;
		if (wanted && candidate < at) {
			candidate = nextMatch(text, at, wanted);
			if (candidate < 0) return { found: -1, unclosed };
		}
	}
}

/** Where the literal ends; undefined when it does not; 'stray' for a dollar tag without its pair. */
function literalEnd(text: string, start: number, opener: string): number | undefined | 'stray' {
	if (opener === '--') {
		const lineEnd = text.indexOf('\n', start);
		return lineEnd < 0 ? text.length : lineEnd;
	}
	const closer = opener === '/*' ? '*/' : opener === '[' ? ']' : opener;
	const end = text.indexOf(closer, start + opener.length);
	if (end >= 0) return end + closer.length;
	return opener.startsWith('$') ? 'stray' : undefined;
}

function nextMatch(text: string, from: number, pattern: RegExp): number {
	pattern.lastIndex = from;
	return pattern.exec(text)?.index ?? -1;
}
