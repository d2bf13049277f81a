/** Which columns stored expressions mention, and so what an UPDATE of some columns changes beside them. */

import type { IndexSchema, TableSchema } from '../../catalog/schema.js';

/** Folded names of all columns that an expression mentions. */
export function namesIn(node: unknown, found = new Set<string>()): Set<string> {
	if (typeof node !== 'object' || node === null) return found;
	if ('kind' in node && node.kind === 'columnReference' && 'column' in node) {
		found.add((node.column as { key: string }).key);
		return found;
	}
	for (const child of Object.values(node)) namesIn(child, found);
	return found;
}

/** The assigned columns (-1: the rowid), the generated columns made from them, and their names. */
export class ChangedColumns {
	readonly #positions: Set<number>;
	readonly #keys = new Set<string>();

	constructor(table: TableSchema, assigned: readonly number[]) {
		this.#positions = new Set(assigned);
		for (const columnIndex of assigned) this.#addKey(table, columnIndex);
		let size = -1;
		while (size !== this.#keys.size) {
			size = this.#keys.size;
			table.columns.forEach((column, columnIndex) => {
				if (!column.generated || !this.isUsedBy(column.generated.expression)) return;
				this.#positions.add(columnIndex);
				this.#addKey(table, columnIndex);
			});
		}
	}

	has(columnIndex: number): boolean {
		return this.#positions.has(columnIndex);
	}

	isUsedBy(expression: unknown): boolean {
		for (const key of namesIn(expression)) if (this.#keys.has(key)) return true;
		return false;
	}

	/** Whether entries may come to stand elsewhere, or not at all: INCLUDE does not matter to that. */
	touches(index: IndexSchema): boolean {
		return (
			index.columns.some(
				column => this.has(column.columnIndex) || this.isUsedBy(column.expression),
			) || this.isUsedBy(index.where)
		);
	}

	#addKey(table: TableSchema, columnIndex: number): void {
		const column = table.columns[columnIndex];
		if (column) this.#keys.add(column.key);
	}
}
