/**
 * Statements. Their union is closed; `parse` gives one node for each statement of the text, and
 * `invalid` for one whose first words already make no sense.
 */
import type { Span } from '../../util/span.js';
import type { ChangeStatement, Delete, Insert, Update } from './change.js';
import type { Expression } from './expression.js';
import type { LayerStatement } from './layers.js';
import type { Merge } from './merge.js';
import type { Name, QualifiedName } from './name.js';
import type { PartitionAction } from './partitions.js';
import type { OrderingTerm, Query } from './query.js';
import type { ColumnDefinition, CheckConstraint, TableDefinition } from './tableDefinition.js';

/** What every statement has. */
export interface StatementBase {
	/** From the first token to the last, without the semicolon; a broken one to where its end was found. */
	readonly span: Span;
	/** True if the parser reported an error in it: good for editor features, never to be executed. */
	readonly isBroken: boolean;
	/**
	 * The parameters by position: `parameters[0]` is parameter 1. `undefined` is a gap or a bare `?`,
	 * otherwise the name as written with its prefix. Its length is SQLite's parameter count.
	 */
	readonly parameters: readonly (string | undefined)[];
}

export type Statement =
	| Select
	| ChangeStatement
	| Merge
	| CreateTable
	| CreateVirtualTable
	| CreateIndex
	| CreateView
	| CreateTrigger
	| Drop
	| AlterTable
	| Begin
	| Commit
	| Rollback
	| Savepoint
	| Release
	| Pragma
	| Attach
	| Detach
	| Analyze
	| Reindex
	| Vacuum
	| Explain
	| LayerStatement
	| InvalidStatement;

/** Statements that are planned: they read or write rows. */
export type PlannedStatement = Select | ChangeStatement | Merge;

/** SELECT, VALUES, or WITH ... SELECT as a statement. */
export interface Select extends StatementBase {
	readonly kind: 'select';
	readonly query: Query;
}

export interface CreateTable extends StatementBase {
	readonly kind: 'createTable';
	readonly isTemporary: boolean;
	readonly ifNotExists: boolean;
	readonly table: QualifiedName;
	/** Columns and constraints, or the query of CREATE TABLE ... AS. */
	readonly body: TableDefinition | Query;
}

export interface CreateVirtualTable extends StatementBase {
	readonly kind: 'createVirtualTable';
	readonly ifNotExists: boolean;
	readonly table: QualifiedName;
	readonly module: Name;
	/** The module arguments as text, trimmed, split at top-level commas. */
	readonly args: readonly ModuleArgument[];
	/** Only for module `memory`: the arguments read as the body of CREATE TABLE. */
	readonly definition: TableDefinition | undefined;
}

export interface ModuleArgument {
	readonly kind: 'moduleArgument';
	readonly text: string;
	readonly span: Span;
}

export interface CreateIndex extends StatementBase {
	readonly kind: 'createIndex';
	readonly isUnique: boolean;
	readonly ifNotExists: boolean;
	readonly index: QualifiedName;
	readonly table: Name;
	readonly columns: readonly OrderingTerm[];
	/** USING type; undefined when none is written. */
	readonly using: Name | undefined;
	/** INCLUDE (columns); empty when none are written. */
	readonly included: readonly Name[];
	readonly where: Expression | undefined;
	/** WITH (options); empty when none are written. */
	readonly options: readonly IndexOption[];
}

export interface IndexOption {
	readonly kind: 'indexOption';
	readonly name: Name;
	/** Words and strings as text; 1 when none is written. */
	readonly value: number | string;
	readonly span: Span;
}

export interface CreateView extends StatementBase {
	readonly kind: 'createView';
	readonly isTemporary: boolean;
	readonly ifNotExists: boolean;
	readonly view: QualifiedName;
	/** Empty when no column list was given. */
	readonly columns: readonly Name[];
	readonly query: Query;
}

export interface CreateTrigger extends StatementBase {
	readonly kind: 'createTrigger';
	readonly isTemporary: boolean;
	readonly ifNotExists: boolean;
	readonly trigger: QualifiedName;
	/** BEFORE when nothing is written. */
	readonly timing: 'before' | 'after' | 'insteadOf';
	readonly event: TriggerEvent;
	readonly table: QualifiedName;
	/** Whether FOR EACH ROW was written; triggers are per row either way. */
	readonly isForEachRow: boolean;
	readonly when: Expression | undefined;
	readonly body: readonly TriggerStep[];
}

export interface TriggerEvent {
	readonly kind: 'insert' | 'delete' | 'update';
	/** UPDATE OF a, b; empty otherwise. */
	readonly columns: readonly Name[];
	readonly span: Span;
}

export type TriggerStep = Select | Insert | Update | Delete;

