/**
 * Rows of a bulk write were refused: all of them together. As an error it is that of the first one, with its code and
 * message.
 */

import type { Refusal, RefusalList } from '../../executor/write/bulk/refusals.js';
import { SqlError } from '../../types/sqlError.js';

/** A row that a constraint refuses. */
export interface BulkViolation {
	/** Position of the row among those given, from 0. */
	readonly row: number;
	/** SQLite's extended result code. */
	readonly code: string;
	readonly message: string;
}

/** More are not told. */
export const MAX_VIOLATIONS = 1000;

/** Thrown when rows of a bulk write violate constraints: all that do, up to a limit, are in it, and nothing is written. */
export class BulkError extends SqlError {
	/** One for each row that is refused, in their order; of more than a thousand the first that were found. */
	readonly violations: readonly BulkViolation[];

	/** Precondition: the list is not empty. @internal */
	constructor(list: RefusalList) {
		const violations = list.firstOfEachRow().map(violationOf);
		// Foreign keys are looked at when all rows are there.
		const isOfRow = ({ code }: BulkViolation) => code !== 'SQLITE_CONSTRAINT_FOREIGNKEY';
		const first = (violations.find(isOfRow) ?? violations[0]) as BulkViolation;
		super(first.code, first.message, { hint: hintOf(violations, list.isFull) });
		this.violations = violations;
	}
}

function violationOf({ row, error }: Refusal): BulkViolation {
	const code = error instanceof SqlError ? error.code : 'SQLITE_CONSTRAINT';
	return { row, code, message: error.message };
}

function hintOf(violations: readonly BulkViolation[], isFull: boolean): string {
	const shown = violations.slice(0, 5).map(({ row, message }) => `row ${row + 1}: ${message}`);
	const more = violations.length - shown.length;
	const rest = more > 0 ? `, and ${isFull ? 'at least ' : ''}${more} more` : '';
	return `nothing was written; ${shown.join('; ')}${rest}`;
}
