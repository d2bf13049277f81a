/**
 * Statement: a prepared statement with better-sqlite3's methods, return shapes and errors.
 *
 * What is parsed and compiled belongs to `Prepared` and is shared; bound values and result options are here.
 */

import type { SqlValue } from '../types/value.js';
import { bindParameters, bindSimply } from './bindParameters.js';
import type { Connection } from './connection.js';
import type { ConnectionCore } from './connectionCore.js';
import { expandedSql } from './expandedSql.js';
import type { Prepared } from './prepared.js';
import type { Program } from './program.js';
import { openResult } from './result.js';
import type { Result } from './result.js';
import { RowShape } from './rowShape.js';
import type { RowMode } from './rowShape.js';
import { allRows, eachRow, firstRow, runToEnd } from './runner.js';

export interface RunResult {
	changes: number;
	lastInsertRowid: number | bigint;
}

export interface ColumnDefinition {
	name: string;
	column: string | null;
	table: string | null;
	database: string | null;
	type: string | null;
}

export class Statement {
	readonly database: Connection;
	readonly source: string;
	readonly #core: ConnectionCore;
	readonly #prepared: Prepared;
	readonly #names: readonly (string | undefined)[];
	/** Used again by every call with simple arguments. */
	readonly #values: SqlValue[];
	#bound: readonly SqlValue[] | undefined = undefined;
	#mode: RowMode = 'object';
	#isSafe: boolean;
	#shape: RowShape | undefined = undefined;
	#shapedFor: Program | undefined = undefined;

	constructor(
		database: Connection,
		core: ConnectionCore,
		prepared: Prepared,
		source: string,
		isSafe: boolean,
	) {
		this.database = database;
		this.source = source;
		this.#core = core;
		this.#prepared = prepared;
		this.#names = prepared.parameters;
		this.#values = [null, ...this.#names.map(() => null)];
		this.#isSafe = isSafe;
	}

	/** Whether it returns data. */
	get reader(): boolean {
		const { program } = this.#prepared;
		return program.columns !== undefined;
	}

	get readonly(): boolean {
		const { program } = this.#prepared;
		return program.kind === 'query' || (program.kind === 'command' && program.isReadonly);
	}

	run(...args: unknown[]): RunResult {
		const core = this.#core;
		const program = this.#open();
		if (program.columns !== undefined) {
			throw new TypeError('This statement returns data. Use get(), all(), or iterate() instead');
		}
		const { totalChanges } = core;
		runToEnd(core, program, this.#bind(args));
		const changes = core.totalChanges === totalChanges ? 0 : core.changes;
		const rowid = core.lastInsertRowid;
		return { changes, lastInsertRowid: this.#isSafe ? BigInt(rowid) : rowid };
	}

	get(...args: unknown[]): unknown {
		const program = this.#openReader();
		return firstRow(this.#core, program, this.#bind(args), this.#shapeOf(program));
	}

	all(...args: unknown[]): unknown[] {
		const program = this.#openReader();
		return allRows(this.#core, program, this.#bind(args), this.#shapeOf(program));
	}

	iterate(...args: unknown[]): IterableIterator<unknown> {
		const program = this.#openReader();
		return eachRow(this.#core, program, this.#bind(args).slice(), this.#shapeOf(program));
	}

	/** The whole result, kept for reading page by page until it is released. */
	openResult(...args: unknown[]): Result {
		const program = this.#openReader();
		return openResult(this.#core, program, this.#bind(args));
	}

	bind(...args: unknown[]): this {
		this.#open();
		if (this.#bound) {
			throw new TypeError('The bind() method can only be invoked once per statement object');
		}
		this.#bound = bindParameters(this.#names, args);
		return this;
	}

	raw(isOn = true): this {
		return this.#setMode('raw', isOn);
	}

	pluck(isOn = true): this {
		return this.#setMode('pluck', isOn);
	}

	expand(isOn = true): this {
		return this.#setMode('expand', isOn);
	}

	safeIntegers(isOn = true): this {
		checkBoolean(isOn);
		this.#isSafe = isOn;
		this.#shape = undefined;
		return this;
	}

	columns(): ColumnDefinition[] {
		const { columns } = this.#open();
		if (!columns) {
			throw new TypeError('The columns() method is only for statements that return data');
		}
		return columns.map(({ name, origin, declaredType }) => ({
			name,
			column: origin?.column ?? null,
			table: origin?.table ?? null,
			database: origin?.database ?? null,
			type: declaredType ?? null,
		}));
	}

	#setMode(mode: 'raw' | 'pluck' | 'expand', isOn: boolean): this {
		if (!this.reader) {
			throw new TypeError(`The ${mode}() method is only for statements that return data`);
		}
		checkBoolean(isOn);
		if (isOn) this.#mode = mode;
		else if (this.#mode === mode) this.#mode = 'object';
		this.#shape = undefined;
		return this;
	}

	#open(): Program {
		if (!this.#core.isOpen) throw new TypeError('The database connection is not open');
		return this.#prepared.program;
	}

	#openReader(): Program {
		const program = this.#open();
		if (program.columns === undefined && this.#prepared.statement.kind !== 'pragma') {
			throw new TypeError('This statement does not return data. Use run() instead');
		}
		return program;
	}

	#bind(args: readonly unknown[]): readonly SqlValue[] {
		const values = this.#bindArguments(args);
		const { verbose } = this.#core.database.options;
		if (verbose) verbose(expandedSql(this.#prepared, values));
		return values;
	}

	#bindArguments(args: readonly unknown[]): readonly SqlValue[] {
		if (this.#bound) {
			if (args.length > 0) throw new TypeError('This statement already has bound parameters');
			return this.#bound;
		}
		const values = this.#values;
		return bindSimply(this.#names, args, values) ? values : bindParameters(this.#names, args);
	}

	#shapeOf(program: Program): RowShape {
		if (this.#shape && this.#shapedFor === program) return this.#shape;
		this.#shapedFor = program;
		this.#shape = new RowShape(program.columns ?? [], this.#mode, this.#isSafe);
		return this.#shape;
	}
}

function checkBoolean(value: unknown): void {
	if (typeof value !== 'boolean') {
		throw new TypeError('Expected first argument to be a boolean');
	}
}
