/**
 * The growing schema of a table while its definition is read: columns, primary key, indexes, checks, foreign keys.
 *
 * Constraints are taken in source order because automatic indexes are numbered in that order.
 */

import type {
	CheckSchema,
	ColumnSchema,
	ConflictAction,
	ForeignKeySchema,
	IndexColumn,
} from '../../catalog/schema.js';
import type { Expression } from '../../syntax/ast/expression.js';
import type { OrderingTerm } from '../../syntax/ast/query.js';
import type { References } from '../../syntax/ast/tableDefinition.js';
import type { Collation } from '../../types/collation.js';
import { SqlError } from '../../types/sqlError.js';
import { foldKey } from '../../util/foldKey.js';
import type { Span } from '../../util/span.js';

export const MAX_COLUMNS = 2000;

export type MutableColumn = { -readonly [Field in keyof ColumnSchema]: ColumnSchema[Field] };

export interface PrimaryKey {
	readonly columns: readonly IndexColumn[];
	readonly conflict: ConflictAction | undefined;
	/** Position of its index in the order of automatic indexes; undefined: a rowid alias, no index. */
	readonly indexNumber: number | undefined;
}

/** Throws what is wrong with a term of a key that is no column, beside that. */
export type TermCheck = (expression: Expression, columns: readonly ColumnSchema[]) => void;

interface AutomaticIndex {
	readonly columns: readonly IndexColumn[];
	readonly number: number;
	conflict: ConflictAction | undefined;
	origin: 'u' | 'pk';
}

export class TableParts {
	readonly columns: MutableColumn[] = [];
	readonly checks: CheckSchema[] = [];
	readonly foreignKeys: ForeignKeySchema[] = [];
	readonly indexes: AutomaticIndex[] = [];
	primaryKey: PrimaryKey | undefined = undefined;
	rowidAlias = -1;
	isAutoincrement = false;
	/** Of a key that is made when all columns are known. */
	lateKeySpan: Span | undefined = undefined;
	readonly #tableName: string;
	readonly #findCollation: (name: string, span: Span) => Collation;
	readonly #checkTerm: TermCheck;

	constructor(
		tableName: string,
		findCollation: (name: string, span: Span) => Collation,
		checkTerm: TermCheck,
	) {
		this.#tableName = tableName;
		this.#findCollation = findCollation;
		this.#checkTerm = checkTerm;
	}

	column(key: string): number {
		return this.columns.findIndex(column => column.key === key);
	}

	/** `canBeRowid`: a column constraint with DESC makes no rowid alias. */
	setPrimaryKey(
		columns: readonly IndexColumn[],
		conflict: ConflictAction | undefined,
		options: {
			readonly canBeRowid: boolean;
			readonly isWithoutRowid: boolean;
			readonly isAutoincrement: boolean;
			readonly span: Span;
		},
	): void {
		const { span } = options;
		if (this.primaryKey) {
			throw new SqlError(
				'SQLITE_ERROR',
				`table "${this.#tableName}" has more than one primary key`,
				{ span },
			);
		}
		columns.forEach(({ columnIndex }, position) => {
			const column = this.columns[columnIndex] as MutableColumn;
			if (column.generated) {
				throw new SqlError('SQLITE_ERROR', 'generated columns cannot be part of the PRIMARY KEY', {
					span,
				});
			}
			if (column.primaryKeyPosition === 0) column.primaryKeyPosition = position + 1;
		});
		const [first] = columns;
		const only = columns.length === 1 && first ? this.columns[first.columnIndex] : undefined;
		const isInteger = only?.declaredType?.toUpperCase() === 'INTEGER';
		if (options.canBeRowid && isInteger && options.isWithoutRowid) {
			this.isAutoincrement = options.isAutoincrement;
			this.primaryKey = { columns, conflict, indexNumber: undefined };
			this.lateKeySpan = span;
			return;
		}
		if (options.canBeRowid && isInteger && first) {
			this.rowidAlias = first.columnIndex;
			this.isAutoincrement = options.isAutoincrement;
			this.primaryKey = { columns, conflict, indexNumber: undefined };
			return;
		}
		if (options.isAutoincrement) {
			throw new SqlError(
				'SQLITE_ERROR',
				'AUTOINCREMENT is only allowed on an INTEGER PRIMARY KEY',
				{ span },
			);
		}
		const index = this.addIndex(columns, conflict, 'pk', span);
		this.primaryKey = { columns, conflict, indexNumber: index.number };
	}

	/** What would be the rowid alias becomes an index in a WITHOUT ROWID table, behind all others. */
	closePrimaryKey(): void {
		if (!this.primaryKey || !this.lateKeySpan) return;
		const { columns, conflict } = this.primaryKey;
		const index = this.addIndex(columns, conflict, 'pk', this.lateKeySpan);
		this.primaryKey = { columns, conflict, indexNumber: index.number };
	}

