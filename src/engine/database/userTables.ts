/**
 * Table functions and virtual table modules given by users: `db.table(name, definition)` as better-sqlite3 has it. A
 * definition makes one table under that name; a function is a module that makes one for each CREATE VIRTUAL TABLE.
 *
 * Beyond better-sqlite3, `columns` may be a function of the literal arguments (the rows are arrays then, and `rows` any
 * function), and a column may say its declared type.
 */

import type { TableFunction } from '../functions/function.js';
import type { SqlValue } from '../types/value.js';
import { foldKey } from '../util/foldKey.js';
import { isObject } from './argumentChecks.js';
import type { DatabaseCore } from './databaseCore.js';
import { fromBound, toResult, toSafeResult } from './values.js';

/** A column of such a table. */
export type TableColumn = string | { readonly name: string; readonly declaredType?: string };

/** A table whose rows a function gives. */
export interface TableOptions {
	/** A function gets the arguments that are literals: for tables whose columns depend on them. */
	readonly columns: readonly TableColumn[] | ((...args: never[]) => readonly TableColumn[]);
	/** Names of the arguments; by default `$1`, `$2`, ... for those of `rows`. */
	readonly parameters?: readonly string[];
	readonly safeIntegers?: boolean;
	readonly directOnly?: boolean;
	/** Gives the rows, as objects or as arrays in the order of the columns. */
	readonly rows: (...args: never[]) => Iterable<unknown>;
}

/** Called with what stands between the parentheses of CREATE VIRTUAL TABLE; `this` says which table is made. */
export type TableFactory = (
	this: { readonly module: string; readonly database: string; readonly table: string },
	...args: string[]
) => TableOptions;

const MOST_PARAMETERS = 32;
const generatorPrototype: unknown = Object.getPrototypeOf(function* () {
	yield 0;
});

export function registerTable(
	database: DatabaseCore,
	name: string,
	options: TableOptions | TableFactory,
	isSafe: boolean,
): void {
	if (typeof name !== 'string') throw new TypeError('Expected first argument to be a string');
	if (name === '') throw new TypeError('Virtual table module name cannot be an empty string');
	if (typeof options === 'function') {
		database.modules.set(foldKey(name), {
			storage: 'none',
			define(schema, table, args) {
				const target = { module: name, database: schema, table };
				const made: unknown = Reflect.apply(options, target, args);
				if (!isObject(made)) {
					const message = `Virtual table module "${name}" did not return a table definition object`;
					throw new TypeError(message);
				}
				return tableFunction(foldKey(table), made, { name, verb: 'returned' }, isSafe);
			},
		});
		return;
	}
	if (!isObject(options)) {
		throw new TypeError('Expected second argument to be a function or a table definition object');
	}
	const added = tableFunction(foldKey(name), options, { name, verb: 'used' }, isSafe);
	database.functions.register(added);
	database.registryVersion++;
}

/** The module, for messages. */
interface Module {
	readonly name: string;
	readonly verb: 'used' | 'returned';
}

function tableFunction(
	key: string,
	options: object,
	module: Module,
	isSafe: boolean,
): TableFunction {
	const definition = options as Readonly<Record<keyof TableOptions, unknown>>;
	for (const property of ['rows', 'columns'] as const) {
		if (!Object.hasOwn(definition, property)) fail(module, `without a "${property}" property`);
	}
	const { columns } = definition;
	const isOpen = typeof columns === 'function';
	const rows = checkedRows(module, definition.rows, isOpen);
	const described = isOpen ? [] : checkedColumns(module, columns);
	const parameters = checkedParameters(module, definition, rows);
	for (const parameter of parameters) {
		if (described.some(column => column.name === parameter)) {
			const what = `with column "${parameter}"`;
			fail(module, `${what} which was ambiguously defined as both a column and parameter`);
		}
	}
	const convert = flag(module, definition, 'safeIntegers', isSafe) ? toSafeResult : toResult;
	const names = described.map(column => column.name);
	return {
		kind: 'table',
		name: key,
		minArguments: 0,
		maxArguments: parameters.length,
		columns: described,
		parameters,
		onlyEqualities: true,
		isDirectOnly: flag(module, definition, 'directOnly', false),
		// Between two rows of such a generator the caller may look at what has happened.
		...(!isOpen && { isStepwise: true }),
		bindColumns: isOpen
			? args => (columns as ColumnsOf)(...args.map(literal)).map(describe)
			: undefined,
		*rows(args) {
			const given: readonly (SqlValue | undefined)[] = args;
			if (!isOpen && given.includes(null)) return;
			const values = parameters.map((_, position) => {
				const value = given[position];
				return value === undefined ? undefined : convert(value);
			});
			// What was left out at the end is no argument of an open definition.
			if (isOpen) values.length = given.length;
			for (const row of rows(...values)) {
				yield isOpen ? openRow(module, row) : closedRow(module, names, row);
			}
		},
	};
}

