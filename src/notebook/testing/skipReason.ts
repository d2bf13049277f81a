/** `-- | skip: reason` at the top of a cell: it does not run, neither as a test nor with the rest of the notebook. */

import { readCellOptions } from '../format/cellOptions.js';

/** undefined: it runs. */
export function skipReason(source: string): string | undefined {
	if (!source.startsWith('-- |')) return undefined;
	const skip = readCellOptions(source).values['skip'];
	if (skip === undefined || skip === null || skip === false) return undefined;
	return typeof skip === 'string' && skip !== '' ? skip : 'it says so itself';
}
