/**
 * Window definitions: `OVER (...)` and `WINDOW name AS (...)`.
 */
import type { Span } from '../../util/span.js';
import type { Expression } from './expression.js';
import type { Name } from './name.js';
import type { OrderingTerm } from './query.js';

export interface WindowDefinition {
	readonly kind: 'windowDefinition';
	/** `(base PARTITION BY ...)`: the named window this one extends. */
	readonly base: Name | undefined;
	readonly partitionBy: readonly Expression[];
	readonly orderBy: readonly OrderingTerm[];
	readonly frame: Frame | undefined;
	readonly span: Span;
}

export interface NamedWindow {
	readonly kind: 'namedWindow';
	readonly name: Name;
	readonly definition: WindowDefinition;
	readonly span: Span;
}

/** Without BETWEEN the end is CURRENT ROW, filled in by the parser. */
export interface Frame {
	readonly kind: 'frame';
	readonly unit: 'rows' | 'range' | 'groups';
	readonly start: FrameBound;
	readonly end: FrameBound;
	/** NO OTHERS is the default and means the same as leaving EXCLUDE out. */
	readonly exclude: 'noOthers' | 'currentRow' | 'group' | 'ties';
	readonly span: Span;
}

export interface FrameBound {
	readonly kind:
		'unboundedPreceding' | 'preceding' | 'currentRow' | 'following' | 'unboundedFollowing';
	/** Only for `preceding` and `following`. */
	readonly offset: Expression | undefined;
	readonly span: Span;
}
