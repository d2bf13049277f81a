const TEXTUAL: ReadonlySet<string> = new Set(['span', 'sourceSpan', 'operatorSpan', 'word']);

/**
 * A tree without what depends on the text it came from, so that two trees can be compared.
 */
export function stripSpans(node: unknown): unknown {
	if (Array.isArray(node)) return node.map(stripSpans);
	if (node instanceof Uint8Array || typeof node !== 'object' || node === null) return node;
	const entries = Object.entries(node)
		.filter(([key]) => !TEXTUAL.has(key))
		.map(([key, value]) => [key, stripSpans(value)] as const);
	return Object.fromEntries(entries);
}
