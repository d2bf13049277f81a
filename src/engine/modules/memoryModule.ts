/** The module `memory`: tables in the engine's own trees, with everything that CREATE TABLE can do. */

import type { TableModule } from './module.js';

export class MemoryTableModule implements TableModule {
	readonly storage = 'rowStore';
}

export const memoryModule = new MemoryTableModule();
