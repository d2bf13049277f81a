/**
 * The same small database twice: in our trees, read through planner and executor alone, and in real SQLite. `check`
 * runs a query on both and compares rows, order and storage classes.
 */

import assert from 'node:assert/strict';
import type { Database } from 'sql.js';
import { addRelation, emptyCatalog } from '../../src/engine/catalog/changeCatalog.js';
import type { Catalog } from '../../src/engine/catalog/catalog.js';
import type { ColumnSchema, IndexSchema, TableSchema } from '../../src/engine/catalog/schema.js';
import { compileQuery } from '../../src/engine/executor/compile.js';
import type { ExecutionContext } from '../../src/engine/executor/contract.js';
import { collectRows } from '../../src/engine/executor/vectors/batch.js';
import type { FunctionServices } from '../../src/engine/functions/function.js';
import { FunctionRegistry } from '../../src/engine/functions/registry.js';
import { DEFAULT_PLAN_OPTIONS, type PlanContext } from '../../src/engine/plan/planContext.js';
import type { SelectPlan } from '../../src/engine/plan/statements.js';
import { planStatement } from '../../src/engine/planner/planStatement.js';
import { newTableTree, orderedIndexTree } from '../../src/engine/database/trees.js';
import type { KeyTreeContract, Tree } from '../../src/engine/storage/contract.js';
import { RowTree } from '../../src/engine/storage/rowTree.js';
import type { TreeLimits } from '../../src/engine/storage/limits.js';
import { parse } from '../../src/engine/syntax/parse.js';
import { affinityOfType } from '../../src/engine/types/affinity.js';
import { BINARY, builtinCollations } from '../../src/engine/types/collations.js';
import { applyAffinity } from '../../src/engine/types/convert.js';
import { printLiteral } from '../../src/engine/types/literal.js';
import type { SqlValue } from '../../src/engine/types/value.js';
import { openOracle, toSql } from '../oracle/oracle.js';

/** `name TYPE [COLLATE x] [PRIMARY KEY]`; `INTEGER PRIMARY KEY` is the rowid. */
export interface TableDefinition {
	readonly name: string;
	readonly columns: readonly string[];
	/** Column lists such as `a, b DESC`. */
	readonly indexes?: readonly string[];
	/** Makes it WITHOUT ROWID with this key. */
	readonly primaryKey?: string;
	readonly rows: readonly (readonly SqlValue[])[];
}

export const services: FunctionServices = {
	now: () => 0,
	randomInteger: () => 4n,
	randomBytes: length => new Uint8Array(length),
	changes: () => 0,
	totalChanges: () => 0,
	lastInsertRowid: () => 0,
};

const smallLeaves: TreeLimits | undefined = undefined;

export class TestDatabase {
	readonly oracle: Database = openOracle();
	readonly trees = new Map<number, Tree>();
	#catalog: Catalog = emptyCatalog(1);
	#nextId = 1;
	readonly #functions = new FunctionRegistry();

	addTable(definition: TableDefinition): this {
		const id = this.#nextId++;
		const columns = definition.columns.map(columnSchema);
		const rowidAlias = definition.columns.findIndex(text => text.endsWith('INTEGER PRIMARY KEY'));
		const hasRowid = definition.primaryKey === undefined;
		const indexes: IndexSchema[] = [];
		if (definition.primaryKey !== undefined) {
			indexes.push(indexSchema(id, definition.name, columns, definition.primaryKey, 'pk'));
		}
		for (const text of definition.indexes ?? []) {
			indexes.push(indexSchema(this.#nextId++, definition.name, columns, text, 'c'));
		}
		const table: TableSchema = {
			kind: 'table',
			id,
			schema: 'main',
			name: definition.name,
			key: definition.name,
			columns,
			rowidAlias,
			hasRowid,
			isAutoincrement: false,
			isStrict: false,
			primaryKeyConflict: undefined,
			checks: [],
			foreignKeys: [],
			indexes,
			module: undefined,
			sql: '',
		};
		this.#catalog = addRelation(this.#catalog, this.#catalog.version + 1, table);
		const rows = definition.rows.map(row =>
			row.map((value, index) => applyAffinity(value, (columns[index] as ColumnSchema).affinity)),
		);
		this.#fill(table, rows);
		this.#fillOracle(definition);
		return this;
	}

	#fill(table: TableSchema, rows: readonly SqlValue[][]): void {
		const keyed = rows.map(
			(row, index) => [table.rowidAlias < 0 ? index + 1 : row[table.rowidAlias], row] as const,
		);
		if (table.hasRowid) {
			const tree = new RowTree(table.columns.length, smallLeaves);
			for (const [rowid, row] of keyed) tree.insert(rowid as number, row);
			this.trees.set(table.id, tree);
		}
		const primaryKey = table.hasRowid
			? []
			: (table.indexes[0] as IndexSchema).columns.map(column => column.columnIndex);
		for (const index of table.indexes) {
			const indexed = index.columns.map(column => column.columnIndex);
			const isTable = index.id === table.id;
			const trailing = primaryKey.filter(column => !indexed.includes(column));
			const tree = isTable
				? (newTableTree(table) as KeyTreeContract)
				: orderedIndexTree(table, index);
			for (const [rowid, row] of keyed) {
				if (isTable) tree.insert(row);
				else {
					const entry = indexed.map(column => row[column] as SqlValue);
					if (table.hasRowid) entry.push(rowid as SqlValue);
					else for (const column of trailing) entry.push(row[column] as SqlValue);
					tree.insert(entry);
				}
			}
			this.trees.set(index.id, tree);
		}
	}

	#fillOracle({ name, columns, rows, indexes, primaryKey }: TableDefinition): void {
		const key = primaryKey === undefined ? '' : `, PRIMARY KEY (${primaryKey})`;
		const tail = primaryKey === undefined ? '' : ' WITHOUT ROWID';
		this.oracle.run(`CREATE TABLE ${name}(${columns.join(', ')}${key})${tail}`);
		for (const [at, text] of (indexes ?? []).entries()) {
			this.oracle.run(`CREATE INDEX ${name}_${at} ON ${name}(${text})`);
		}
		for (let start = 0; start < rows.length; start += 200) {
			const tuples = rows.slice(start, start + 200).map(row => `(${row.map(toSql).join(',')})`);
			this.oracle.run(`INSERT INTO ${name} VALUES ${tuples.join(',')}`);
		}
	}

