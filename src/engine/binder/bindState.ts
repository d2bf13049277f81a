/**
 * State of binding one statement: numbers given out so far, what is known of each column id, and three
 * registers that describe the expression bound last.
 *
 * Registers: every function that binds an expression leaves in `affinity`, `collation` and `isExplicit` what SQLite's
 * datatype rules say of it (no affinity: undefined; `isExplicit`: the collation comes from COLLATE). Callers read them
 * before they bind the next expression. This spares an object per expression.
 */

import type { TableSchema } from '../catalog/schema.js';
import type { TableFunctionColumn } from '../functions/function.js';
import type { ColumnId, Expr } from '../plan/expression.js';
import type { BoundQuery, BoundSubquery } from '../plan/logical.js';
import type { PlanContext } from '../plan/planContext.js';
import type { Affinity } from '../types/affinity.js';
import type { Collation } from '../types/collation.js';
import { SqlError } from '../types/sqlError.js';
import type { Span } from '../util/span.js';
import type { Scope } from './scope.js';
import type { NameObserver } from './nameObserver.js';

export interface BindState {
	/** Another one while a table of a kept layer is bound. */
	context: PlanContext;
	/** Text that the AST's spans refer to. */
	text: string;
	/** Inside a view's body or a table's stored expressions spans point into another text: errors leave them out. */
	isForeignText: boolean;
	/** PRAGMA full_column_names: set while the statement's own result columns are still to be bound. */
	columnNaming: PlanContext['columnNaming'] | undefined;
	/** What holds the expressions when subqueries and parameters are forbidden there, for messages. */
	restriction: Restriction | undefined;
	nextColumnId: number;
	slotCount: number;
	nextSubqueryId: number;
	nextCteId: number;
	/** By ColumnId. */
	readonly columnAffinity: (Affinity | undefined)[];
	/** By ColumnId; undefined: no collation of its own. */
	readonly columnCollation: (Collation | undefined)[];
	/** By ColumnId: the table column (-1: rowid) it comes straight from. */
	readonly columnTable: (TableSchema | undefined)[];
	readonly columnIndex: number[];
	/** By ColumnId, for `resultColumn`: what a column that comes from no table stands for. */
	readonly columnSource: (ColumnSource | undefined)[];
	readonly subqueries: BoundSubquery[];
	/** OLD and NEW, when the statement belongs to a row program; see outerRow.ts. */
	outerRow: Scope | undefined;
	/** Schema in which names without one are looked up; undefined: temp, main, then the others. */
	homeSchema: string | undefined;
	/** While a compound with ORDER BY is bound: what its SELECTs have in sight. */
	termScopes: Map<BoundQuery, Scope> | undefined;
	/** Views being expanded, to find circles. */
	readonly viewStack: string[];

	affinity: Affinity | undefined;
	collation: Collation | undefined;
	isExplicit: boolean;
	/** Set when an aggregate of the block being bound was met; callers that care reset it. */
	metAggregate: boolean;
	/** The same for window functions. */
	metWindow: boolean;
	/** The statement has failed: its parts are bound in the order in which SQLite finds errors. */
	isErrorOrder: boolean;
	/** In error order: how many queries are being bound around. */
	queryDepth: number;
	/** Hears what the names of the text itself mean; undefined: nobody asks. */
	observer: NameObserver | undefined;
}

/** A column of a table function, or what a compound's last term or a nested query gives. */
export type ColumnSource = Expr | FunctionColumn;

export interface FunctionColumn {
	readonly kind: 'functionColumn';
	readonly schemaKey: string;
	readonly table: string;
	readonly column: TableFunctionColumn;
}

/** Places with SQLite's limits on what may stand there. */
export type Restriction =
	| 'CHECK constraints'
	| 'index expressions'
	| 'partial index WHERE clauses'
	| 'generated columns'
	| 'DEFAULT values';

export function newBindState(context: PlanContext, text: string): BindState {
	return {
		context,
		text,
		isForeignText: false,
		columnNaming: undefined,
		restriction: undefined,
		nextColumnId: 1,
		slotCount: 0,
		nextSubqueryId: 1,
		nextCteId: 1,
		columnAffinity: [undefined],
		columnCollation: [undefined],
		columnTable: [undefined],
		columnIndex: [0],
		columnSource: [],
		subqueries: [],
		outerRow: undefined,
		homeSchema: undefined,
		termScopes: undefined,
		viewStack: [],
		affinity: undefined,
		collation: undefined,
		isExplicit: false,
		metAggregate: false,
		metWindow: false,
		isErrorOrder: false,
		queryDepth: 0,
		observer: undefined,
	};
}

export function newColumnId(
	state: BindState,
	affinity: Affinity | undefined,
	collation: Collation | undefined,
): ColumnId {
	const id = state.nextColumnId++;
	state.columnAffinity[id] = affinity;
	state.columnCollation[id] = collation;
	state.columnTable[id] = undefined;
	state.columnIndex[id] = 0;
	return id;
}

/** A new id for what `source` stands for. */
export function copyColumnId(state: BindState, source: ColumnId): ColumnId {
	const id = newColumnId(state, state.columnAffinity[source], state.columnCollation[source]);
	state.columnTable[id] = state.columnTable[source];
	state.columnIndex[id] = state.columnIndex[source] as number;
	const origin = state.columnSource[source];
	if (origin) state.columnSource[id] = origin;
	return id;
}

export function setMeta(
	state: BindState,
	affinity: Affinity | undefined,
	collation: Collation | undefined,
): void {
	state.affinity = affinity;
	state.collation = collation;
	state.isExplicit = false;
}

/** The registers of an expression that has neither affinity nor collation. */
export function clearMeta(state: BindState): void {
	state.affinity = undefined;
	state.collation = undefined;
	state.isExplicit = false;
}

/** The registers of an operator or call below which the first COLLATE is this one. */
export function setExplicit(state: BindState, collation: Collation | undefined): void {
	state.affinity = undefined;
	state.collation = collation;
	state.isExplicit = collation !== undefined;
}

/** An error of the statement being bound; the span is kept only when it points into its text. */
export function bindError(
	state: BindState,
	message: string,
	span: Span | undefined,
	hint?: string,
): SqlError {
	return new SqlError('SQLITE_ERROR', message, {
		span: state.isForeignText ? undefined : span,
		hint,
	});
}

/** Part of a schema that a stranger may have written; temporary objects are the caller's own. */
export function isStored({ isForeignText, homeSchema, restriction }: BindState): boolean {
	return (isForeignText && homeSchema !== undefined) || restriction !== undefined;
}