type ColumnsOf = (...args: unknown[]) => readonly TableColumn[];
type RowsOf = (...args: unknown[]) => Iterable<unknown>;

interface DescribedColumn {
	readonly name: string;
	readonly declaredType: string | undefined;
}

function describe(column: TableColumn): DescribedColumn {
	return typeof column === 'string'
		? { name: column, declaredType: undefined }
		: { name: column.name, declaredType: column.declaredType };
}

function literal(value: SqlValue | undefined): unknown {
	return value === undefined ? undefined : toResult(value);
}

function checkedRows(module: Module, rows: unknown, isOpen: boolean): RowsOf {
	const isGenerator =
		typeof rows === 'function' && Object.getPrototypeOf(rows) === generatorPrototype;
	if (!isGenerator && !(isOpen && typeof rows === 'function')) {
		fail(module, 'with an invalid "rows" property (should be a generator function)');
	}
	return rows as RowsOf;
}

function checkedColumns(module: Module, columns: unknown): DescribedColumn[] {
	if (!Array.isArray(columns) || !Array.from(columns as unknown[]).every(isColumn)) {
		fail(module, 'with an invalid "columns" property (should be an array of strings)');
	}
	const described = (columns as TableColumn[]).map(describe);
	if (new Set(described.map(column => column.name)).size !== described.length) {
		fail(module, 'with duplicate column names');
	}
	if (described.length === 0) {
		throw new RangeError(messageOf(module, 'with zero columns'));
	}
	return described;
}

function isColumn(column: unknown): boolean {
	if (typeof column === 'string') return true;
	return isObject(column) && 'name' in column && typeof column.name === 'string';
}

function checkedParameters(
	module: Module,
	definition: Readonly<Record<string, unknown>>,
	rows: RowsOf,
): readonly string[] {
	const parameters = Object.hasOwn(definition, 'parameters')
		? definition['parameters']
		: numbered(rows.length);
	if (
		!Array.isArray(parameters) ||
		!Array.from(parameters as unknown[]).every(name => typeof name === 'string')
	) {
		fail(module, 'with an invalid "parameters" property (should be an array of strings)');
	}
	const names = [...(parameters as string[])];
	if (new Set(names).size !== names.length) fail(module, 'with duplicate parameter names');
	if (names.length > MOST_PARAMETERS) {
		const what = `with more than the maximum number of ${MOST_PARAMETERS} parameters`;
		throw new RangeError(messageOf(module, what));
	}
	return names;
}

function numbered(length: unknown): string[] {
	if (typeof length !== 'number' || !Number.isInteger(length) || length < 0) {
		throw new TypeError('Expected function.length to be a positive integer');
	}
	return Array.from({ length: Math.min(length, MOST_PARAMETERS + 1) }, (_, at) => `$${at + 1}`);
}

function flag(
	module: Module,
	definition: Readonly<Record<string, unknown>>,
	name: 'safeIntegers' | 'directOnly',
	initial: boolean,
): boolean {
	if (!Object.hasOwn(definition, name)) return initial;
	const value = definition[name];
	if (typeof value === 'boolean') return value;
	return fail(module, `with an invalid "${name}" property (should be a boolean)`);
}

/** The column names depend on the arguments. */
function openRow(module: Module, row: unknown): SqlValue[] {
	if (!Array.isArray(row)) throw invalidRow(module);
	return row.map(value => valueOf(module, value));
}

function closedRow(module: Module, names: readonly string[], row: unknown): SqlValue[] {
	if (Array.isArray(row)) {
		if (row.length !== names.length) {
			throw new TypeError(yielded(module, 'a row with an incorrect number of columns'));
		}
		return row.map(value => valueOf(module, value));
	}
	if (!isObject(row)) throw invalidRow(module);
	const named = row as Readonly<Record<string, unknown>>;
	for (const name of Object.keys(named)) {
		if (names.includes(name)) continue;
		throw new TypeError(yielded(module, `a row with an undeclared column "${name}"`));
	}
	return names.map(name => {
		if (!Object.hasOwn(named, name)) {
			throw new TypeError(yielded(module, 'a row with missing columns'));
		}
		return valueOf(module, named[name]);
	});
}

function valueOf(module: Module, value: unknown): SqlValue {
	if (value === undefined) return null;
	try {
		return fromBound(value);
	} catch (error) {
		const options = { cause: error };
		if (error instanceof RangeError) {
			throw new RangeError(yielded(module, 'a bigint that was too big'), options);
		}
		throw new TypeError(yielded(module, 'an invalid value'), options);
	}
}

function invalidRow(module: Module): TypeError {
	return new TypeError(yielded(module, "something that isn't a valid row object"));
}

function yielded({ name }: Module, what: string): string {
	return `Virtual table module "${name}" yielded ${what}`;
}

function messageOf({ name, verb }: Module, what: string): string {
	return `Virtual table module "${name}" ${verb} a table definition ${what}`;
}

function fail(module: Module, what: string): never {
	throw new TypeError(messageOf(module, what));
}