	plan(sql: string): SelectPlan {
		const { statements, errors } = parse(sql);
		assert.deepEqual(errors, []);
		const statement = statements[0];
		assert(statement?.kind === 'select', 'a SELECT');
		const context: PlanContext = {
			catalog: this.#catalog,
			functions: functionLookup(this.#functions),
			collations: { find: name => builtinCollations.get(name.toLowerCase()) },
			statistics: {
				rowCount: id => this.trees.get(id)?.size ?? 0,
			},
			options: DEFAULT_PLAN_OPTIONS,
		};
		return planStatement(context, statement, sql) as SelectPlan;
	}

	context(slotCount: number, parameters: readonly SqlValue[] = []): ExecutionContext {
		return {
			tree: id => this.trees.get(id) as Tree,
			parameters: [null, ...parameters],
			slots: new Array<SqlValue>(slotCount).fill(null),
			services,
			checkInterrupt: () => undefined,
			results: new Map(),
		};
	}

	rows(sql: string, parameters: readonly SqlValue[] = []): SqlValue[][] {
		const plan = this.plan(sql);
		const query = compileQuery(plan.plan);
		return collectRows(query.open(this.context(plan.slotCount, parameters)));
	}

	/** Both give the same rows in the same order, each value printed as a literal that shows its class. */
	check(sql: string): void {
		const expected = this.#oracleRows(sql);
		const actual = this.rows(sql).map(row => row.map(printLiteral));
		assert.deepEqual(actual, expected, sql);
	}

	/** The same rows in any order. */
	checkUnordered(sql: string): void {
		const expected = this.#oracleRows(sql).map(row => row.join('|'));
		const actual = this.rows(sql).map(row => row.map(printLiteral).join('|'));
		assert.deepEqual(actual.sort(), expected.sort(), sql);
	}

	/** Both fail, with the same message. */
	checkError(sql: string): void {
		let expected: string | undefined;
		try {
			this.oracle.exec(sql);
		} catch (error) {
			expected = (error as Error).message;
		}
		assert(expected !== undefined, `SQLite accepts: ${sql}`);
		assert.throws(() => this.rows(sql), { message: expected });
	}

	#oracleRows(sql: string): string[][] {
		const width = this.oracle.prepare(sql).getColumnNames().length;
		const names = Array.from({ length: width }, (_, index) => `c${index}`);
		const quoted = names.map(name => `quote(${name})`).join(', ');
		const result = this.oracle.exec(
			`WITH q(${names.join(',')}) AS (${sql}) SELECT ${quoted} FROM q`,
		);
		return (result[0]?.values ?? []) as string[][];
	}
}

function functionLookup(registry: FunctionRegistry): PlanContext['functions'] {
	return {
		find: (key, count) => {
			const found = registry.find(key, count);
			if (found !== undefined && found !== 'wrongArity') return found;
			return registry.findTable(key);
		},
		has: key => registry.find(key, 0) !== undefined || registry.findTable(key) !== undefined,
		names: () => [],
	};
}

function columnSchema(text: string): ColumnSchema {
	const [name, type] = text.split(' ') as [string, string | undefined];
	const collation = /COLLATE (\w+)/.exec(text)?.[1];
	return {
		name,
		key: name,
		declaredType: type,
		affinity: affinityOfType(type === 'COLLATE' ? undefined : type),
		collation: builtinCollations.get(collation?.toLowerCase() ?? 'binary') ?? BINARY,
		isNotNull: false,
		notNullConflict: undefined,
		defaultValue: undefined,
		defaultText: undefined,
		generated: undefined,
		primaryKeyPosition: text.includes('PRIMARY KEY') ? 1 : 0,
	};
}

function indexSchema(
	id: number,
	table: string,
	columns: readonly ColumnSchema[],
	text: string,
	origin: 'pk' | 'c',
): IndexSchema {
	return {
		kind: 'index',
		id,
		schema: 'main',
		name: `index${id}`,
		key: `index${id}`,
		tableKey: table,
		columns: text.split(',').map(part => {
			const [name, direction] = part.trim().split(' ');
			const columnIndex = columns.findIndex(column => column.name === name);
			return {
				columnIndex,
				expression: undefined,
				collation: (columns[columnIndex] as ColumnSchema).collation,
				descending: direction === 'DESC',
			};
		}),
		isUnique: origin === 'pk',
		origin,
		conflict: undefined,
		where: undefined,
		sql: origin === 'pk' ? undefined : '',
	};
}
