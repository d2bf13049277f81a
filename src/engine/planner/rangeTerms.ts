/**
 * What bounds the part of an index behind those that equalities fix: comparisons, row values over several parts, the prefix
 * of a LIKE or GLOB pattern, IS NOT NULL.
 */

import type { AccessRequest } from './chooseAccess.js';
import type { UsableIndex } from './indexExpressions.js';
import type { IndexPart } from './indexParts.js';
import { comparesAs, indexPartAt, isIndexPart } from './indexParts.js';
import type { RowPart, Sarg } from './sargs.js';

export interface Range {
	readonly lower: Sarg | undefined;
	readonly upper: Sarg | undefined;
	/** Index parts that the bounds are about: more than one for row values. */
	readonly lowerWidth: number;
	readonly upperWidth: number;
	/** A pattern instead of bounds: both follow from it when the statement runs. */
	readonly pattern: Sarg | undefined;
	/** Only NULLs are passed over. */
	readonly isNotNullOnly: boolean;
}

export const NO_RANGE: Range = {
	lower: undefined,
	upper: undefined,
	lowerWidth: 1,
	upperWidth: 1,
	pattern: undefined,
	isNotNullOnly: false,
};

/** Of the part at `position`. */
export function findRange(request: AccessRequest, usable: UsableIndex, position: number): Range {
	if (request.sargs.length === 0) return NO_RANGE;
	const { table } = request.relation;
	const part = indexPartAt(table, usable, position);
	if (!part) return NO_RANGE;
	let lower: Sarg | undefined;
	let upper: Sarg | undefined;
	let pattern: Sarg | undefined;
	let notNull: Sarg | undefined;
	for (const sarg of request.sargs) {
		if (!isIndexPart(part, sarg) || !request.isAvailable(sarg.valueItems)) continue;
		if (sarg.operator === 'notNull') {
			notNull ??= sarg;
			continue;
		}
		if (!comparesAs(part, sarg.collation)) continue;
		switch (sarg.operator) {
			case '>':
			case '>=':
				lower ??= sarg;
				break;
			case '<':
			case '<=':
				upper ??= sarg;
				break;
			case 'pattern':
				pattern ??= sarg;
				break;
			default:
		}
	}
	if (pattern && !(lower && upper)) return { ...NO_RANGE, pattern };
	if (!lower && !upper) {
		return notNull && isNullable(request, part)
			? { ...NO_RANGE, lower: notNull, isNotNullOnly: true }
			: NO_RANGE;
	}
	return {
		...NO_RANGE,
		lower,
		upper,
		lowerWidth: widthOf(request, usable, position, lower),
		upperWidth: widthOf(request, usable, position, upper),
	};
}

function isNullable({ relation }: AccessRequest, { columnIndex }: IndexPart): boolean {
	return columnIndex !== -1 && relation.table.columns[columnIndex]?.isNotNull !== true;
}

/** How many parts in a row, all of one direction, are those of the row value. */
function widthOf(
	{ relation }: AccessRequest,
	usable: UsableIndex,
	position: number,
	sarg: Sarg | undefined,
): number {
	if (!sarg?.row) return 1;
	const first = indexPartAt(relation.table, usable, position) as IndexPart;
	let width = 1;
	while (width < sarg.row.length) {
		const part = indexPartAt(relation.table, usable, position + width);
		const { collation, ...wanted } = sarg.row[width] as RowPart;
		if (part?.descending !== first.descending || !isIndexPart(part, wanted)) break;
		if (!comparesAs(part, collation)) break;
		width++;
	}
	return width;
}
