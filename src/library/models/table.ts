/**
 * A table as a model describes it: its fields and what holds for several of them. Knows nothing of databases; `createSql`
 * says how it is made in one.
 */

import { quoteName } from '../query/sql.js';
import { printLiteral } from '../../engine/index.js';
import type { Field, IndexOptions, Reference } from './field.js';
import { referredTo } from './references.js';

export interface TableIndex extends IndexOptions {
	/** Names of fields, with `-` before them for descending ones. */
	readonly fields: readonly string[];
}

export interface TableParts {
	readonly name: string;
	readonly fields: readonly Field[];
	/** Of several fields together. */
	readonly uniques: readonly (readonly string[])[];
	readonly indexes: readonly TableIndex[];
	/** SQL */
	readonly checks: readonly string[];
}

export class Table {
	readonly name: string;
	readonly fields: readonly Field[];
	readonly primaryKey: readonly Field[];
	readonly uniques: readonly (readonly string[])[];
	readonly indexes: readonly TableIndex[];
	readonly checks: readonly string[];
	readonly #byName: ReadonlyMap<string, Field>;

	constructor(parts: TableParts) {
		this.name = parts.name;
		this.fields = parts.fields;
		this.primaryKey = parts.fields.filter(({ isPrimaryKey }) => isPrimaryKey);
		this.uniques = parts.uniques;
		this.indexes = [...fieldIndexes(parts.fields), ...parts.indexes];
		this.checks = parts.checks;
		this.#byName = new Map(parts.fields.map(field => [field.name, field]));
		if (parts.fields.length === 0) {
			throw new TypeError(
				`${this.name} has no fields: write @field('text') name!: string, or give one an initialiser`,
			);
		}
		this.#checkNames();
	}

	find(name: string): Field | undefined {
		return this.#byName.get(name);
	}

	field(name: string): Field {
		const field = this.find(name);
		if (field) return field;
		const known = this.fields.map(one => one.name).join(', ');
		throw new TypeError(`${this.name} has no field ${name}; its fields are ${known}`);
	}

	/** CREATE TABLE; its references must be known by now. */
	createSql(): string {
		const lines = this.fields.map(field => `\t${this.columnSql(field)}`);
		if (this.primaryKey.length > 1) {
			lines.push(`\tPRIMARY KEY (${columnList(this.primaryKey)})`);
		}
		for (const names of this.uniques) {
			lines.push(`\tUNIQUE (${columnList(names.map(name => this.field(name)))})`);
		}
		for (const check of this.checks) lines.push(`\tCHECK (${check})`);
		return `CREATE TABLE ${quoteName(this.name)} (\n${lines.join(',\n')}\n) STRICT`;
	}

	createIndexSql(): string[] {
		return this.indexes.map(index => {
			const names = index.fields.map(name => name.replace(/^-/, ''));
			const name = index.name ?? [this.name, ...names].join('_');
			const columns = index.fields.map(given => {
				const column = quoteName(this.field(given.replace(/^-/, '')).column);
				return given.startsWith('-') ? `${column} DESC` : column;
			});
			const unique = index.unique === true ? 'UNIQUE ' : '';
			const using = index.using === undefined ? '' : ` USING ${quoteName(index.using)}`;
			const where = index.where === undefined ? '' : ` WHERE ${index.where}`;
			const on = `ON ${quoteName(this.name)}${using} (${columns.join(', ')})`;
			return `CREATE ${unique}INDEX IF NOT EXISTS ${quoteName(name)} ${on}${where}`;
		});
	}

	/** The definition of a column, in CREATE TABLE and ALTER TABLE ADD COLUMN. */
	columnSql(field: Field): string {
		const column = quoteName(field.column);
		const parts = [column, field.type.sqlType];
		if (field.isPrimaryKey && this.primaryKey.length === 1) parts.push('PRIMARY KEY');
		if (field.isAutoIncrement) parts.push('AUTOINCREMENT');
		else if (!field.isNullable) parts.push('NOT NULL');
		if (field.isUnique) parts.push('UNIQUE');
		if (field.defaults.kind === 'constant' && field.defaults.value !== null) {
			const literal = printLiteral(field.type.encode(field.defaults.value));
			parts.push(`DEFAULT ${literal.startsWith('-') ? `(${literal})` : literal}`);
		}
		if (field.collate !== undefined) parts.push(`COLLATE ${quoteName(field.collate)}`);
		const own = field.type.check?.(column);
		for (const check of own === undefined ? field.checks : [own, ...field.checks]) {
			parts.push(`CHECK (${check})`);
		}
		if (field.reference) parts.push(referenceSql(field.reference));
		return parts.join(' ');
	}

	#checkNames(): void {
		for (const name of this.uniques.flat()) this.field(name);
		for (const name of this.indexes.flatMap(({ fields }) => fields)) {
			this.field(name.replace(/^-/, ''));
		}
		const columns = new Set<string>();
		for (const { column } of this.fields) {
			const key = column.toLowerCase();
			if (columns.has(key)) throw new TypeError(`${this.name} has two columns ${column}`);
			columns.add(key);
		}
	}
}

export function asIndex(given: readonly string[] | TableIndex): TableIndex {
	return 'fields' in given ? given : { fields: given };
}

function fieldIndexes(fields: readonly Field[]): TableIndex[] {
	return fields.flatMap(({ name, index }) => (index ? [{ ...index, fields: [name] }] : []));
}

function columnList(fields: readonly Field[]): string {
	return fields.map(({ column }) => quoteName(column)).join(', ');
}

function referenceSql(reference: Reference): string {
	const { table, column } = referredTo(reference);
	const { onDelete, onUpdate, deferred } = reference;
	const parts = [`REFERENCES ${quoteName(table)} (${quoteName(column)})`];
	if (onDelete) parts.push(`ON DELETE ${onDelete.toUpperCase()}`);
	if (onUpdate) parts.push(`ON UPDATE ${onUpdate.toUpperCase()}`);
	if (deferred === true) parts.push('DEFERRABLE INITIALLY DEFERRED');
	return parts.join(' ');
}
