/** A name as it must be written: in quotes where it is no plain word, or a word of the language. */

import { keywords } from '../../engine/index.js';

const RESERVED: ReadonlySet<string> = new Set(
	keywords.filter(entry => entry.class === 'reserved').map(({ keyword }) => keyword),
);

export function quotedName(name: string): string {
	const isPlain = /^[\p{L}_][\p{L}\p{N}_$]*$/u.test(name) && !RESERVED.has(name.toLowerCase());
	return isPlain ? name : `"${name.replaceAll('"', '""')}"`;
}
