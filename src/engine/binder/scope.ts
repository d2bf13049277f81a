/**
 * Scopes: what names mean inside one SELECT, and the frames that carry outer columns into nested queries.
 *
 * A frame is the boundary of one nested query of an expression. A FROM subquery has a scope of its own in the frame of
 * the query around it. A column found beyond a frame's boundary becomes a slot: the frame remembers which outer
 * expression fills it, and a boundary further out does the same once more for its own row, so that every nested query
 * lists all that its result depends on.
 */

import type { ColumnExpr, Expr, SlotBinding, SlotExpr } from '../plan/expression.js';
import type {
	BoundColumn,
	BoundJoin,
	BoundQuery,
	FunctionRelation,
	Relation,
	SharedQuery,
} from '../plan/logical.js';
import type { AggregateCall, SortKey, WindowCall } from '../plan/nodes.js';
import type { Expression } from '../syntax/ast/expression.js';
import type { CommonTable } from '../syntax/ast/query.js';
import type { WindowDefinition } from '../syntax/ast/window.js';
import type { BindState } from './bindState.js';

export interface Frame {
	/** Scope of the expression that holds the nested query; undefined: the statement itself. */
	readonly outer: Scope | undefined;
	readonly bindings: SlotBinding[];
	/** How often something inside referred to an outer row. */
	uses: number;
	/** The nested query of EXISTS. */
	readonly isForExists: boolean;
}

export interface Scope {
	readonly frame: Frame;
	/** Relations visible by name, in FROM order. */
	readonly relations: ScopeRelation[];
	/** Where the list of tables being bound starts: 0, or the first table of a group in parentheses. */
	fromStart: number;
	/** Groups in parentheses behind another table. */
	readonly groups: TableGroupEntry[];
	/** ON clauses: bound when all tables and the result columns are known. */
	pendingOn: PendingOn[];
	/** Arguments of table-valued functions: bound when all tables are known. */
	readonly pendingArguments: PendingArguments[];
	/** Result columns, once they are bound: WHERE, GROUP BY, HAVING and ORDER BY may use their names. */
	aliases: readonly BoundColumn[];
	/** Where aggregates of this block go; undefined: none allowed at the moment. */
	aggregates: AggregateCall[] | undefined;
	/** Where window functions of this block go; undefined: none allowed at the moment. */
	windows: WindowCollector | undefined;
	/** Inside the arguments of one of this block's aggregates. */
	isInsideAggregate: boolean;
	/** How an aggregate is refused where none is allowed: SQLite's words depend on the clause. */
	aggregateRefusal: 'usual' | 'groupBy' | 'late';
	readonly commonTables: CommonTableScope | undefined;
	/**
	 * Set on the scope of OLD and NEW around a row program (outerRow.ts): the slot of each column that was read. Such
	 * columns are the same for the whole statement, so no frame lists them.
	 */
	readonly rowSlots: Map<number, number> | undefined;
}

/** Window functions of a block as they are met, and the windows that have names. */
export interface WindowCollector {
	readonly named: ReadonlyMap<string, WindowDefinition>;
	readonly uses: WindowUse[];
}

export interface WindowUse {
	readonly partitionBy: readonly SortKey[];
	readonly orderBy: readonly SortKey[];
	readonly call: WindowCall;
}

/** A relation as one FROM clause shows it. */
export interface ScopeRelation {
	readonly relation: Relation;
	/** Folded schema name for tables, so that schema.table.column can be matched. */
	readonly schemaKey: string | undefined;
	/** Column position by folded name. */
	readonly columns: RelationColumns;
	/** Folded names joined by USING or NATURAL with what stands to the left. */
	using: readonly string[];
	/** How it was joined to its left. */
	join: 'inner' | 'left' | 'right' | 'full';
	/** An outer join may put NULLs for its rows. */
	isNullable?: boolean;
	/** Of `(a JOIN b) AS x`: where its columns come from, for their tables can still be named. */
	readonly origins?: readonly ColumnOrigin[];
	/** Column expressions made so far, at column position + 1 (the rowid at 0). */
	readonly exprs: (ColumnExpr | undefined)[];
}

