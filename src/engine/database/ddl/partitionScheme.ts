/** From PARTITION BY to the scheme of a table: the column, and bounds that make sense together. */

import type { ColumnSchema } from '../../catalog/schema.js';
import type { Expression } from '../../syntax/ast/expression.js';
import type { PartitionClause, PartitionDefinition } from '../../syntax/ast/partitions.js';
import { compareValues } from '../../types/compare.js';
import { applyAffinity } from '../../types/convert.js';
import type { Partition, PartitionScheme } from '../../types/partitions.js';
import { SqlError } from '../../types/sqlError.js';
import { Real } from '../../types/value.js';
import type { SqlValue } from '../../types/value.js';
import type { Span } from '../../util/span.js';

const MOST_PARTITIONS = 1024;

export function partitionScheme(
	clause: PartitionClause,
	columns: readonly ColumnSchema[],
): PartitionScheme {
	const columnIndex = columns.findIndex(({ key }) => key === clause.column.key);
	const column = columns[columnIndex];
	if (!column) throw refused(`no such column: ${clause.column.name}`, clause.column.span);
	if (column.generated?.storage === 'virtual') {
		const hint = 'declare it GENERATED ALWAYS AS (...) STORED';
		throw refused(
			`cannot partition by the virtual column ${column.name}`,
			clause.column.span,
			hint,
		);
	}
	const { method } = clause;
	const partitions = clause.count
		? hashPartitions(clause.count, method)
		: clause.partitions.map(definition => partition(definition, method, column));
	checkTogether(clause, partitions, column);
	return { method, columnIndex, collation: column.collation, partitions };
}

function hashPartitions(
	{ value, span }: NonNullable<PartitionClause['count']>,
	method: PartitionClause['method'],
): Partition[] {
	if (method !== 'hash') {
		throw refused(`${method.toUpperCase()} partitions have to be listed`, span);
	}
	if (!(value >= 1 && value <= MOST_PARTITIONS)) {
		throw refused(`the number of partitions must be 1 to ${MOST_PARTITIONS}`, span);
	}
	return Array.from({ length: value }, (_, number) => ({
		name: `p${number}`,
		key: `p${number}`,
		lessThan: undefined,
		values: undefined,
	}));
}

const BOUNDS: Readonly<Record<PartitionClause['method'], readonly PartitionDefinition['bound'][]>> =
	{ range: ['lessThan', 'maxvalue'], list: ['in', 'default'], hash: ['none'] };

const FORMS = {
	range: 'VALUES LESS THAN (value)',
	list: 'VALUES IN (value, ...) or DEFAULT',
	hash: 'a name only',
};

function partition(
	definition: PartitionDefinition,
	method: PartitionClause['method'],
	{ affinity }: ColumnSchema,
): Partition {
	const { name, bound, values, span } = definition;
	if (!BOUNDS[method].includes(bound)) {
		const hint = `${method.toUpperCase()} partitions are defined by ${FORMS[method]}`;
		throw refused(`partition ${name.name} does not fit ${method.toUpperCase()}`, span, hint);
	}
	const constants = values.map(value => applyAffinity(literalValue(value), affinity));
	return {
		name: name.name,
		key: name.key,
		lessThan: bound === 'lessThan' ? (constants[0] ?? null) : undefined,
		values: bound === 'in' ? constants : undefined,
	};
}

function checkTogether(
	{ partitions: definitions, method, span }: PartitionClause,
	partitions: readonly Partition[],
	{ collation }: ColumnSchema,
): void {
	if (partitions.length > MOST_PARTITIONS) {
		throw refused(`the number of partitions must be 1 to ${MOST_PARTITIONS}`, span);
	}
	const seen: SqlValue[] = [];
	partitions.forEach((one, number) => {
		const at = definitions[number]?.span ?? span;
		if (partitions.findIndex(({ key }) => key === one.key) !== number) {
			throw refused(`duplicate partition name: ${one.name}`, at);
		}
		if (method === 'hash') return;
		if (method === 'list' && one.values === undefined) {
			const isSecond = partitions.findIndex(({ values }) => values === undefined) !== number;
			if (isSecond) throw refused('more than one DEFAULT partition', at);
		}
		for (const value of one.values ?? []) {
			if (seen.some(other => compareValues(other, value, collation) === 0)) {
				throw refused(`partition ${one.name} lists a value again`, at);
			}
			seen.push(value);
		}
		if (method === 'range') checkAscending(partitions, number, collation, at);
	});
}

function checkAscending(
	partitions: readonly Partition[],
	number: number,
	collation: ColumnSchema['collation'],
	span: Span,
): void {
	const before = partitions[number - 1];
	const one = partitions[number] as Partition;
	if (!before) return;
	const isAscending =
		before.lessThan !== undefined &&
		(one.lessThan === undefined || compareValues(before.lessThan, one.lessThan, collation) < 0);
	if (isAscending) return;
	const message = `VALUES LESS THAN of partition ${one.name} must be greater than that of ${before.name}`;
	throw refused(message, span);
}

function literalValue(expression: Expression): SqlValue {
	switch (expression.kind) {
		case 'nullLiteral':
			return null;
		case 'integerLiteral':
		case 'textLiteral':
		case 'blobLiteral':
			return expression.value;
		case 'realLiteral':
			return realValue(expression.value);
		case 'booleanLiteral':
			return expression.value ? 1 : 0;
		case 'unary': {
			const value = literalValue(expression.operand);
			if (expression.operator === '+') return value;
			if (expression.operator === '-' && typeof value === 'number') return -value;
			if (expression.operator === '-' && value instanceof Real) return realValue(-value.value);
			break;
		}
		default:
	}
	throw refused('the bounds of partitions must be literals', expression.span);
}

function realValue(value: number): SqlValue {
	return Number.isSafeInteger(value) ? new Real(value) : value;
}

function refused(message: string, span: Span, hint?: string): SqlError {
	return new SqlError('SQLITE_ERROR', message, { span, hint });
}
