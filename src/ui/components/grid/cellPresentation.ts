/**
 * How a value looks in the grid. NULL, the text 'NULL' and the empty text must never look alike; numbers are
 * exact; a blob shows its bytes and its length.
 */

import { cellText, hex, valueClass } from '../../../protocol/cellText.js';
import type { WireValue } from '../../../protocol/page.js';

export interface CellPresentation {
	readonly text: string;
	/** CSS class: null, empty, integer, real, text, blob, missing. */
	readonly look: string;
	/** What a screen reader says, when it is not the text. */
	readonly spoken: string | undefined;
}

const SHOWN_CHARACTERS = 300;
const SHOWN_BYTES = 24;

export function presentCell(
	value: WireValue | undefined,
	fullLength: number | undefined,
): CellPresentation {
	if (value === undefined) return { text: '', look: 'missing', spoken: 'not available' };
	if (value === null) return { text: 'NULL', look: 'null', spoken: 'null' };
	if (value === '') return { text: 'empty', look: 'empty', spoken: 'empty text' };
	if (value instanceof Uint8Array) {
		const length = fullLength ?? value.length;
		const digits = hex(value.subarray(0, SHOWN_BYTES));
		const more = length > SHOWN_BYTES ? '…' : '';
		const unit = length === 1 ? 'byte' : 'bytes';
		return { text: `x'${digits}${more}' · ${length} ${unit}`, look: 'blob', spoken: undefined };
	}
	const look = valueClass(value);
	if (typeof value !== 'string') return { text: cellText(value), look, spoken: undefined };
	const line = value
		.slice(0, SHOWN_CHARACTERS)
		.replace(/\r?\n|\r/g, ' ⏎ ')
		.replace(/\t/g, ' ⇥ ');
	const isCut = (fullLength ?? value.length) > SHOWN_CHARACTERS;
	return { text: isCut ? `${line}…` : line, look, spoken: undefined };
}

/** A value as a field of TSV: quoted only where it must be; NULL is the empty field, as spreadsheets have it. */
export function tsvField(value: WireValue | undefined): string {
	if (value === null || value === undefined) return '';
	const text = cellText(value);
	return /[\t\n\r"]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
