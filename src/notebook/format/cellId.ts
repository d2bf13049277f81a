/**
 * Cell ids: 4 to 6 characters of Crockford's base 32 (no i, l, o, u), made once and kept in the marker.
 *
 * A cell written by hand gets an id derived from its text and place, the same at every opening, so that
 * what is remembered by id survives until the first save writes it down.
 */

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';

/** A new id not in `taken`. `random` gives numbers in [0, 1). */
export function newCellId(taken: ReadonlySet<string>, random: () => number): string {
	for (let attempt = 0; ; attempt++) {
		const length = attempt < 8 ? 4 : attempt < 16 ? 5 : 6;
		let id = '';
		while (id.length < length) id += DIGITS.charAt(Math.floor(random() * 32));
		if (!taken.has(id)) return id;
	}
}

/** An id not in `taken` that depends on nothing but the arguments. */
export function derivedCellId(text: string, position: number, taken: ReadonlySet<string>): string {
	let state = 0x811c9dc5 ^ position;
	// Beginning and end are enough to tell cells apart, and keep a huge one cheap.
	const sample = text.length > 4096 ? text.slice(0, 2048) + text.slice(-2048) : text;
	for (let at = 0; at < sample.length; at++) {
		state = Math.imul(state ^ sample.charCodeAt(at), 0x01000193);
	}
	return newCellId(taken, () => {
		// mulberry32
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	});
}

/**
 * Gives every cell an id of its own: the first holder keeps it, a later one (copied, merged) gets a new
 * one. Returns the same array when there was nothing to do.
 */
export function withUniqueIds<T extends { readonly id: string; readonly source: string }>(
	cells: readonly T[],
): readonly T[] {
	const all = new Set(cells.map(cell => cell.id));
	const seen = new Set<string>();
	const out = cells.map((cell, position) => {
		let id = cell.id;
		if (id === '' || /\s/.test(id) || seen.has(id)) {
			id = derivedCellId(cell.source, position, all);
			all.add(id);
		}
		seen.add(id);
		return id === cell.id ? cell : { ...cell, id };
	});
	return out.every((cell, position) => cell === cells[position]) ? cells : out;
}
