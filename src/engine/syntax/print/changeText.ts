/**
 * INSERT, UPDATE and DELETE as SQL.
 */
import type { Assignment, Delete, Insert, Update, Upsert } from '../ast/change.js';
import type { ResultColumn } from '../ast/query.js';
import { orderingText } from './expressionText.js';
import { printColumnList, printNames, printOptional } from './printer.js';
import type { Printer } from './printer.js';
import { columnsText, orderAndLimitText, referenceText, tableText, withText } from './queryText.js';

function withPrefix(printer: Printer, statement: Insert | Update | Delete): string {
	return statement.with === undefined ? '' : `${withText(printer, statement.with)} `;
}

export function returningText(printer: Printer, columns: readonly ResultColumn[]): string {
	return columns.length === 0 ? '' : ` RETURNING ${columnsText(printer, columns)}`;
}

export function insertText(printer: Printer, insert: Insert): string {
	const prefix = withPrefix(printer, insert);
	const conflict = printOptional('OR', insert.onConflict?.toUpperCase());
	const target = `${referenceText(insert.table)}${printColumnList(insert.columns)}`;
	const source = insert.source === undefined ? 'DEFAULT VALUES' : printer.query(insert.source);
	const upserts = insert.upserts.map(upsert => upsertText(printer, upsert)).join('');
	const returning = returningText(printer, insert.returning);
	return `${prefix}INSERT${conflict} INTO ${target} ${source}${upserts}${returning}`;
}

function upsertText(printer: Printer, upsert: Upsert): string {
	let text = ' ON CONFLICT';
	if (upsert.target.length > 0) text += ` (${orderingText(printer, upsert.target)})`;
	text += printOptional('WHERE', upsert.targetWhere && printer.expression(upsert.targetWhere));
	if (upsert.assignments.length === 0) return `${text} DO NOTHING`;
	text += ` DO UPDATE SET ${assignmentsText(printer, upsert.assignments)}`;
	return text + printOptional('WHERE', upsert.where && printer.expression(upsert.where));
}

export function assignmentsText(printer: Printer, assignments: readonly Assignment[]): string {
	return assignments
		.map(({ columns, isRow, value }) => {
			const names = printNames(columns);
			return `${isRow ? `(${names})` : names} = ${printer.expression(value)}`;
		})
		.join(', ');
}

export function updateText(printer: Printer, update: Update): string {
	const conflict = printOptional('OR', update.onConflict?.toUpperCase());
	const head = `${withPrefix(printer, update)}UPDATE${conflict} ${referenceText(update.table)}`;
	const set = assignmentsText(printer, update.assignments);
	const from = printOptional('FROM', update.from && tableText(printer, update.from));
	return `${head} SET ${set}${from}${tailText(printer, update)}`;
}

export function deleteText(printer: Printer, statement: Delete): string {
	const head = `${withPrefix(printer, statement)}DELETE FROM ${referenceText(statement.table)}`;
	return `${head}${tailText(printer, statement)}`;
}

function tailText(printer: Printer, statement: Update | Delete): string {
	const where = printOptional('WHERE', statement.where && printer.expression(statement.where));
	const returning = returningText(printer, statement.returning);
	return `${where}${returning}${orderAndLimitText(printer, statement)}`;
}
