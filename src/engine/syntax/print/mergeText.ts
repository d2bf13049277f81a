/** MERGE as SQL. */
import { unreachable } from '../../util/unreachable.js';
import type { Merge, MergeAction, MergeClause } from '../ast/merge.js';
import { listText } from './expressionText.js';
import { assignmentsText, returningText } from './changeText.js';
import { printColumnList, printOptional } from './printer.js';
import type { Printer } from './printer.js';
import { referenceText, tableText, withText } from './queryText.js';

export function mergeText(printer: Printer, merge: Merge): string {
	const prefix = merge.with === undefined ? '' : `${withText(printer, merge.with)} `;
	const source = tableText(printer, merge.source);
	const head = `${prefix}MERGE INTO ${referenceText(merge.table)} USING ${source}`;
	const clauses = merge.clauses.map(clause => clauseText(printer, clause)).join('');
	const returning = returningText(printer, merge.returning);
	return `${head} ON ${printer.expression(merge.on)}${clauses}${returning}`;
}

const MATCH_WORDS: Readonly<Record<MergeClause['match'], string>> = {
	matched: 'MATCHED',
	notMatched: 'NOT MATCHED',
	notMatchedBySource: 'NOT MATCHED BY SOURCE',
};

function clauseText(printer: Printer, { match, condition, action }: MergeClause): string {
	const and = printOptional('AND', condition && printer.expression(condition));
	return ` WHEN ${MATCH_WORDS[match]}${and} THEN ${actionText(printer, action)}`;
}

function actionText(printer: Printer, action: MergeAction): string {
	switch (action.kind) {
		case 'mergeUpdate':
			return `UPDATE SET ${assignmentsText(printer, action.assignments)}`;
		case 'mergeDelete':
			return 'DELETE';
		case 'mergeInsert':
			if (action.values === undefined) return 'INSERT DEFAULT VALUES';
			return `INSERT${printColumnList(action.columns)} VALUES (${listText(printer, action.values)})`;
		case 'mergeNothing':
			return 'DO NOTHING';
		default:
			return unreachable(action);
	}
}
