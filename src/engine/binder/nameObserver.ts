/**
 * What ALTER TABLE wants to know while a stored view or trigger is bound again: which table or column each name of its
 * text means. Names inside other views and tables that it reads are not reported, for they stand in other texts.
 */

import type { TableSchema } from '../catalog/schema.js';
import type { Relation } from '../plan/logical.js';
import type { ColumnReference } from '../syntax/ast/expression.js';
import type { Name } from '../syntax/ast/name.js';

export interface NameObserver {
	/** `columnIndex` is -1 for the rowid. */
	column(reference: ColumnReference, relation: Relation, columnIndex: number): void;
	/** A name in FROM, or the target of a change. */
	table(name: Name, relation: Relation, hasAlias: boolean): void;
	/** In the column list of an INSERT, or before the = of an assignment. */
	written(name: Name, table: TableSchema, columnIndex: number): void;
	/** The `t` of `t.*`. */
	star(table: Name, relation: Relation): void;
	/** A double-quoted name that is a string. */
	string(name: Name): void;
}
