/** `PARTITION BY ...` behind a table's definition, and what ALTER TABLE does to partitions. */
import type { Span } from '../../util/span.js';
import type { Expression } from './expression.js';
import type { Name } from './name.js';

export interface PartitionClause {
	readonly kind: 'partitionClause';
	readonly method: 'range' | 'list' | 'hash';
	readonly column: Name;
	/** Of HASH, unless the partitions are written out. */
	readonly count: PartitionCount | undefined;
	readonly partitions: readonly PartitionDefinition[];
	readonly span: Span;
}

export interface PartitionCount {
	readonly value: number;
	readonly span: Span;
}

export interface PartitionDefinition {
	readonly kind: 'partitionDefinition';
	readonly name: Name;
	/** `none`: of HASH. */
	readonly bound: 'lessThan' | 'maxvalue' | 'in' | 'default' | 'none';
	readonly values: readonly Expression[];
	readonly span: Span;
}

export type PartitionAction = AddPartition | DropPartition | TruncatePartition;

export interface AddPartition {
	readonly kind: 'addPartition';
	readonly partition: PartitionDefinition;
	readonly span: Span;
}

export interface DropPartition {
	readonly kind: 'dropPartition';
	readonly partition: Name;
	readonly span: Span;
}

export interface TruncatePartition {
	readonly kind: 'truncatePartition';
	readonly partition: Name;
	readonly span: Span;
}
