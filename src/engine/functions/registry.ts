/**
 * Which function a name and an argument count mean. Built-ins are shared by all registries; functions
 * registered by users lie on top: one that takes the arguments hides all built-ins, as in SQLite. An exact argument count
 * wins over "any number".
 */

import { builtinFunctions } from './builtins.js';
import type {
	AggregateFunction,
	ScalarFunction,
	SqlFunction,
	TableFunction,
	WindowFunction,
} from './function.js';

export type CallableFunction = ScalarFunction | AggregateFunction | WindowFunction;

type FunctionsByName = Map<string, SqlFunction[]>;

function groupByName(functions: readonly SqlFunction[]): FunctionsByName {
	const byName: FunctionsByName = new Map();
	for (const one of functions) {
		const sameName = byName.get(one.name);
		if (sameName === undefined) byName.set(one.name, [one]);
		else sameName.push(one);
	}
	return byName;
}

const builtins: ReadonlyMap<string, readonly SqlFunction[]> = groupByName(builtinFunctions);

export class FunctionRegistry {
	readonly #own: FunctionsByName = new Map();

	/** Replaces the user function of the same name, kind of use and argument count. */
	register(added: SqlFunction): void {
		const sameName = this.#own.get(added.name) ?? [];
		const others = sameName.filter(
			one =>
				(one.kind === 'table') !== (added.kind === 'table') ||
				one.minArguments !== added.minArguments ||
				one.maxArguments !== added.maxArguments,
		);
		this.#own.set(added.name, [...others, added]);
	}

	/** True when there was a user function of this name (folded). */
	unregister(name: string): boolean {
		return this.#own.delete(name);
	}

	/**
	 * `name` is folded. 'wrongArity': functions of this name exist, none takes so many arguments.
	 */
	find(name: string, argumentCount: number): CallableFunction | 'wrongArity' | undefined {
		let isKnown = false;
		for (const candidates of [this.#own.get(name), builtins.get(name)]) {
			let best: CallableFunction | undefined;
			for (const one of candidates ?? []) {
				if (one.kind === 'table') continue;
				isKnown = true;
				if (!takes(one, argumentCount)) continue;
				if (one.minArguments === one.maxArguments) return one;
				best ??= one;
			}
			if (best) return best;
		}
		return isKnown ? 'wrongArity' : undefined;
	}

	/** A table-valued function by folded name. */
	findTable(name: string): TableFunction | undefined {
		for (const candidates of [this.#own.get(name), builtins.get(name)]) {
			for (const one of candidates ?? []) if (one.kind === 'table') return one;
		}
		return undefined;
	}

	/** Every function, the user's first: for function_list, completion and help. */
	list(): readonly SqlFunction[] {
		return [...[...this.#own.values()].flat(), ...builtinFunctions];
	}

	/** Registered by a user, not built in. */
	isUserFunction(one: SqlFunction): boolean {
		return this.#own.get(one.name)?.includes(one) ?? false;
	}
}

function takes(one: SqlFunction, count: number): boolean {
	return count >= one.minArguments && (one.maxArguments < 0 || count <= one.maxArguments);
}
