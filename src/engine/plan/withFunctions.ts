/** Functions that one statement alone knows: the rows it is handed, and what it is told of them. */

import type { SqlFunction } from '../functions/function.js';
import type { PlanContext } from './planContext.js';

/** They come before all others of their names, whatever their arguments. */
export function withFunctions(context: PlanContext, own: readonly SqlFunction[]): PlanContext {
	const { functions } = context;
	const named = new Map(own.map(one => [one.name, one]));
	return {
		...context,
		functions: {
			find: (key, count) => named.get(key) ?? functions.find(key, count),
			has: key => named.has(key) || functions.has(key),
			names: () => functions.names(),
		},
	};
}
