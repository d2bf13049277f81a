/** Calls built-in functions the way the executor does, for tests. */

import { FunctionRegistry } from '../../src/engine/functions/registry.js';
import type { FunctionContext, FunctionServices } from '../../src/engine/functions/function.js';
import { BINARY } from '../../src/engine/types/collations.js';
import { SqlError } from '../../src/engine/types/sqlError.js';
import type { Row, SqlValue } from '../../src/engine/types/value.js';
import { describeValue } from '../oracle/oracle.js';

export const registry = new FunctionRegistry();

export const testServices: FunctionServices = {
	now: () => Date.UTC(2026, 0, 31, 12, 34, 56, 789),
	randomInteger: () => 42n,
	randomBytes: length => new Uint8Array(length),
	changes: () => 1,
	totalChanges: () => 2,
	lastInsertRowid: () => 3,
};

export const testContext: FunctionContext = { collation: BINARY, services: testServices };

export function callScalar(
	name: string,
	args: readonly SqlValue[],
	context = testContext,
): SqlValue {
	const found = registry.find(name, args.length);
	if (found === undefined || found === 'wrongArity' || found.kind !== 'scalar') {
		throw new SqlError('SQLITE_ERROR', `cannot call ${name} with ${args.length} arguments`);
	}
	return found.evaluate(context, ...args);
}

export function callAggregate(name: string, rows: readonly Row[], arity = 1): SqlValue {
	const found = registry.find(name, arity);
	if (found === undefined || found === 'wrongArity' || found.kind !== 'aggregate') {
		throw new SqlError('SQLITE_ERROR', `cannot call ${name} with ${arity} arguments`);
	}
	let state = found.create(testContext);
	for (const row of rows) state = found.step(state, row, testContext);
	return found.finalize(state, testContext);
}

/** The described result, or `error` for an SqlError; other exceptions go on. */
export function describeResult(compute: () => SqlValue): string {
	try {
		return describeValue(compute());
	} catch (error) {
		if (error instanceof SqlError) return 'error';
		throw error;
	}
}
