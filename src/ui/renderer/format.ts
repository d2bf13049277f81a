/** Numbers for people. */

const counts = new Intl.NumberFormat();

/** `1 row`, `12,304 rows`. */
export function formatCount(count: number, noun: string): string {
	return `${counts.format(count)} ${noun}${count === 1 ? '' : 's'}`;
}

export function formatElapsed(milliseconds: number): string {
	if (milliseconds < 1) return '< 1 ms';
	if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
	return `${(milliseconds / 1000).toFixed(2)} s`;
}
