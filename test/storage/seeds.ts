/** Every property runs with one fixed seed and one random one, which a failure prints. */

import fc from 'fast-check';

export function checkProperty<Ts>(property: fc.IRawProperty<Ts, false>, runs: number): void {
	fc.assert(property, { seed: 20_260_101, numRuns: runs });
	fc.assert(property, { seed: Date.now() | 0, numRuns: runs });
}
