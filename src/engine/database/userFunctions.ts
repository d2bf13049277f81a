/** Functions, aggregates, table functions and collations given by users, with better-sqlite3's checks. */

import type { AggregateFunction, ScalarFunction } from '../functions/function.js';
import type { Collation } from '../types/collation.js';
import type { SqlValue } from '../types/value.js';
import { foldKey } from '../util/foldKey.js';
import { isObject } from './argumentChecks.js';
import type { DatabaseCore } from './databaseCore.js';
import { fromBound, toResult, toSafeResult } from './values.js';

export type UserFunction = (...args: never[]) => unknown;

export interface FunctionOptions {
	readonly deterministic?: boolean;
	readonly directOnly?: boolean;
	readonly safeIntegers?: boolean;
	readonly varargs?: boolean;
}

export interface AggregateOptions extends FunctionOptions {
	/** The first state, or a function that makes it. */
	readonly start?: unknown;
	readonly step: (state: never, ...args: never[]) => unknown;
	readonly inverse?: (state: never, ...args: never[]) => unknown;
	readonly result?: (state: never) => unknown;
}

export type TableColumn = string | { readonly name: string; readonly declaredType?: string };

export interface TableOptions {
	/** A function gets the arguments that are literals: for tables whose columns depend on them. */
	readonly columns: readonly TableColumn[] | ((...args: never[]) => readonly TableColumn[]);
	/** Names of the arguments; by default those of `rows`. */
	readonly parameters?: readonly string[];
	readonly safeIntegers?: boolean;
	readonly directOnly?: boolean;
	readonly rows: (...args: never[]) => Iterable<unknown>;
}

type Callable = (...args: unknown[]) => unknown;

export function registerFunction(
	database: DatabaseCore,
	name: string,
	options: FunctionOptions | UserFunction,
	body: UserFunction | undefined,
): void {
	const call = typeof options === 'function' ? options : body;
	const settings = typeof options === 'function' ? {} : options;
	checkName(name);
	if (!isObject(settings)) {
		throw new TypeError('Expected second argument to be an options object');
	}
	if (typeof call !== 'function') {
		throw new TypeError('Expected last argument to be a function');
	}
	const arity = argumentCount(call, 0, settings.varargs);
	const convert = settings.safeIntegers ? toSafeResult : toResult;
	const added: ScalarFunction = {
		kind: 'scalar',
		name: foldKey(name),
		minArguments: Math.max(arity, 0),
		maxArguments: arity,
		isDeterministic: settings.deterministic === true,
		isDirectOnly: settings.directOnly === true,
		lazy: undefined,
		evaluate: (_context, ...args: SqlValue[]) =>
			returned(name, (call as Callable)(...args.map(convert))),
	};
	database.functions.register(added);
	database.registryVersion++;
}

export function registerAggregate(
	database: DatabaseCore,
	name: string,
	options: AggregateOptions,
): void {
	checkName(name);
	if (!isObject(options)) {
		throw new TypeError('Expected second argument to be an options object');
	}
	const { start = null, step, inverse, result } = options;
	if (typeof step !== 'function') throw new TypeError('Missing required option "step"');
	const arity = argumentCount(step, 1, options.varargs);
	const convert = options.safeIntegers ? toSafeResult : toResult;
	// A step that returns undefined leaves the state as it is.
	const apply = (change: UserFunction) => (state: unknown, args: readonly SqlValue[]) => {
		const next = (change as Callable)(state, ...args.map(convert));
		return next === undefined ? state : next;
	};
	const added: AggregateFunction = {
		kind: 'aggregate',
		name: foldKey(name),
		minArguments: Math.max(arity, 0),
		maxArguments: arity,
		create: () => (typeof start === 'function' ? (start as Callable)() : start),
		step: apply(step),
		finalize: state => returned(name, result ? (result as unknown as Callable)(state) : state),
		inverse: inverse && apply(inverse),
		kernel: undefined,
	};
	database.functions.register(added);
	database.registryVersion++;
}

export function registerTable(database: DatabaseCore, name: string, options: TableOptions): void {
	checkName(name);
	if (!isObject(options)) {
		throw new TypeError('Expected second argument to be a function or a table definition object');
	}
	const { columns, rows, parameters } = options;
	if (!Array.isArray(columns) && typeof columns !== 'function') {
		throw new TypeError(
			`Virtual table module "${name}" returned a table definition without a "columns" property`,
		);
	}
	if (typeof rows !== 'function') {
		throw new TypeError(
			`Virtual table module "${name}" returned a table definition without a "rows" property`,
		);
	}
	const convert = options.safeIntegers ? toSafeResult : toResult;
	const maxArguments = parameters?.length ?? rows.length;
	database.functions.register({
		kind: 'table',
		name: foldKey(name),
		minArguments: 0,
		maxArguments,
		columns: typeof columns === 'function' ? [] : described(columns),
		bindColumns:
			typeof columns === 'function'
				? args => described((columns as unknown as ColumnsOf)(...args.map(literal)))
				: undefined,
		*rows(args) {
			const values = args.map(convert);
			const names = typeof columns === 'function' ? undefined : described(columns).map(nameOf);
			for (const row of (rows as unknown as (...args: unknown[]) => Iterable<unknown>)(...values)) {
				yield tableRow(name, names, row);
			}
		},
	});
	database.registryVersion++;
}

export function registerCollation(
	database: DatabaseCore,
	name: string,
	compare: (left: string, right: string) => number,
): void {
	checkName(name);
	if (typeof compare !== 'function') {
		throw new TypeError('Expected second argument to be a function');
	}
	const added: Collation = { name, compare, hashKey: undefined };
	database.collations.set(foldKey(name), added);
	database.registryVersion++;
}

type ColumnsOf = (...args: unknown[]) => readonly TableColumn[];

function described(
	columns: readonly TableColumn[],
): { readonly name: string; readonly declaredType: string | undefined }[] {
	return columns.map(column =>
		typeof column === 'string'
			? { name: column, declaredType: undefined }
			: { name: column.name, declaredType: column.declaredType },
	);
}

const nameOf = (column: { readonly name: string }) => column.name;

const literal = (value: SqlValue | undefined) =>
	value === undefined ? undefined : toResult(value);

/** Without column names (they depend on the arguments) rows are arrays. */
function tableRow(name: string, columns: readonly string[] | undefined, row: unknown): SqlValue[] {
	if (Array.isArray(row)) {
		const width = columns?.length ?? row.length;
		return Array.from({ length: width }, (_, column) => returned(name, row[column] ?? null));
	}
	if (typeof row === 'object' && row !== null && columns) {
		const named = row as Readonly<Record<string, unknown>>;
		return columns.map(column => returned(name, named[column] ?? null));
	}
	throw new TypeError(`Virtual table module "${name}" yielded something that isn't a valid row`);
}

function argumentCount(
	call: { readonly length: number },
	leading: number,
	isVarargs: boolean | undefined,
): number {
	return isVarargs === true ? -1 : Math.max(0, call.length - leading);
}

function returned(name: string, value: unknown): SqlValue {
	if (value === undefined) return null;
	try {
		return fromBound(value);
	} catch {
		throw new TypeError(`User-defined function ${name}() returned an invalid value`);
	}
}

function checkName(name: unknown): void {
	if (typeof name !== 'string') throw new TypeError('Expected first argument to be a string');
	if (name === '') throw new TypeError('User-defined function name cannot be an empty string');
}
