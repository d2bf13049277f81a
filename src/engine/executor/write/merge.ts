/**
 * MERGE: its query is read to the end before the first row is written, then each clause's statement runs over the rows
 * that are its own, all as one statement.
 */

import type { MergePlan, MergeWrite } from '../../plan/statements.js';
import { compositeKey } from '../../types/compare.js';
import { valueToText } from '../../types/convert.js';
import { SqlError } from '../../types/sqlError.js';
import type { SqlValue } from '../../types/value.js';
import type { CompiledQuery, CompileQuery } from '../contract.js';
import type { CompiledWrite, WriteContext } from './contract.js';
import { forEachRow } from './sourceRows.js';
import { runSteps } from './steps.js';
import type { Steps } from './steps.js';

interface CompiledClause {
	readonly plan: MergeWrite;
	readonly write: CompiledWrite;
}

export function compileMerge(
	plan: MergePlan,
	compileQuery: CompileQuery,
	compileWrite: (plan: MergeWrite['plan']) => CompiledWrite,
): CompiledWrite {
	return new MergeWriter(plan, compileQuery(plan.source), compileWrite);
}

class MergeWriter implements CompiledWrite {
	readonly #plan: MergePlan;
	readonly #query: CompiledQuery;
	readonly #clauses: readonly CompiledClause[];
	readonly steps: CompiledWrite['steps'];

	constructor(
		plan: MergePlan,
		query: CompiledQuery,
		compileWrite: (plan: MergeWrite['plan']) => CompiledWrite,
	) {
		this.#plan = plan;
		this.#query = query;
		this.#clauses = plan.writes.map(write => ({ plan: write, write: compileWrite(write.plan) }));
		this.steps = context => this.#runInSteps(context);
	}

	run(context: WriteContext): SqlValue[][] | undefined {
		return runSteps(this.#runInSteps(context));
	}

	*#runInSteps(context: WriteContext): Steps<SqlValue[][] | undefined> {
		const returned: SqlValue[][] | undefined = this.#plan.returning ? [] : undefined;
		context.mark();
		try {
			this.#readRows(context);
			for (const { plan, write } of this.#clauses) {
				if (plan.rows.count === 0) continue;
				context.advance();
				const { steps } = write;
				const rows = steps
					? ((yield steps(context)) as SqlValue[][] | undefined)
					: write.run(context);
				if (returned && rows) for (const row of rows) returned.push(row);
			}
		} finally {
			for (const { rows } of this.#plan.writes) rows.clear(0);
		}
		return returned;
	}

	#readRows(context: WriteContext): void {
		const { keyWidth, writes } = this.#plan;
		const byClause = new Map<SqlValue, MergeWrite>();
		for (const write of writes) {
			byClause.set(write.clause, write);
			write.rows.clear((write.plan.kind === 'insert' ? 0 : keyWidth) + write.valueCount);
		}
		const written = new Set<unknown>();
		forEachRow(this.#query.open(context.source), row => {
			const write = byClause.get(row[0] as SqlValue);
			if (!write) return;
			const { firstValue, valueCount, rows, plan } = write;
			const values = row.slice(firstValue, firstValue + valueCount);
			if (plan.kind === 'insert') {
				rows.add(values);
				return;
			}
			const key = row.slice(1, 1 + keyWidth);
			this.#writeOnce(written, key);
			rows.add([...key, ...values]);
		});
	}

	#writeOnce(written: Set<unknown>, key: readonly SqlValue[]): void {
		const before = written.size;
		written.add(key.length === 1 ? key[0] : compositeKey(key));
		if (written.size > before) return;
		const shown = key.map(value => (value === null ? 'NULL' : valueToText(value))).join(', ');
		throw new SqlError('SQLITE_ERROR', 'MERGE command cannot affect row a second time', {
			hint: `several source rows match the row of ${this.#plan.table.name} with the key (${shown}): make ON match one of them, or group the source`,
		});
	}
}
