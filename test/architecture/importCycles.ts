// Finds groups of files that import each other in a circle (Tarjan's strongly connected components).

/** Each group in the order its files were met; no group, no cycle. */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
	const order = new Map<string, number>();
	const lowest = new Map<string, number>();
	const stack: string[] = [];
	const onStack = new Set<string>();
	const cycles: string[][] = [];

	const visit = (node: string): void => {
		const position = order.size;
		order.set(node, position);
		lowest.set(node, position);
		stack.push(node);
		onStack.add(node);
		for (const next of graph.get(node) ?? []) {
			if (!order.has(next)) {
				visit(next);
				lower(node, lowest.get(next));
			} else if (onStack.has(next)) {
				lower(node, order.get(next));
			}
		}
		if (lowest.get(node) === position) {
			closeComponent(node);
		}
	};
	const lower = (node: string, candidate = Infinity): void => {
		lowest.set(node, Math.min(lowest.get(node) ?? Infinity, candidate));
	};
	const closeComponent = (node: string): void => {
		const component = stack.splice(stack.indexOf(node));
		for (const member of component) {
			onStack.delete(member);
		}
		const importsItself = graph.get(node)?.includes(node) === true;
		if (component.length > 1 || importsItself) {
			cycles.push(component);
		}
	};

	for (const node of graph.keys()) {
		if (!order.has(node)) {
			visit(node);
		}
	}
	return cycles;
}
