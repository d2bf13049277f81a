/**
 * Plans MERGE: a query that finds out which clause applies to which row, and for each clause a statement that writes its rows. Rows
 * are deleted first, then updated, then inserted, so that new rows may take the place of old ones.
 */

import { bindQuery } from '../../binder/bindQuery.js';
import { bindError, newBindState } from '../../binder/bindState.js';
import { newFrame } from '../../binder/scope.js';
import type { TableSchema } from '../../catalog/schema.js';
import type { SqlFunction } from '../../functions/function.js';
import { RowBuffer } from '../../functions/rowBuffer.js';
import type { PlanContext } from '../../plan/planContext.js';
import { withFunctions } from '../../plan/withFunctions.js';
import type { MergePlan, MergeWrite } from '../../plan/statements.js';
import type { Merge, MergeClause } from '../../syntax/ast/merge.js';
import type { PlanNode } from '../../plan/nodes.js';
import { SqlError } from '../../types/sqlError.js';
import { planQuery } from '../planQuery.js';
import { newPlanState } from '../planState.js';
import { planIn } from '../planStatement.js';
import { parameterInfo, planSubqueries } from '../planSubqueries.js';
import { keyColumns, mergeQuery, valuesOf } from './mergeQuery.js';
import { keyName, ROWS, valueName, writeOf } from './mergeWrites.js';
import { queryNode, resultNode } from './nodes.js';

/** `sqlText` is the text that the statement's spans refer to. */
export function planMerge(context: PlanContext, merge: Merge, sqlText: string): MergePlan {
	const table = targetOf(context, merge, sqlText);
	const keys = keyColumns(table);
	for (const clause of merge.clauses) checkNames(context, merge, clause, sqlText);
	const { source, ...measures } = planSource(context, merge, table, sqlText);
	let { slotCount } = measures;
	let firstValue = 1 + keys.length;
	const writes: MergeWrite[] = [];
	merge.clauses.forEach((clause, position) => {
		const valueCount = valuesOf(clause).length;
		const write = planWrite(context, merge, clause, keys, sqlText);
		if (write) {
			writes.push({ ...write, clause: position, firstValue, valueCount });
			slotCount = Math.max(slotCount, write.plan.slotCount);
		}
		firstValue += valueCount;
	});
	writes.sort((left, right) => ORDER[left.plan.kind] - ORDER[right.plan.kind]);
	return {
		kind: 'merge',
		table,
		source,
		keyWidth: keys.length,
		writes,
		returning: merge.returning.length > 0 ? writes[0]?.plan.returning?.columns : undefined,
		parameters: parameterInfo(merge),
		...measures,
		slotCount,
	};
}

const ORDER = { delete: 0, update: 1, insert: 2 } as const;

function targetOf(context: PlanContext, { table: syntax }: Merge, sqlText: string): TableSchema {
	const { schema, name, span } = syntax;
	const relation = context.catalog.findRelation(name.key, schema?.key);
	const state = newBindState(context, sqlText);
	const written = schema ? `${schema.name}.${name.name}` : name.name;
	if (!relation) throw bindError(state, `no such table: ${written}`, span);
	if (relation.kind === 'table' && !relation.source) return relation;
	const what = relation.kind === 'view' ? 'a view' : 'a virtual table';
	throw bindError(state, `cannot MERGE into ${relation.name}: it is ${what}`, span);
}

/** A clause about rows of one side sees that side only: of the other there are none. */
function checkNames(
	context: PlanContext,
	merge: Merge,
	clause: MergeClause,
	sqlText: string,
): void {
	if (clause.match === 'matched') return;
	const { condition, span } = clause;
	const values = condition ? [condition, ...valuesOf(clause)] : valuesOf(clause);
	if (values.length === 0) return;
	const from = clause.match === 'notMatched' ? merge.source : merge.table;
	const columns = values.map(value => resultNode(value, 'value'));
	const query = queryNode(merge.with, columns, from, span);
	try {
		bindQuery(newBindState(context, sqlText), newFrame(undefined), undefined, query);
	} catch (error) {
		if (!(error instanceof SqlError) || error.hint !== undefined || !error.span) throw error;
		const seen = clause.match === 'notMatched' ? 'the source' : `${merge.table.name.name} itself`;
		const hint = `WHEN NOT MATCHED${clause.match === 'notMatched' ? '' : ' BY SOURCE'} sees the columns of ${seen} only`;
		throw new SqlError(error.code, error.message, { span: error.span, hint });
	}
}

function planSource(
	context: PlanContext,
	merge: Merge,
	table: TableSchema,
	sqlText: string,
): Pick<MergePlan, 'slotCount' | 'smallTables' | 'measuredTables'> & { readonly source: PlanNode } {
	const bind = newBindState(context, sqlText);
	const state = newPlanState(bind);
	const query = bindQuery(bind, newFrame(undefined), undefined, mergeQuery(merge, table));
	if (query.kind === 'select' && query.aggregate) {
		const hint = 'MERGE goes row by row: aggregate in its source, USING (SELECT ... GROUP BY ...)';
		throw new SqlError('SQLITE_ERROR', 'misuse of aggregate', { span: merge.span, hint });
	}
	const source = planQuery(state, state.optimizer.optimize(query), 'all');
	planSubqueries(state);
	const { smallTables, measuredTables } = state;
	return { source, slotCount: bind.slotCount, smallTables, measuredTables };
}

function planWrite(
	context: PlanContext,
	merge: Merge,
	clause: MergeClause,
	keys: readonly string[],
	sqlText: string,
): Pick<MergeWrite, 'rows' | 'plan'> | undefined {
	const statement = writeOf(merge, clause, keys);
	if (!statement) return undefined;
	const rows = new RowBuffer();
	const isInsert = statement.kind === 'insert';
	const columns = [
		...(isInsert ? [] : keys.map((_, position) => keyName(position))),
		...valuesOf(clause).map((_, position) => valueName(position)),
	];
	const own = withFunctions(context, [
		rows.asTable(ROWS, columns),
		actionFunction(statement.kind.toUpperCase()),
	]);
	const plan = planIn(newPlanState(newBindState(own, sqlText)), statement);
	if (plan.kind === 'select') throw new Error('a clause of MERGE writes');
	return { rows, plan };
}

/** What RETURNING calls to be told what was done with a row. */
function actionFunction(action: string): SqlFunction {
	return {
		kind: 'scalar',
		name: 'merge_action',
		minArguments: 0,
		maxArguments: 0,
		isDeterministic: true,
		isDirectOnly: false,
		lazy: undefined,
		evaluate: () => action,
	};
}
