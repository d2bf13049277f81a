/**
 * Named cells as relations: the last query of a cell named `by_region` can be read as `FROM by_region`.
 *
 * Each is a temporary view, made after the cell ran and dropped before it runs again. A name that is a
 * table or a view of the user's own stays theirs; the cell then says so. A query with parameters is none: an error about
 * its name gets a hint.
 */

import type { EngineDatabase } from './enginePort.js';
import { quoteName } from './statementText.js';

export class CellViews {
	readonly #database: EngineDatabase;
	readonly #names = new Map<string, string>();
	/** Of cells whose queries have parameters, in lower case. */
	readonly #parametrised = new Set<string>();

	constructor(database: EngineDatabase) {
		this.#database = database;
	}

	/** Gives notices. Only names that are one word of letters, digits and _ are relations. */
	create(cellId: string, name: string, query: string): readonly string[] {
		if (!/^[\p{L}_][\p{L}\p{N}_$]*$/u.test(name)) return [];
		this.#parametrised.delete(name.toLowerCase());
		const owner = [...this.#names].find(([, other]) => isSameName(other, name))?.[0];
		if (owner !== undefined) this.drop(owner);
		if (this.#exists(name)) {
			return [
				`The result cannot be read as ${name}: the database has a table or view of that name.`,
			];
		}
		try {
			this.#run(`CREATE TEMP VIEW ${quoteName(name)} AS ${query}`);
		} catch (error) {
			return [`The result cannot be read as ${name}: ${(error as Error).message}`];
		}
		this.#names.set(cellId, name);
		return [];
	}

	leaveOut(name: string): void {
		this.#parametrised.add(name.toLowerCase());
	}

	/** About an error at these words of a statement. */
	hintFor(words: string): string | undefined {
		if (!this.#parametrised.has(words.toLowerCase())) return undefined;
		return `the cell ${words} has parameters: its result cannot be read by name; CREATE TEMP TABLE ... AS keeps it`;
	}

	drop(cellId: string): void {
		const name = this.#names.get(cellId);
		if (name === undefined) return;
		this.#names.delete(cellId);
		// Going back to an earlier state may have taken it away.
		this.#run(`DROP VIEW IF EXISTS temp.${quoteName(name)}`);
	}

	#exists(name: string): boolean {
		const sql =
			'SELECT 1 FROM (SELECT name FROM sqlite_schema UNION ALL SELECT name FROM temp.sqlite_schema) WHERE name = ? COLLATE NOCASE';
		const result = this.#database.prepare(sql).openResult(name);
		const found = result.rowCount > 0;
		result.release();
		return found;
	}

	#run(sql: string): void {
		this.#database.prepare(sql).run();
	}
}

function isSameName(a: string, b: string): boolean {
	return a.toLowerCase() === b.toLowerCase();
}
