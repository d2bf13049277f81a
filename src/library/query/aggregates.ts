/** `avg('gpa')` and the like, for `select` and `having` of queries. */

import type { Sql } from './sql.js';
import { sql, text } from './sql.js';

/** What `avg('gpa')` and the like give, for `select`. Of a column; `Result` is `'same'` where it is of the column's own type. */
export class Aggregate<Column extends string, Result> {
	/** For the compiler only. */
	declare readonly resultType: Result;
	/** Undefined: of rows. */
	readonly column: Column | undefined;
	/** Whether the result is of the column's type. */
	readonly keepsType: boolean;
	readonly #name: string;
	readonly #isDistinct: boolean;

	constructor(name: string, column: Column | undefined, isDistinct = false) {
		this.#name = name;
		this.column = column;
		this.#isDistinct = isDistinct;
		this.keepsType = name === 'min' || name === 'max';
	}

	/** With the column's name in SQL. */
	toSql(column: Sql | undefined): Sql {
		const distinct = text(this.#isDistinct ? 'DISTINCT ' : '');
		return sql`${text(this.#name)}(${distinct}${column ?? text('*')})`;
	}
}

/** Of rows, or of the values of a column that are not NULL. */
export function count<Column extends string = never>(column?: Column): Aggregate<Column, number> {
	return new Aggregate('count', column);
}

/** Of the different values of a column. */
export function countDistinct<Column extends string>(column: Column): Aggregate<Column, number> {
	return new Aggregate('count', column, true);
}

/** null where there is nothing to sum up. */
export function sum<Column extends string>(column: Column): Aggregate<Column, number | null> {
	return new Aggregate('sum', column);
}

/** null where there is nothing to average. */
export function avg<Column extends string>(column: Column): Aggregate<Column, number | null> {
	return new Aggregate('avg', column);
}

/** null where there is nothing to compare. */
export function min<Column extends string>(column: Column): Aggregate<Column, 'same'> {
	return new Aggregate('min', column);
}

/** null where there is nothing to compare. */
export function max<Column extends string>(column: Column): Aggregate<Column, 'same'> {
	return new Aggregate('max', column);
}
