/** Index types by name: registered once each, whatever the letters' case; the engine's own cannot be replaced. */

import { ORDERED } from '../indexTypes/builtinTypes.js';
import type { IndexType } from '../indexTypes/contract.js';
import { SqlError } from '../types/sqlError.js';
import { foldKey } from '../util/foldKey.js';
import { isFunction, isObject } from './argumentChecks.js';
import type { DatabaseCore } from './databaseCore.js';

export function registerIndexType(database: DatabaseCore, name: string, type: IndexType): void {
	if (typeof name !== 'string') throw new TypeError('Expected first argument to be a string');
	if (name === '') throw new TypeError('Index type name cannot be an empty string');
	if (!isIndexType(type)) throw new TypeError('Expected second argument to be an index type');
	const key = foldKey(name);
	if (key === ORDERED || database.indexTypes.find(key)) {
		throw new SqlError('SQLITE_MISUSE', `index type ${name} is already registered`, {
			hint: `index types: ${database.indexTypes.names().join(', ')}`,
		});
	}
	database.indexTypes.register(key, type);
	database.registryVersion++;
}

function isIndexType(type: unknown): type is IndexType {
	if (!isObject(type) || !('create' in type) || !('operators' in type)) return false;
	return isFunction(type.create) && isObject(type.operators);
}
