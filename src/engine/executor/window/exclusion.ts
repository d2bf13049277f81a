/** EXCLUDE: which rows of a frame stay. */

import type { WindowFrame } from '../../plan/nodes.js';
import type { FrameBounds } from './frameBounds.js';
import type { WindowRows } from './windowRows.js';

/** The gap in a row's frame; with `keepsCurrent` the row itself stays, if it is in the frame. */
export interface Exclusion {
	readonly from: (position: number) => number;
	readonly to: (position: number) => number;
	readonly keepsCurrent: boolean;
}

export function exclusionOf(
	rows: WindowRows,
	exclude: WindowFrame['exclude'],
): Exclusion | undefined {
	switch (exclude) {
		case 'noOthers':
			return undefined;
		case 'currentRow':
			return { from: position => position, to: position => position + 1, keepsCurrent: false };
		case 'group':
		case 'ties': {
			const { starts, groupOf } = rows.peers;
			return {
				from: position => starts[groupOf[position] as number] as number,
				to: position => starts[(groupOf[position] as number) + 1] as number,
				keepsCurrent: exclude === 'ties',
			};
		}
	}
}

/** At most three stretches of positions, ascending: [from, to), empty ones included. */
export function stretches(
	bounds: FrameBounds,
	exclusion: Exclusion | undefined,
	position: number,
	out: number[],
): void {
	const start = bounds.starts[position] as number;
	const end = bounds.ends[position] as number;
	out.length = 0;
	if (exclusion === undefined) {
		out.push(start, end);
		return;
	}
	const from = exclusion.from(position);
	const to = exclusion.to(position);
	out.push(start, Math.max(start, Math.min(end, from)));
	if (exclusion.keepsCurrent && position >= start && position < end) {
		out.push(position, position + 1);
	}
	out.push(Math.min(end, Math.max(start, to)), end);
}
