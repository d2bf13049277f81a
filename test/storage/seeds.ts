/**
 * Every property runs with one fixed seed and one random one, which a failure prints.
 * PROPERTY_FACTOR=20 runs twenty times as many cases of the random one.
 */

import fc from 'fast-check';

const factor = Number(process.env['PROPERTY_FACTOR'] ?? 1);

export function checkProperty<Ts>(property: fc.IRawProperty<Ts, false>, runs: number): void {
	fc.assert(property, { seed: 20_260_101, numRuns: runs });
	fc.assert(property, { seed: Date.now() | 0, numRuns: runs * factor });
}
