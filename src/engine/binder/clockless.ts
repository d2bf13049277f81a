/** Date and time functions inside stored expressions: what a row is checked against or indexed by must not change by itself. */

import type { ScalarFunction } from '../functions/function.js';
import { SqlError } from '../types/sqlError.js';
import type { Restriction } from './bindState.js';

const PLACES: Readonly<Record<Restriction, string | undefined>> = {
	'DEFAULT values': undefined,
	'CHECK constraints': 'a CHECK constraint',
	'generated columns': 'a generated column',
	'index expressions': 'an index',
	'partial index WHERE clauses': 'an index',
};

/** The function, refusing to run for arguments that ask for the current time or the time zone. */
export function withoutClock(
	found: ScalarFunction,
	restriction: Restriction | undefined,
): ScalarFunction {
	const place = restriction && PLACES[restriction];
	// The CURRENT_ words depend on nothing else: SQLite does not look at them here.
	if (!place || !found.readsClock || found.name.startsWith('current_')) return found;
	const refuse = (): never => {
		const message = `non-deterministic use of ${found.name}() in ${place}`;
		throw new SqlError('SQLITE_ERROR', message);
	};
	return {
		...found,
		evaluate(context, ...args) {
			if (args.some(isZone)) refuse();
			const services = { ...context.services, now: refuse };
			return found.evaluate({ ...context, services }, ...args);
		},
	};
}

function isZone(value: unknown): boolean {
	return typeof value === 'string' && /^(?:localtime|utc)$/i.test(value);
}
