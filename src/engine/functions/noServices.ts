/** Services for expressions that can ask for none: of index keys, of patterns. */

import type { FunctionServices } from './function.js';

export const NO_SERVICES: FunctionServices = {
	now: () => 0,
	randomInteger: () => 0n,
	randomBytes: (length: number) => new Uint8Array(length),
	changes: () => 0,
	totalChanges: () => 0,
	lastInsertRowid: () => 0,
};
