/** Whether the row that a child row refers to is there: one search in the parent's key. */

import type { TableSchema } from '../../../catalog/schema.js';
import type { ParentKey } from '../../../plan/foreignKeys.js';
import type { KeyTreeContract, RowTreeContract } from '../../../storage/contract.js';
import type { Affinity } from '../../../types/affinity.js';
import type { Collation } from '../../../types/collation.js';
import { BINARY } from '../../../types/collations.js';
import { valuesEqual } from '../../../types/compare.js';
import { applyAffinity, isInteger } from '../../../types/convert.js';
import type { Row, SqlValue } from '../../../types/value.js';
import type { ExecutionContext } from '../../contract.js';

export class ParentLookup {
	readonly #parent: TableSchema;
	readonly #treeId: number;
	readonly #isRowid: boolean;
	readonly #childColumns: readonly number[];
	readonly #parentColumns: readonly number[];
	readonly #affinities: readonly Affinity[];
	readonly #collations: readonly Collation[];

	constructor(key: ParentKey) {
		const { parent, index } = key;
		this.#parent = parent;
		this.#treeId = index ? index.id : parent.id;
		this.#isRowid = index === undefined;
		this.#childColumns = key.childColumns;
		this.#parentColumns = key.parentColumns;
		this.#affinities = key.parentColumns.map(column => parent.columns[column]?.affinity ?? 'blob');
		this.#collations = index ? index.columns.map(column => column.collation) : [BINARY];
	}

	/**
	 * Precondition: none of the columns is NULL. `leaving` is a row of the parent that is about to go, and counts as gone; `self`
	 * says that the row is about to become a row of the parent itself.
	 */
	finds(
		context: ExecutionContext,
		row: Row,
		self: 'isOwnParent' | 'isOther',
		leaving: Row | undefined,
	): boolean {
		if (this.#isRowid) {
			const wanted = applyAffinity(row[this.#childColumns[0] as number] as SqlValue, 'integer');
			if (!isInteger(wanted)) return false;
			if (self === 'isOwnParent' && row[this.#parent.columns.length] === wanted) return true;
			if (leaving && leaving[this.#parent.columns.length] === wanted) return false;
			return (context.tree(this.#treeId) as RowTreeContract).has(wanted);
		}
		if (self === 'isOwnParent' && this.#refersToItself(row)) return true;
		const wanted: SqlValue[] = [];
		for (let part = 0; part < this.#childColumns.length; part++) {
			const value = row[this.#childColumns[part] as number] as SqlValue;
			wanted.push(applyAffinity(value, this.#affinities[part] as Affinity));
		}
		if (leaving && this.#isKeyOf(leaving, wanted)) return false;
		return (context.tree(this.#treeId) as KeyTreeContract).find(wanted) !== undefined;
	}

	#refersToItself(row: Row): boolean {
		return this.#childColumns.every((column, part) => {
			const own = row[this.#parentColumns[part] as number] as SqlValue;
			return valuesEqual(row[column] as SqlValue, own);
		});
	}

	#isKeyOf(row: Row, wanted: Row): boolean {
		return wanted.every((value, part) =>
			valuesEqual(
				row[this.#parentColumns[part] as number] as SqlValue,
				value,
				this.#collations[part] as Collation,
			),
		);
	}
}
