/**
 * Queries as SQL.
 */
import { unreachable } from '../../util/unreachable.js';
import type {
	CommonTable,
	CompoundTerm,
	IndexHint,
	Join,
	Query,
	QueryTerm,
	ResultColumn,
	TableExpression,
	TableReference,
	WithClause,
} from '../ast/query.js';
import { listText, orderingText, windowText } from './expressionText.js';
import {
	printAlias,
	printColumnList,
	printName,
	printNames,
	printOptional,
	printQualified,
} from './printer.js';
import { layerText } from './layerText.js';
import type { Printer } from './printer.js';

const compoundWords: Readonly<Record<CompoundTerm['operator'], string>> = {
	union: 'UNION',
	unionAll: 'UNION ALL',
	intersect: 'INTERSECT',
	except: 'EXCEPT',
};

export function queryText(printer: Printer, query: Query): string {
	const parts: string[] = [];
	if (query.with !== undefined) parts.push(withText(printer, query.with));
	parts.push(termText(printer, query.first));
	for (const { operator, term } of query.compounds) {
		parts.push(compoundWords[operator], termText(printer, term));
	}
	const tail = orderAndLimitText(printer, query);
	return parts.join(' ') + tail;
}

/** ` ORDER BY ... LIMIT ... OFFSET ...`, as far as they are there. */
export function orderAndLimitText(
	printer: Printer,
	{ orderBy, limit, offset }: Pick<Query, 'orderBy' | 'limit' | 'offset'>,
): string {
	let text = '';
	if (orderBy.length > 0) text += ` ORDER BY ${orderingText(printer, orderBy)}`;
	if (limit !== undefined) text += ` LIMIT ${printer.expression(limit)}`;
	if (offset !== undefined) text += ` OFFSET ${printer.expression(offset)}`;
	return text;
}

export function withText(printer: Printer, { isRecursive, tables }: WithClause): string {
	const list = tables.map(table => commonTableText(printer, table)).join(', ');
	return `WITH ${isRecursive ? 'RECURSIVE ' : ''}${list}`;
}

const materializationWords = {
	unspecified: '',
	materialized: 'MATERIALIZED ',
	notMaterialized: 'NOT MATERIALIZED ',
} as const;

function commonTableText(printer: Printer, table: CommonTable): string {
	const head = `${printName(table.name)}${printColumnList(table.columns)}`;
	const hint = materializationWords[table.materialization];
	return `${head} AS ${hint}(${printer.query(table.query)})`;
}

function termText(printer: Printer, term: QueryTerm): string {
	if (term.kind === 'valuesCore') {
		return `VALUES ${term.rows.map(row => `(${listText(printer, row)})`).join(', ')}`;
	}
	const parts = [
		`SELECT ${term.isDistinct ? 'DISTINCT ' : ''}${columnsText(printer, term.columns)}`,
	];
	if (term.from !== undefined) parts.push(`FROM ${tableText(printer, term.from)}`);
	if (term.where !== undefined) parts.push(`WHERE ${printer.expression(term.where)}`);
	if (term.groupBy.length > 0) parts.push(`GROUP BY ${listText(printer, term.groupBy)}`);
	if (term.having !== undefined) parts.push(`HAVING ${printer.expression(term.having)}`);
	if (term.windows.length > 0) {
		const windows = term.windows.map(
			({ name, definition }) => `${printName(name)} AS ${windowText(printer, definition)}`,
		);
		parts.push(`WINDOW ${windows.join(', ')}`);
	}
	return parts.join(' ');
}

export function columnsText(printer: Printer, columns: readonly ResultColumn[]): string {
	return columns
		.map(column => {
			switch (column.kind) {
				case 'starColumn':
					return '*';
				case 'tableStarColumn':
					return `${printName(column.table)}.*`;
				case 'expressionColumn':
					return `${printer.expression(column.expression)}${printAlias(column.alias)}`;
				default:
					return unreachable(column);
			}
		})
		.join(', ');
}

export function tableText(printer: Printer, table: TableExpression): string {
	switch (table.kind) {
		case 'tableReference':
			return referenceText(table);
		case 'tableFunction': {
			const call = `${printQualified(table.function)}(${listText(printer, table.args)})`;
			return `${call}${printAlias(table.alias)}`;
		}
		case 'subqueryTable':
			return `(${printer.query(table.query)})${printAlias(table.alias)}`;
		case 'tableGroup':
			return `(${tableText(printer, table.table)})${printAlias(table.alias)}`;
		case 'join':
			return joinText(printer, table);
		default:
			return unreachable(table);
	}
}

export function referenceText({ schema, name, layer, alias, indexHint }: TableReference): string {
	const qualified =
		schema === undefined ? printName(name) : `${printName(schema)}.${printName(name)}`;
	const asOf = layer ? ` AS OF ${layerText(layer)}` : '';
	return `${qualified}${asOf}${printAlias(alias)}${hintText(indexHint)}`;
}

function hintText(hint: IndexHint | undefined): string {
	if (hint === undefined) return '';
	if (hint.index === undefined) return ' NOT INDEXED';
	return printOptional('INDEXED BY', printName(hint.index));
}

function joinText(printer: Printer, join: Join): string {
	const left = tableText(printer, join.left);
	const right = tableText(printer, join.right);
	let text = `${left}, ${right}`;
	if (join.operator !== 'comma') {
		const side = join.operator === 'inner' ? '' : `${join.operator.toUpperCase()} `;
		text = `${left} ${join.isNatural ? 'NATURAL ' : ''}${side}JOIN ${right}`;
	}
	switch (join.constraint?.kind) {
		case undefined:
			return text;
		case 'on':
			return `${text} ON ${printer.expression(join.constraint.expression)}`;
		case 'using':
			return `${text} USING (${printNames(join.constraint.columns)})`;
		default:
			return unreachable(join.constraint);
	}
}
