/**
 * The rows of a child table that refer to one row of the parent: by an index of the child where one fits, otherwise by
 * reading all of it.
 *
 * Child and parent columns are compared under the collation of the parent's column. For counting they are compared as
 * SQLite compares two columns: as numbers when either holds numbers. Actions read the parent's value as a trigger reads
 * OLD, and only a rowid has an affinity there: then the child's column alone says how. An index fits when it orders its
 * column in just that way.
 */

import { trailingKeyParts } from '../../../catalog/schema.js';
import type { IndexSchema, TableSchema } from '../../../catalog/schema.js';
import type { ParentKey } from '../../../plan/foreignKeys.js';
import type { KeyTreeContract, RowTreeContract } from '../../../storage/contract.js';
import { valueAt } from '../../../storage/columnVector.js';
import type { Vector } from '../../../storage/vector.js';
import type { Affinity } from '../../../types/affinity.js';
import type { Collation } from '../../../types/collation.js';
import { BINARY } from '../../../types/collations.js';
import { valuesEqual } from '../../../types/compare.js';
import { applyAffinity, isInteger } from '../../../types/convert.js';
import type { Row, RowId, SqlValue } from '../../../types/value.js';
import type { ExecutionContext } from '../../contract.js';
import { primaryKeyColumns } from '../tableIndexes.js';

/** One column of the foreign key. */
interface Part {
	readonly childColumn: number;
	readonly parentColumn: number;
	/** Applied to the parent's value. */
	readonly affinity: 'numeric' | 'text' | 'blob';
	/** The child's column may hold text that counts as a number. */
	readonly convertsChild: boolean;
	readonly collation: Collation;
}

type Access =
	| { readonly kind: 'scan' }
	| { readonly kind: 'rowid'; readonly part: number }
	| {
			readonly kind: 'index';
			readonly index: IndexSchema;
			/** Part sought by each leading column of the index. */
			readonly parts: readonly number[];
			/** Entry positions of the table's key; empty for a rowid, which comes last. */
			readonly tableKey: readonly number[];
	  };

export class ChildSearch {
	readonly #child: TableSchema;
	readonly #parts: readonly Part[];
	readonly #access: Access;