	/** An equal index serves both constraints. */
	addIndex(
		columns: readonly IndexColumn[],
		conflict: ConflictAction | undefined,
		origin: 'u' | 'pk',
		span: Span,
	): AutomaticIndex {
		const equal = this.indexes.find(index => coversSame(index.columns, columns));
		if (equal) {
			if (equal.conflict !== conflict && equal.conflict && conflict) {
				throw new SqlError('SQLITE_ERROR', 'conflicting ON CONFLICT clauses specified', { span });
			}
			equal.conflict ??= conflict;
			if (origin === 'pk') equal.origin = 'pk';
			return equal;
		}
		const index = { columns, conflict, origin, number: this.indexes.length + 1 };
		this.indexes.push(index);
		return index;
	}

	/** `of`: what it was written with. */
	addForeignKey(
		of: 'column' | 'table',
		columns: readonly number[],
		name: string | undefined,
		references: References,
	): void {
		const count = references.columns.length;
		if (of === 'column' && count > 1) {
			const name = this.columns[columns[0] as number]?.name ?? '';
			throw new SqlError(
				'SQLITE_ERROR',
				`foreign key on ${name} should reference only one column of table ${references.table.name}`,
				{ span: references.span },
			);
		}
		this.foreignKeys.push({
			name,
			columns,
			parentTable: references.table.name,
			parentKey: references.table.key,
			parentColumns: references.columns.map(column => column.key),
			parentColumnNames: references.columns.map(column => column.name),
			onDelete: references.onDelete,
			onUpdate: references.onUpdate,
			isDeferred: references.isDeferred,
		});
	}

	/** Terms of PRIMARY KEY (...) and UNIQUE (...): columns, with COLLATE and a direction. */
	keyColumns(terms: readonly OrderingTerm[]): IndexColumn[] {
		refuseTooMany(terms);
		return terms.map(term => {
			const plain = plainColumn(term.expression);
			if (!plain) {
				this.#checkTerm(term.expression, this.columns);
				throw prohibited(term.expression.span);
			}
			const { name, collation } = plain;
			const columnIndex = this.column(name.key);
			if (columnIndex < 0) throw unknownKeyColumn(term.expression, name);
			const column = this.columns[columnIndex] as MutableColumn;
			return {
				columnIndex,
				expression: undefined,
				collation: collation
					? this.#findCollation(collation.name, collation.span)
					: column.collation,
				descending: term.direction === 'desc',
			};
		});
	}

	ownKey(columnIndex: number, descending: boolean): IndexColumn[] {
		const { collation } = this.columns[columnIndex] as MutableColumn;
		return [{ columnIndex, expression: undefined, collation, descending }];
	}
}

/** Of any index. */
export function refuseTooMany(terms: readonly OrderingTerm[]): void {
	const excess = terms[MAX_COLUMNS];
	if (excess)
		throw new SqlError('SQLITE_ERROR', 'too many columns in index', { span: excess.span });
}

/** As many columns as the foreign key has, unless none are named. */
export function checkReferenced(count: number, { columns, span }: References): void {
	if (columns.length === 0 || columns.length === count) return;
	throw new SqlError(
		'SQLITE_ERROR',
		'number of columns in foreign key does not match the number of columns in the referenced table',
		{ span },
	);
}

function coversSame(left: readonly IndexColumn[], right: readonly IndexColumn[]): boolean {
	return (
		left.length === right.length &&
		left.every((column, position) => {
			const other = right[position];
			return column.columnIndex === other?.columnIndex && column.collation === other.collation;
		})
	);
}

interface NamedPart {
	readonly name: string;
	readonly key: string;
	readonly span: Span;
}

/** Undefined: something else. */
function plainColumn(
	expression: Expression,
): { readonly name: NamedPart; readonly collation: NamedPart | undefined } | undefined {
	if (expression.kind === 'collate') {
		const plain = plainColumn(expression.operand);
		return plain && { ...plain, collation: expression.collation };
	}
	if (expression.kind === 'columnReference' && !expression.table) {
		return { name: expression.column, collation: undefined };
	}
	if (expression.kind === 'textLiteral') {
		const name = expression.value;
		return { name: { name, key: foldKey(name), span: expression.span }, collation: undefined };
	}
	return undefined;
}

/** A name in double quotes that is no column is a string. */
function unknownKeyColumn(expression: Expression, { name, span }: NamedPart): SqlError {
	let inner = expression;
	while (inner.kind === 'collate') inner = inner.operand;
	if (inner.kind === 'columnReference' && inner.column.quote === 'double') return prohibited(span);
	return new SqlError('SQLITE_ERROR', `no such column: ${name}`, { span });
}

function prohibited(span: Span): SqlError {
	const message = 'expressions prohibited in PRIMARY KEY and UNIQUE constraints';
	return new SqlError('SQLITE_ERROR', message, { span });
}
