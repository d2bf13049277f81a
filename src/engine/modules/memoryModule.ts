/** The module `memory`: tables in the engine's own trees, with everything that CREATE TABLE can do. */

import type { RowStoreModule } from './module.js';

export class MemoryTableModule implements RowStoreModule {
	readonly storage = 'rowStore' as const;
}

export const memoryModule = new MemoryTableModule();
