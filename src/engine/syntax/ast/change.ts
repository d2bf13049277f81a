/**
 * INSERT, UPDATE and DELETE.
 */
import type { Span } from '../../util/span.js';
import type { Expression } from './expression.js';
import type { ConflictAction, Name } from './name.js';
import type {
	OrderingTerm,
	Query,
	ResultColumn,
	TableExpression,
	TableReference,
	WithClause,
} from './query.js';
import type { StatementBase } from './statement.js';

export type ChangeStatement = Insert | Update | Delete;

export interface Insert extends StatementBase {
	readonly kind: 'insert';
	readonly with: WithClause | undefined;
	/** INSERT OR x; `replace` for REPLACE INTO as well. */
	readonly onConflict: ConflictAction | undefined;
	/** Never has an index hint. */
	readonly table: TableReference;
	/** Empty when no column list was given. */
	readonly columns: readonly Name[];
	/** undefined: DEFAULT VALUES. */
	readonly source: Query | undefined;
	/** In source order; the first whose target matches applies. */
	readonly upserts: readonly Upsert[];
	readonly returning: readonly ResultColumn[];
}

/** `ON CONFLICT [target [WHERE ...]] DO NOTHING | DO UPDATE SET ... [WHERE ...]` */
export interface Upsert {
	readonly kind: 'upsert';
	/** Empty: any uniqueness conflict. */
	readonly target: readonly OrderingTerm[];
	readonly targetWhere: Expression | undefined;
	/** Empty: DO NOTHING. */
	readonly assignments: readonly Assignment[];
	readonly where: Expression | undefined;
	readonly span: Span;
}

/** `a = 1` (one column), `(a, b) = (1, 2)` (several columns, a row of values). */
export interface Assignment {
	readonly kind: 'assignment';
	readonly columns: readonly Name[];
	/** The columns stand in parentheses, even if there is but one. */
	readonly isRow: boolean;
	readonly value: Expression;
	readonly span: Span;
}

export interface Update extends StatementBase {
	readonly kind: 'update';
	readonly with: WithClause | undefined;
	readonly onConflict: ConflictAction | undefined;
	readonly table: TableReference;
	readonly assignments: readonly Assignment[];
	readonly from: TableExpression | undefined;
	readonly where: Expression | undefined;
	readonly returning: readonly ResultColumn[];
	readonly orderBy: readonly OrderingTerm[];
	readonly limit: Expression | undefined;
	readonly offset: Expression | undefined;
}

export interface Delete extends StatementBase {
	readonly kind: 'delete';
	readonly with: WithClause | undefined;
	readonly table: TableReference;
	readonly where: Expression | undefined;
	readonly returning: readonly ResultColumn[];
	readonly orderBy: readonly OrderingTerm[];
	readonly limit: Expression | undefined;
	readonly offset: Expression | undefined;
}
