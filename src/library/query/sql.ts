/**
 * Pieces of SQL with values in them: `sql\`gpa > ${limit}\``. A value is always bound, never written into the text; for
 * people the same piece is printed with its values as literals.
 */

import { keywords, printLiteral } from '../../engine/index.js';
import type { SqlValue } from '../../engine/index.js';
import { encodeAny } from '../models/fieldTypes.js';

/** Text, or a value to be bound. */
type Part = string | Value;

class Value {
	readonly value: SqlValue;

	constructor(value: SqlValue) {
		this.value = value;
	}
}

/** A piece of SQL. `T` is what it gives when it is selected. */
export class Sql<T = unknown> {
	/** For the compiler only. */
	declare readonly resultType: T;
	readonly #parts: readonly Part[];
	/** Turns SQL's value into what is handed out. */
	readonly decode: ((value: SqlValue) => unknown) | undefined;

	constructor(parts: readonly Part[], decode?: (value: SqlValue) => unknown) {
		this.#parts = parts;
		this.decode = decode;
	}

	/** Within a larger piece. */
	get parts(): readonly Part[] {
		return this.#parts;
	}

	/** With `?` for values. */
	toSQL(): { readonly sql: string; readonly params: readonly SqlValue[] } {
		const params: SqlValue[] = [];
		let text = '';
		for (const part of this.#parts) {
			if (typeof part === 'string') text += part;
			else {
				text += '?';
				params.push(part.value);
			}
		}
		return { sql: text, params };
	}

	/** To be read by people, and to be run: values are literals. */
	toString(): string {
		return this.#parts
			.map(part => (typeof part === 'string' ? part : printLiteral(part.value)))
			.join('');
	}
}

/** SQL with values and other pieces in it: `sql<number>\`gpa * ${factor}\``. */
export function sql<T = unknown>(
	texts: TemplateStringsArray,
	...values: readonly unknown[]
): Sql<T> {
	const parts: Part[] = [];
	for (let index = 0; index < texts.length; index++) {
		const piece = texts[index];
		if (piece) parts.push(piece);
		if (index < values.length) addParts(parts, values[index]);
	}
	return new Sql<T>(parts);
}

/** A name, quoted where it has to be. */
sql.id = (name: string): Sql => new Sql([quoteName(name)]);

/** Text as it is. Never for what comes from outside. */
export function text(given: string): Sql {
	return new Sql([given]);
}

export function bound(value: SqlValue): Sql {
	return new Sql([new Value(value)]);
}

export function join(pieces: readonly Sql[], separator: string): Sql {
	const parts: Part[] = [];
	for (const piece of pieces) {
		if (parts.length > 0) parts.push(separator);
		for (const part of piece.parts) parts.push(part);
	}
	return new Sql(parts);
}

function addParts(parts: Part[], value: unknown): void {
	if (value instanceof Sql) {
		for (const part of value.parts) parts.push(part);
		return;
	}
	if (value === undefined)
		throw new TypeError('sql`...`: a value is undefined; null stands for NULL');
	parts.push(new Value(encodeAny(value)));
}

/** Names are few, and asked for again and again. */
const quoted = new Map<string, string>();

/** As SQL has it: bare where that is possible. */
export function quoteName(name: string): string {
	let known = quoted.get(name);
	if (known === undefined) {
		known = quote(name);
		if (quoted.size < 10_000) quoted.set(name, known);
	}
	return known;
}

function quote(name: string): string {
	if (/^[A-Za-z_]\w*$/.test(name) && !isKeyword(name)) return name;
	return `"${name.replaceAll('"', '""')}"`;
}

const words = new Set<string>(keywords.map(({ keyword }) => keyword));

function isKeyword(name: string): boolean {
	return words.has(name.toLowerCase());
}
