/** PRAGMA function_list: a row for each number of arguments; table functions are modules, not functions. */

import type { SqlFunction } from '../../functions/function.js';
import type { FunctionRegistry } from '../../functions/registry.js';
import type { Row } from '../../types/value.js';

const DETERMINISTIC = 0x800;
const DIRECT_ONLY = 0x80000;
const INNOCUOUS = 0x200000;

export function functionList(functions: FunctionRegistry): Row[] {
	return functions.list().flatMap(one => {
		if (one.kind === 'table') return [];
		const isUser = functions.isUserFunction(one);
		const flags = functionFlags(one, isUser);
		return argumentCounts(one).map(count => [
			...[one.name, isUser ? 0 : 1, typeOf(one), 'utf8', count, flags],
		]);
	});
}

/** As SQLite's interface for functions numbers them. */
function functionFlags(one: SqlFunction, isUser: boolean): number {
	const flags = isUser ? 0 : INNOCUOUS;
	if (one.kind !== 'scalar') return flags;
	return flags | (one.isDeterministic ? DETERMINISTIC : 0) | (one.isDirectOnly ? DIRECT_ONLY : 0);
}

function typeOf(one: SqlFunction): string {
	if (one.kind === 'scalar') return 's';
	const isPlain = one.kind === 'aggregate' && one.inverse === undefined && !one.kernel;
	return isPlain ? 'a' : 'w';
}

/** Any number is -1; at least one is -3, at least two -4. */
function argumentCounts({ kind, name, minArguments, maxArguments }: SqlFunction): number[] {
	// With a single argument they are aggregates, but SQLite takes it here as well.
	if (kind === 'scalar' && (name === 'max' || name === 'min')) return [-3];
	if (maxArguments < 0) return [minArguments === 0 ? -1 : -2 - minArguments];
	const counts: number[] = [];
	for (let count = minArguments; count <= maxArguments; count++) counts.push(count);
	return counts;
}
