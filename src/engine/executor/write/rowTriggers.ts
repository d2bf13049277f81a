/** The triggers of one table for one kind of statement, in the order in which they fire. */

import type { Row } from '../../types/value.js';
import type { WriteContext } from './contract.js';
import type { RowProgram } from './rowProgram.js';
import type { Steps } from './steps.js';

export interface RowTriggers {
	readonly before: readonly RowProgram[];
	readonly after: readonly RowProgram[];
	/** Of views. */
	readonly insteadOf: readonly RowProgram[];
}

/** Runs the programs for one row. False: one of them said that nothing more is to be done for it. */
export function* fire(
	programs: readonly RowProgram[],
	context: WriteContext,
	oldRow: Row | undefined,
	newRow: Row | undefined,
): Steps<boolean> {
	for (const program of programs) {
		const goesOn = program.isShallow
			? program.run(context, oldRow, newRow)
			: yield program.steps(context, oldRow, newRow);
		if (goesOn === false) return false;
	}
	return true;
}

/** Before the first row: a statement that sets off others is undone as a whole. */
export function markForTriggers(context: WriteContext, triggers: RowTriggers | undefined): void {
	if (triggers && context.depth === 0) context.mark();
}
