/**
 * Function lookup and calls of scalar functions that the dialect's own operators stand for (LIKE, `->`,
 * CURRENT_TIMESTAMP, coalesce for FULL JOIN USING).
 */

import type { SqlFunction } from '../functions/function.js';
import type { Expr } from '../plan/expression.js';
import { BINARY } from '../types/collations.js';
import { foldKey } from '../util/foldKey.js';
import type { Span } from '../util/span.js';
import type { BindState } from './bindState.js';
import { bindError, clearMeta } from './bindState.js';
import { suggest } from './suggest.js';

/** The function of that name and argument count; throws in SQLite's words when there is none. */
export function findFunction(
	state: BindState,
	name: string,
	argumentCount: number,
	span: Span | undefined,
): SqlFunction {
	const functions = state.context.functions;
	const key = foldKey(name);
	const found = functions.find(key, argumentCount);
	if (found) return found;
	if (functions.has(key)) {
		throw bindError(state, `wrong number of arguments to function ${name}()`, span);
	}
	throw bindError(state, `no such function: ${name}`, span, suggest(key, functions.names()));
}

/** A call of a scalar function the dialect defines by an operator; clears the meta registers. */
export function callFunction(
	state: BindState,
	name: string,
	args: readonly Expr[],
	span?: Span,
): Expr {
	const found = findFunction(state, name, args.length, span);
	if (found.kind !== 'scalar') throw bindError(state, `no such function: ${name}`, span);
	clearMeta(state);
	return { kind: 'call', function: found, args, collation: BINARY };
}