export interface Drop extends StatementBase {
	readonly kind: 'drop';
	readonly objectType: 'table' | 'index' | 'view' | 'trigger';
	readonly ifExists: boolean;
	readonly object: QualifiedName;
}

export interface AlterTable extends StatementBase {
	readonly kind: 'alterTable';
	readonly table: QualifiedName;
	readonly action: AlterAction;
}

export type AlterAction =
	| RenameTable
	| RenameColumn
	| AddColumn
	| DropColumn
	| AddCheck
	| DropConstraint
	| SetNotNull
	| DropNotNull
	| PartitionAction;

export interface RenameTable {
	readonly kind: 'renameTable';
	readonly newName: Name;
	readonly span: Span;
}

export interface RenameColumn {
	readonly kind: 'renameColumn';
	readonly column: Name;
	readonly newName: Name;
	readonly span: Span;
}

export interface AddColumn {
	readonly kind: 'addColumn';
	readonly column: ColumnDefinition;
	readonly span: Span;
}

export interface DropColumn {
	readonly kind: 'dropColumn';
	readonly column: Name;
	readonly span: Span;
}

/** `ADD [CONSTRAINT name] CHECK (expression)` */
export interface AddCheck {
	readonly kind: 'addCheck';
	readonly constraint: CheckConstraint;
	readonly span: Span;
}

export interface DropConstraint {
	readonly kind: 'dropConstraint';
	readonly constraint: Name;
	readonly span: Span;
}

/** `ALTER [COLUMN] c SET NOT NULL` */
export interface SetNotNull {
	readonly kind: 'setNotNull';
	readonly column: Name;
	readonly span: Span;
}

/** `ALTER [COLUMN] c DROP NOT NULL` */
export interface DropNotNull {
	readonly kind: 'dropNotNull';
	readonly column: Name;
	readonly span: Span;
}

export type IsolationLevel = 'readCommitted' | 'snapshot' | 'serializable';

export interface Begin extends StatementBase {
	readonly kind: 'begin';
	readonly mode: 'deferred' | 'immediate' | 'exclusive';
	/** ISOLATION LEVEL ..., which SQLite does not have. */
	readonly isolation: IsolationLevel | undefined;
}

/** COMMIT or END. */
export interface Commit extends StatementBase {
	readonly kind: 'commit';
}

export interface Rollback extends StatementBase {
	readonly kind: 'rollback';
	/** ROLLBACK TO name. */
	readonly savepoint: Name | undefined;
}

export interface Savepoint extends StatementBase {
	readonly kind: 'savepoint';
	readonly name: Name;
}

export interface Release extends StatementBase {
	readonly kind: 'release';
	readonly name: Name;
}

export interface Pragma extends StatementBase {
	readonly kind: 'pragma';
	readonly schema: Name | undefined;
	readonly name: Name;
	readonly value: PragmaValue | undefined;
}

/** The value of `PRAGMA x = value` or `PRAGMA x(value)`: SQLite hands pragmas plain text. */
export interface PragmaValue {
	readonly kind: 'pragmaValue';
	/** Quotes undone, sign kept: `-2000`, `on`, `main`. */
	readonly text: string;
	readonly span: Span;
}

/** A bare word in `file` or `schema` is a columnReference; SQLite takes its name as text. */
export interface Attach extends StatementBase {
	readonly kind: 'attach';
	readonly file: Expression;
	readonly schema: Expression;
	/** `KEY expression`, of encrypting builds. */
	readonly key: Expression | undefined;
}

export interface Detach extends StatementBase {
	readonly kind: 'detach';
	readonly schema: Expression;
}

export interface Analyze extends StatementBase {
	readonly kind: 'analyze';
	readonly object: QualifiedName | undefined;
}

/** The object may be a collation, a table or an index. */
export interface Reindex extends StatementBase {
	readonly kind: 'reindex';
	readonly object: QualifiedName | undefined;
}

export interface Vacuum extends StatementBase {
	readonly kind: 'vacuum';
	readonly schema: Name | undefined;
	readonly into: Expression | undefined;
}

export interface Explain extends StatementBase {
	readonly kind: 'explain';
	/** `program`: EXPLAIN; `queryPlan`: EXPLAIN QUERY PLAN; `options`: our EXPLAIN (...). */
	readonly mode: 'program' | 'queryPlan' | 'options';
	/** FORMAT; `text` when not given. */
	readonly format: 'text' | 'json';
	/** ANALYZE: run the statement and report what happened. */
	readonly isAnalyze: boolean;
	readonly statement: Statement;
}

/** Not a statement at all: `FOO bar`. */
export interface InvalidStatement extends StatementBase {
	readonly kind: 'invalid';
}
