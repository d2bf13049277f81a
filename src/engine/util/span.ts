/**
 * A stretch of source text.
 *
 * Offsets are UTF-16 code units into the text that was parsed; `start` is included, `end` is not.
 */
export interface Span {
	readonly start: number;
	readonly end: number;
}
