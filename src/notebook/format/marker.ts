/**
 * One marker line: `-- %% name [kind] id=k3f9 key=value`, every part optional.
 *
 * `unclosed=true` is ours: the cell's text ends inside a string or comment (a statement half written),
 * so the next marker line ends the cell whatever it seems to stand in.
 */

export interface Marker {
	readonly kind: string;
	readonly name: string | undefined;
	readonly id: string | undefined;
	/** Other key=value words, as written, one space between. */
	readonly attributes: string;
	readonly isUnclosed: boolean;
}

export function parseMarker(line: string): Marker {
	let kind = 'sql';
	let id: string | undefined;
	let isUnclosed = false;
	const names: string[] = [];
	const attributes: string[] = [];
	for (const word of line.slice(5).match(/\[[^\]]*\]|\S+/g) ?? []) {
		const [key, value] = splitWord(word);
		if (word.startsWith('[') && word.endsWith(']')) kind = plainWords(word) || 'sql';
		else if (value === undefined) names.push(word);
		else if (key === 'id' && value !== '' && id === undefined) id = value;
		else if (word === 'unclosed=true') isUnclosed = true;
		else attributes.push(word);
	}
	const name = plainWords(names.join(' ')) || undefined;
	return { kind, name, id, attributes: attributes.join(' '), isUnclosed };
}

export function printMarker(marker: Marker): string {
	const words = ['-- %%'];
	if (marker.name) words.push(plainWords(marker.name));
	if (marker.kind !== 'sql') words.push(`[${plainWords(marker.kind)}]`);
	if (marker.id !== undefined) words.push(`id=${marker.id}`);
	if (marker.attributes) words.push(marker.attributes.replace(/\s+/g, ' '));
	if (marker.isUnclosed) words.push('unclosed=true');
	return words.filter(word => word !== '').join(' ');
}

export function isSameMarker(a: Marker, b: Marker): boolean {
	return (
		a.kind === b.kind &&
		a.name === b.name &&
		a.id === b.id &&
		a.attributes === b.attributes &&
		a.isUnclosed === b.isUnclosed
	);
}

function splitWord(word: string): [string, string | undefined] {
	const equals = word.indexOf('=');
	return equals < 1 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)];
}

/** A name or kind is words: what would be read as another part of the marker is taken out. */
function plainWords(text: string): string {
	return text.replace(/[[\]=\s]+/g, ' ').trim();
}
