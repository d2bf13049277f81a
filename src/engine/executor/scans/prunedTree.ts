/** The tree of a scan without the partitions that its predicates leave out, found anew each time the scan is opened. */

import type { IndexScan, TableScan } from '../../plan/nodes.js';
import type { Tree } from '../../storage/contract.js';
import { partitionsFor } from '../../types/partitions.js';
import type { ExecutionContext } from '../contract.js';
import { compileRowless } from '../expression/compileScalar.js';
import type { PlanCompiler } from '../expression/scope.js';

/** The table's tree. */
export function compileTreeOf(
	{ table, partitions }: TableScan | IndexScan,
	plans: PlanCompiler,
): (context: ExecutionContext) => Tree {
	const { id, partitioning } = table;
	if (!partitioning || !partitions) return context => context.tree(id);
	const equals = partitions.equals?.map(value => compileRowless(value, plans));
	const lower = partitions.lower && compileRowless(partitions.lower, plans);
	const upper = partitions.upper && compileRowless(partitions.upper.value, plans);
	return context => {
		const tree = context.tree(id);
		if (!tree.pruned) return tree;
		const numbers = partitionsFor(partitioning, {
			equals: equals?.map(value => value(context)),
			matchesNull: partitions.matchesNull,
			lower: lower?.(context),
			upper: upper?.(context),
			isUpperInclusive: partitions.upper?.inclusive ?? false,
		});
		return numbers.length === partitioning.partitions.length ? tree : tree.pruned(numbers);
	};
}
