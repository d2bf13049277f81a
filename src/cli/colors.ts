/** Colours for terminals: none in pipes and files, none where NO_COLOR is set; FORCE_COLOR asks for them anywhere. */

import type { WriteStream } from 'node:tty';

export type Paint = (text: string) => string;

export interface Colors {
	readonly bold: Paint;
	readonly dim: Paint;
	readonly red: Paint;
	readonly green: Paint;
	readonly yellow: Paint;
	readonly cyan: Paint;
}

export function colorsOf(stream: Pick<WriteStream, 'isTTY'>): Colors {
	const isOn = hasColors(stream);
	const paint =
		(on: number, off: number): Paint =>
		text =>
			isOn && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text;
	return {
		bold: paint(1, 22),
		dim: paint(2, 22),
		red: paint(31, 39),
		green: paint(32, 39),
		yellow: paint(33, 39),
		cyan: paint(36, 39),
	};
}

function hasColors(stream: Pick<WriteStream, 'isTTY'>): boolean {
	const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
	if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
	if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0';
	return stream.isTTY && TERM !== 'dumb';
}
