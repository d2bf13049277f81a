/** Collations of an index as the schema's texts name them: PRAGMA index_xinfo shows them so. */

import type { IndexSchema, TableSchema } from '../../catalog/schema.js';
import type { OrderingTerm } from '../../syntax/ast/query.js';
import type { Statement } from '../../syntax/ast/statement.js';
import { parse } from '../../syntax/parse.js';

export interface WrittenCollations {
	/** Of the index's column at a position. */
	ofPart(position: number): string;
	/** Of a column of the table. */
	ofColumn(columnIndex: number): string;
}

export function writtenCollations(table: TableSchema, index: IndexSchema): WrittenCollations {
	const definition = tableDefinition(table);
	const made = index.sql === undefined ? undefined : statementOf(index.sql);
	const terms = made?.kind === 'createIndex' ? made.columns : [];
	const ofColumn = (columnIndex: number): string => {
		const { key, collation } = table.columns[columnIndex] ?? {};
		const column = definition?.columns.find(({ name }) => name.key === key);
		let written: string | undefined;
		for (const constraint of column?.constraints ?? []) {
			if (constraint.kind === 'collateColumn') written = constraint.collation.name;
		}
		return written ?? collation?.name ?? 'BINARY';
	};
	return {
		ofColumn,
		ofPart(position) {
			const part = index.columns[position];
			if (!part) return 'BINARY';
			const own = explicitCollation(terms[position]);
			if (own !== undefined) return own;
			// A key of the table's own text may name another collation than the column has.
			const isOfColumn = table.columns[part.columnIndex]?.collation === part.collation;
			return isOfColumn ? ofColumn(part.columnIndex) : part.collation.name;
		},
	};
}

function explicitCollation(term: OrderingTerm | undefined): string | undefined {
	return term?.expression.kind === 'collate' ? term.expression.collation.name : undefined;
}

function tableDefinition({ sql }: TableSchema) {
	const made = statementOf(sql);
	const body = made?.kind === 'createTable' ? made.body : undefined;
	return body?.kind === 'tableDefinition' ? body : undefined;
}

function statementOf(sql: string): Statement | undefined {
	return parse(sql).statements[0];
}
