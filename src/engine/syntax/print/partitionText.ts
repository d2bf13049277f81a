/** PARTITION BY and ALTER TABLE's partitions as SQL. */
import type { PartitionAction, PartitionClause, PartitionDefinition } from '../ast/partitions.js';
import { printName } from './printer.js';
import type { Printer } from './printer.js';

export function partitionClauseText(printer: Printer, clause: PartitionClause): string {
	const head = `PARTITION BY ${clause.method.toUpperCase()} (${printName(clause.column)})`;
	if (clause.count) return `${head} PARTITIONS ${clause.count.value}`;
	const parts = clause.partitions.map(partition => definitionText(printer, partition));
	return `${head} (${parts.join(', ')})`;
}

export function partitionActionText(printer: Printer, action: PartitionAction): string {
	switch (action.kind) {
		case 'addPartition':
			return `ADD ${definitionText(printer, action.partition)}`;
		case 'dropPartition':
			return `DROP PARTITION ${printName(action.partition)}`;
		case 'truncatePartition':
			return `TRUNCATE PARTITION ${printName(action.partition)}`;
	}
}

function definitionText(printer: Printer, { name, bound, values }: PartitionDefinition): string {
	const head = `PARTITION ${printName(name)}`;
	const list = values.map(value => printer.expression(value)).join(', ');
	switch (bound) {
		case 'lessThan':
			return `${head} VALUES LESS THAN (${list})`;
		case 'maxvalue':
			return `${head} VALUES LESS THAN (MAXVALUE)`;
		case 'in':
			return `${head} VALUES IN (${list})`;
		case 'default':
			return `${head} DEFAULT`;
		case 'none':
			return head;
	}
}
