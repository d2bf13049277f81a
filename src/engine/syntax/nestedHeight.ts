/**
 * How high a statement's expressions are when nested queries count as SQLite counts them: while the names of a nested
 * query are resolved, the heights of all expressions around it add to its own. Only asked of statements whose
 * heights, roughly added, could pass the limit.
 */

interface Heights {
	/** Of the expressions here. */
	readonly height: number;
	/** The most that nested queries below add. */
	readonly below: number;
	/** The greatest height plus what is below it, expression by expression. */
	readonly total: number;
}

const NOTHING: Heights = { height: 0, below: 0, total: 0 };

const EXPRESSIONS: ReadonlySet<string> = new Set([
	...[
		'nullLiteral',
		'integerLiteral',
		'realLiteral',
		'textLiteral',
		'blobLiteral',
		'booleanLiteral',
	],
	...[
		'currentTime',
		'parameter',
		'columnReference',
		'unary',
		'binary',
		'nullTest',
		'like',
		'between',
	],
	...['in', 'case', 'cast', 'collate', 'functionCall', 'subquery', 'exists', 'rowValue', 'raise'],
]);
/** Their NOT is a node of its own in SQLite. */
const NEGATABLE: ReadonlySet<string> = new Set(['like', 'between', 'in']);

/** `node` is a statement. */
export function nestedHeight(node: object): number {
	return heightsOf(node).total;
}

function heightsOf(node: object): Heights {
	const { height, below, total } = heightsWithin(node);
	const { kind, isNegated } = node as { kind?: string; isNegated?: boolean };
	if (kind === 'query') return { height, below: total, total };
	if (kind === undefined || !EXPRESSIONS.has(kind)) return { height, below, total };
	const own = height + (isNegated === true && NEGATABLE.has(kind) ? 2 : 1);
	return { height: own, below, total: own + below };
}

function heightsWithin(node: object): Heights {
	let { height, below, total } = NOTHING;
	for (const [name, child] of Object.entries(node)) {
		if (typeof child !== 'object' || child === null || name === 'span') continue;
		const inner = heightsOf(child as object);
		// What stands in FROM and WITH makes no expression around it higher.
		if (name !== 'from' && name !== 'with' && inner.height > height) height = inner.height;
		if (inner.below > below) below = inner.below;
		if (inner.total > total) total = inner.total;
	}
	return { height, below, total };
}
