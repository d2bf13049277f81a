/** The destinations that a notebook's yaml cells declare, by name, and what a cell's directive comes to with them. */

import { SessionError } from '../session/sessionError.js';
import type { IntoOption } from './intoOption.js';
import type { Settings } from './settings.js';
import { readYamlCell } from './yamlCell.js';

export interface YamlSource {
	readonly cellId: string;
	readonly source: string;
}

export interface Target {
	readonly settings: Settings & { readonly table_name: string };
	/** The destination's name and the cell that declares it. */
	readonly declared: { readonly name: string; readonly cell: YamlSource } | undefined;
}

export class Destinations {
	readonly #cells = new Map<string, YamlSource>();

	declare(cell: YamlSource): void {
		this.#cells.delete(cell.cellId);
		this.#cells.set(cell.cellId, cell);
	}

	/** The notebook's yaml cells are these, whether they ran or not. */
	declareAll(cells: readonly YamlSource[]): void {
		this.#cells.clear();
		for (const cell of cells) this.declare(cell);
	}

	/** Throws a SessionError where the directive, or what it names, is not as it should be. */
	resolve(into: IntoOption): Target {
		const problem = into.checked.problems.find(({ severity }) => severity === 'error');
		if (problem) throw new SessionError('SQLITE_ERROR', `into: ${problem.message}`);
		const { name, isDeclared, checked } = into;
		const declared = name === undefined ? undefined : this.#find(name);
		if (name !== undefined && isDeclared && !declared) throw this.#unknown(name);
		const own = name !== undefined && !declared ? { table_name: name } : undefined;
		const settings = { ...declared?.settings, ...own, ...checked.settings };
		const { table_name: table } = settings;
		if (table === undefined) throw new SessionError('SQLITE_ERROR', 'into: table_name is required');
		return {
			settings: { ...settings, table_name: table },
			declared: declared && { name: declared.name, cell: declared.cell },
		};
	}

	#find(name: string): { name: string; settings: Settings; cell: YamlSource } | undefined {
		for (const cell of [...this.#cells.values()].reverse()) {
			const { destinations, problems } = readYamlCell(cell.source);
			const found = destinations.find(destination => destination.name === name);
			if (!found) continue;
			const problem = problems.find(
				({ severity, span }) => severity === 'error' && span.start >= found.span.start,
			);
			if (problem) throw new SessionError('SQLITE_ERROR', `destination ${problem.message}`);
			return { name, settings: found.settings, cell };
		}
		return undefined;
	}

	#unknown(name: string): SessionError {
		const names = [...this.#cells.values()].flatMap(({ source }) =>
			readYamlCell(source).destinations.map(destination => destination.name),
		);
		const known =
			names.length === 0
				? 'no yaml cell declares any'
				: `there are ${[...new Set(names)].join(', ')}`;
		return new SessionError('SQLITE_ERROR', `no such destination: ${name}`, known);
	}
}
