/** Names in SQL text that the engine writes itself. */

import { keywordClass } from './keywords.js';

export function quotedName(name: string): string {
	return `"${name.replaceAll('"', '""')}"`;
}

/** Bare where that is the same name. */
export function quotedIfNeeded(name: string): string {
	const isPlain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && keywordClass(name) === undefined;
	return isPlain ? name : quotedName(name);
}
