/** MERGE, of the SQL standard; SQLite has none. */
import type { Span } from '../../util/span.js';
import type { Assignment } from './change.js';
import type { Expression } from './expression.js';
import type { Name } from './name.js';
import type { ResultColumn, TableExpression, TableReference, WithClause } from './query.js';
import type { StatementBase } from './statement.js';

export interface Merge extends StatementBase {
	readonly kind: 'merge';
	readonly with: WithClause | undefined;
	/** Never has an index hint. */
	readonly table: TableReference;
	/** One table, function or query; joins stand in parentheses. */
	readonly source: TableExpression;
	readonly on: Expression;
	/** In source order; of those whose match and condition are true the first applies. */
	readonly clauses: readonly MergeClause[];
	readonly returning: readonly ResultColumn[];
}

/** `WHEN [NOT] MATCHED [BY SOURCE] [AND condition] THEN action` */
export interface MergeClause {
	readonly kind: 'mergeClause';
	/** `notMatched`: a source row without a row of the table; `notMatchedBySource`: the other way round. */
	readonly match: 'matched' | 'notMatched' | 'notMatchedBySource';
	readonly condition: Expression | undefined;
	readonly action: MergeAction;
	readonly span: Span;
}

export type MergeAction = MergeUpdate | MergeDelete | MergeInsert | MergeNothing;

export interface MergeUpdate {
	readonly kind: 'mergeUpdate';
	readonly assignments: readonly Assignment[];
}

export interface MergeDelete {
	readonly kind: 'mergeDelete';
}

export interface MergeInsert {
	readonly kind: 'mergeInsert';
	/** Empty when no column list was given. */
	readonly columns: readonly Name[];
	/** undefined: DEFAULT VALUES. */
	readonly values: readonly Expression[] | undefined;
}

/** DO NOTHING */
export interface MergeNothing {
	readonly kind: 'mergeNothing';
}
