/** Which partitions of a table a scan reads: from the predicates on the column that they are made by. */

import type { TableSchema } from '../catalog/schema.js';
import type { Expr } from '../plan/expression.js';
import type { IndexScan, PartitionFilter, TableScan } from '../plan/nodes.js';
import { partitionsFor } from '../types/partitions.js';
import type { SqlValue } from '../types/value.js';
import type { Sarg } from './sargs.js';

/** Undefined: all of them. `sargs` may be of any column. */
export function partitionFilter(
	table: TableSchema,
	sargs: readonly Sarg[],
): PartitionFilter | undefined {
	const scheme = table.partitioning;
	if (!scheme) return undefined;
	const { method, columnIndex, collation } = scheme;
	const column = table.hasRowid && columnIndex === table.rowidAlias ? -1 : columnIndex;
	const compared = method === 'hash' ? 'BINARY' : collation.name;
	const useful = sargs.filter(
		sarg =>
			sarg.columnIndex === column &&
			sarg.valueItems.length === 0 &&
			(sarg.collation === '' || sarg.collation === compared) &&
			[...sarg.list, ...(sarg.value ? [sarg.value] : [])].every(isCheap),
	);
	const of = (...operators: readonly Sarg['operator'][]) =>
		useful.find(({ operator }) => operators.includes(operator));
	const equal = of('=') ?? of('is') ?? of('in');
	const lower = of('>', '>=');
	const upper = of('<', '<=');
	if (!equal && !lower && !upper) return undefined;
	return {
		equals: equal && (equal.value ? [equal.value] : equal.list),
		matchesNull: equal?.operator === 'is',
		lower: lower?.value,
		upper: upper?.value && { value: upper.value, inclusive: upper.operator === '<=' },
	};
}

/** It is evaluated once more for each scan. */
function isCheap(expr: Expr): boolean {
	if (expr.kind === 'affinity' || expr.kind === 'cast') return isCheap(expr.operand);
	return expr.kind === 'literal' || expr.kind === 'parameter' || expr.kind === 'slot';
}

/** ` PARTITIONS p0,p2`, or of what they depend on; empty when all are read. */
export function describePartitions({ table, partitions }: TableScan | IndexScan): string {
	const scheme = table.partitioning;
	if (!partitions || !scheme) return '';
	const { equals, matchesNull, lower, upper } = partitions;
	const values = [...(equals ?? []), lower, upper?.value].filter(value => value !== undefined);
	if (!values.every(value => value.kind === 'literal')) {
		const name = table.columns[scheme.columnIndex]?.name ?? '';
		const terms = equals ? [`${name}=?`] : [];
		if (lower) terms.push(`${name}>?`);
		if (upper) terms.push(`${name}<?`);
		return ` PARTITIONS (${terms.join(' AND ')})`;
	}
	const numbers = partitionsFor(scheme, {
		equals: equals?.map(constant),
		matchesNull,
		lower: lower && constant(lower),
		upper: upper && constant(upper.value),
		isUpperInclusive: upper?.inclusive ?? false,
	});
	if (numbers.length === scheme.partitions.length) return '';
	const names = numbers.map(number => scheme.partitions[number]?.name);
	return ` PARTITIONS ${names.join(',') || 'none'}`;
}

function constant(expr: Expr): SqlValue {
	return expr.kind === 'literal' ? expr.value : null;
}
