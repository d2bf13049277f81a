/** The index types that every database has, and how one is found and made. */

import type { IndexSchema, TableSchema } from '../catalog/schema.js';
import type { KeyPart } from '../storage/contract.js';
import { SqlError } from '../types/sqlError.js';
import { bitmapType } from './bitmapIndex.js';
import type { IndexDefinition, IndexStructure, IndexType, IndexTypeLookup } from './contract.js';
import { fulltextType } from './fulltext/fulltextIndex.js';
import { hashType } from './hashIndex.js';
import { TypedTree } from './typedTree.js';

/** What USING calls the ordinary index. */
export const ORDERED = 'btree';

export class IndexTypes implements IndexTypeLookup {
	readonly #types = new Map<string, IndexType>([
		['hash', hashType],
		['bitmap', bitmapType],
		['fulltext', fulltextType],
	]);

	find(key: string): IndexType | undefined {
		return this.#types.get(key);
	}

	/** Under a folded name. */
	register(key: string, type: IndexType): void {
		this.#types.set(key, type);
	}

	names(): string[] {
		return [ORDERED, ...this.#types.keys()];
	}
}

/** A tree without entries for an index of a registered type. Throws SqlError when the type does not take it. */
export function newTypedTree(
	types: IndexTypeLookup,
	table: TableSchema,
	index: IndexSchema,
	keyParts: readonly KeyPart[],
): TypedTree {
	const type = types.find(index.type ?? '');
	if (!type) {
		throw new SqlError('SQLITE_ERROR', `no such index type: ${index.type}`, {
			hint: `index types: ${[...types.names()].join(', ')}`,
		});
	}
	checkFits(type, table, index);
	const definition = definitionOf(table, index);
	return new TypedTree(keyParts, (): IndexStructure => type.create(definition));
}

function definitionOf(table: TableSchema, index: IndexSchema): IndexDefinition {
	return {
		name: index.name,
		columns: index.columns.map(({ columnIndex, collation }) => ({
			name: columnIndex === -1 ? 'rowid' : table.columns[columnIndex]?.name,
			collation,
		})),
		options: index.options ?? new Map(),
	};
}

function checkFits(type: IndexType, table: TableSchema, index: IndexSchema): void {
	const refuse = (message: string, hint?: string): never => {
		throw new SqlError('SQLITE_ERROR', message, { hint });
	};
	const name = index.type;
	if (!table.hasRowid) {
		refuse(`an index of type ${name} needs a table with rowids`, 'leave USING out');
	}
	if (index.isUnique && type.operators['='] !== 'exact') {
		refuse(`an index of type ${name} cannot be UNIQUE`);
	}
	if (index.included) refuse(`an index of type ${name} cannot INCLUDE columns`);
	for (const option of index.options?.keys() ?? []) {
		if (type.options?.includes(option)) continue;
		const known = type.options ?? [];
		refuse(
			`no such option of index type ${name}: ${option}`,
			known.length > 0 ? `options: ${known.join(', ')}` : undefined,
		);
	}
}