/** A column of the tables inside `(a JOIN b) AS x`. */
export interface ColumnOrigin {
	readonly schemaKey: string | undefined;
	/** Undefined: the one column that stands for those joined by USING. */
	readonly tableKey: string | undefined;
	readonly key: string;
	readonly isRowid: boolean;
}

/** `(a JOIN b)` behind another table: to a star it is a table of its own. */
export interface TableGroupEntry {
	/** First relation. */
	readonly start: number;
	/** Of each relation the names joined by USING inside the group. */
	readonly using: readonly (readonly string[])[];
}

export interface PendingOn {
	readonly join: BoundJoin;
	readonly syntax: Expression;
	/** Relations of the joined side. */
	readonly rightStart: number;
	readonly end: number;
}

export interface PendingArguments {
	readonly relation: FunctionRelation;
	readonly syntax: readonly Expression[];
}

/** Names of a relation's columns; shared by all occurrences of one table. */
export interface RelationColumns {
	readonly names: readonly string[];
	readonly keys: readonly string[];
	/** Left out by `*`. */
	readonly hidden: ReadonlySet<number> | undefined;
	positionOf(key: string): number;
}

/** Common tables in sight: a linked list, innermost first. */
export interface CommonTableScope {
	readonly parent: CommonTableScope | undefined;
	readonly key: string;
	readonly definition: CommonTableDefinition;
}

export interface CommonTableDefinition {
	readonly name: string;
	readonly syntax: CommonTable;
	/** The common tables its own query sees. */
	scope: CommonTableScope | undefined;
	/** Text the syntax refers to. */
	readonly text: string;
	readonly isForeignText: boolean;
	/** While its recursive part is bound: what a reference to its name means. */
	recursion: RecursionTarget | undefined;
	isBeingBound: boolean;
	/** After the first reference, when it does not depend on an outer row. */
	shared: SharedDefinition | undefined;
}

export interface RecursionTarget {
	readonly cteId: number;
	readonly columns: readonly BoundColumn[];
	references: number;
}

export interface SharedDefinition {
	readonly query: BoundQuery;
	readonly names: RelationColumns;
	readonly shared: SharedQuery;
}

export function newFrame(outer: Scope | undefined, isForExists = false): Frame {
	return { outer, bindings: [], uses: 0, isForExists };
}

export function newScope(
	frame: Frame,
	commonTables: CommonTableScope | undefined,
	rowSlots?: Map<number, number>,
): Scope {
	return {
		frame,
		relations: [],
		fromStart: 0,
		groups: [],
		pendingOn: [],
		pendingArguments: [],
		aliases: NO_COLUMNS,
		aggregates: undefined,
		windows: undefined,
		isInsideAggregate: false,
		aggregateRefusal: 'usual',
		commonTables,
		rowSlots,
	};
}

const NO_COLUMNS: readonly BoundColumn[] = [];

/** The expression as seen from `frame`, when it was found in `owner`, a scope of that frame or one around it. */
export function importExpr(
	state: BindState,
	expr: Expr,
	name: string,
	owner: Scope,
	frame: Frame,
): Expr {
	if (owner.rowSlots) return rowSlot(state, owner.rowSlots, expr, name);
	if (owner.frame === frame || expr.kind === 'literal' || expr.kind === 'parameter') return expr;
	const outer = frame.outer as Scope;
	const value =
		outer.frame === owner.frame ? expr : importExpr(state, expr, name, owner, outer.frame);
	return slotFor(state, frame, value, name);
}

function rowSlot(state: BindState, slots: Map<number, number>, expr: Expr, name: string): Expr {
	if (expr.kind !== 'column') return expr;
	let slot = slots.get(expr.id);
	if (slot === undefined) slots.set(expr.id, (slot = state.slotCount++));
	return { kind: 'slot', slot, name };
}

function slotFor(state: BindState, frame: Frame, value: Expr, name: string): SlotExpr {
	frame.uses++;
	for (const binding of frame.bindings) {
		const bound = binding.value;
		const isSame =
			bound === value ||
			(bound.kind === 'column' && value.kind === 'column' && bound.id === value.id) ||
			(bound.kind === 'slot' && value.kind === 'slot' && bound.slot === value.slot);
		if (isSame) return { kind: 'slot', slot: binding.slot, name };
	}
	const slot = state.slotCount++;
	frame.bindings.push({ slot, value });
	return { kind: 'slot', slot, name };
}