	constructor(child: TableSchema, key: ParentKey, purpose: 'count' | 'action') {
		this.#child = child;
		this.#parts = key.childColumns.map((childColumn, position) => {
			const parentColumn = key.parentColumns[position] as number;
			const column = key.index ? key.parent.columns[parentColumn] : undefined;
			const own = child.columns[childColumn]?.affinity ?? 'blob';
			const isRowid = parentColumn === key.parent.rowidAlias;
			const isCounted = purpose === 'count' && isNumberAffinity(column?.affinity ?? 'integer');
			const isNumeric = isRowid || isCounted || isNumberAffinity(own);
			const affinity = isNumeric
				? 'numeric'
				: purpose === 'action' && own === 'text'
					? own
					: 'blob';
			return {
				childColumn,
				parentColumn,
				affinity,
				convertsChild: isNumeric && !isNumberAffinity(own),
				collation: column?.collation ?? BINARY,
			};
		});
		this.#access = chooseAccess(child, this.#parts);
	}

	/** How many stored rows refer to `parentRow`, counted up to `limit`. */
	count(context: ExecutionContext, parentRow: Row, limit = Infinity): number {
		const wanted = this.#wanted(parentRow);
		if (!wanted) return 0;
		const access = this.#access;
		switch (access.kind) {
			case 'rowid':
				return this.#countRowid(context, wanted, access.part);
			case 'index':
				return this.#countIndex(context, wanted, access, limit);
			case 'scan':
				return this.#child.hasRowid
					? this.#scanRows(context, wanted, limit)
					: this.#scanEntries(context, wanted, limit);
			default:
				return access satisfies never;
		}
	}

	/** Whether a row of the child refers to `parentRow`. */
	refersTo(childRow: Row, parentRow: Row): boolean {
		const wanted = this.#wanted(parentRow);
		return wanted !== undefined && this.#matches(wanted, childRow);
	}

	/** Undefined when a NULL is among them. */
	#wanted(parentRow: Row): SqlValue[] | undefined {
		const wanted: SqlValue[] = [];
		for (const { parentColumn, affinity } of this.#parts) {
			const value = parentRow[parentColumn] as SqlValue;
			if (value === null) return undefined;
			wanted.push(applyAffinity(value, affinity));
		}
		return wanted;
	}

	#matches(wanted: Row, childRow: Row): boolean {
		return this.#parts.every((part, position) =>
			isMatch(part, wanted[position] as SqlValue, childRow[part.childColumn] as SqlValue),
		);
	}

	#countRowid(context: ExecutionContext, wanted: Row, part: number): number {
		const rowid = wanted[part] as SqlValue;
		if (!isInteger(rowid)) return 0;
		const tree = context.tree(this.#child.id) as RowTreeContract;
		if (this.#parts.length === 1) return tree.has(rowid) ? 1 : 0;
		const row = tree.getRow(rowid);
		return row && this.#matches(wanted, row) ? 1 : 0;
	}

	#countIndex(
		context: ExecutionContext,
		wanted: Row,
		access: Extract<Access, { kind: 'index' }>,
		limit: number,
	): number {
		const prefix = access.parts.map(part => wanted[part] as SqlValue);
		const bound = { prefix, inclusive: true };
		const tree = context.tree(access.index.id) as KeyTreeContract;
		const isWhole = prefix.length === this.#parts.length;
		const cursor = tree.scan({ lower: bound, upper: bound });
		let count = 0;
		while (count < limit && cursor.next()) {
			if (isWhole) {
				count += cursor.end - cursor.start;
				continue;
			}
			for (let position = cursor.start; position < cursor.end; position++) {
				const row = this.#rowOf(context, cursor.entries[position] as Row, access);
				if (row && this.#matches(wanted, row)) count++;
			}
		}
		return count;
	}

	#rowOf(
		context: ExecutionContext,
		entry: Row,
		{ index, tableKey }: Extract<Access, { kind: 'index' }>,
	): Row | undefined {
		if (index.id === this.#child.id) return entry;
		const tree = context.tree(this.#child.id);
		if (this.#child.hasRowid) {
			return (tree as RowTreeContract).getRow(entry[index.columns.length] as RowId);
		}
		return (tree as KeyTreeContract).find(tableKey.map(position => entry[position] as SqlValue));
	}

	#scanRows(context: ExecutionContext, wanted: Row, limit: number): number {
		const cursor = (context.tree(this.#child.id) as RowTreeContract).scan();
		let count = 0;
		while (count < limit && cursor.next()) {
			context.checkInterrupt();
			const { columns } = cursor;
			for (let position = cursor.start; position < cursor.end; position++) {
				const isFound = this.#parts.every((part, index) =>
					isMatch(
						part,
						wanted[index] as SqlValue,
						valueAt(columns[part.childColumn] as Vector, position),
					),
				);
				if (isFound) count++;
			}
		}
		return count;
	}

	#scanEntries(context: ExecutionContext, wanted: Row, limit: number): number {
		const cursor = (context.tree(this.#child.id) as KeyTreeContract).scan();
		let count = 0;
		while (count < limit && cursor.next()) {
			context.checkInterrupt();
			for (let position = cursor.start; position < cursor.end; position++) {
				if (this.#matches(wanted, cursor.entries[position] as Row)) count++;
			}
		}
		return count;
	}
}

function isMatch(part: Part, wanted: SqlValue, value: SqlValue): boolean {
	if (value === null) return false;
	const compared = part.convertsChild ? applyAffinity(value, 'numeric') : value;
	return valuesEqual(wanted, compared, part.collation);
}

function isNumberAffinity(affinity: Affinity): boolean {
	return affinity === 'integer' || affinity === 'real' || affinity === 'numeric';
}

/** The rowid, else the index whose leading columns seek the most parts. */
function chooseAccess(child: TableSchema, parts: readonly Part[]): Access {
	const rowid = parts.findIndex(part => part.childColumn === child.rowidAlias);
	if (rowid >= 0) return { kind: 'rowid', part: rowid };
	let best: Extract<Access, { kind: 'index' }> | undefined;
	for (const index of child.indexes) {
		if (index.where || index.type !== undefined) continue;
		const sought = soughtParts(index, parts);
		if (sought.length === 0 || (best && sought.length <= best.parts.length)) continue;
		best = { kind: 'index', index, parts: sought, tableKey: keyPositions(child, index) };
	}
	return best ?? { kind: 'scan' };
}

function soughtParts(index: IndexSchema, parts: readonly Part[]): number[] {
	const sought: number[] = [];
	for (const { columnIndex, collation } of index.columns) {
		const position = parts.findIndex(
			(part, at) =>
				part.childColumn === columnIndex &&
				!part.convertsChild &&
				part.collation === collation &&
				!sought.includes(at),
		);
		if (position < 0) break;
		sought.push(position);
	}
	return sought;
}

/** Where an index entry holds the columns of a WITHOUT ROWID table's primary key. */
function keyPositions(child: TableSchema, index: IndexSchema): number[] {
	if (child.hasRowid || index.id === child.id) return [];
	const columns = [...index.columns, ...trailingKeyParts(child, index)];
	return primaryKeyColumns(child).map(key => columns.findIndex(one => one.columnIndex === key));
}
