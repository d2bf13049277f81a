/** Modules by name: registered once each, whatever the letters' case. `memory`, which is there from the start, may be given anew. */

import type { TableModule } from '../modules/module.js';
import type { Name } from '../syntax/ast/name.js';
import { SqlError } from '../types/sqlError.js';
import { foldKey } from '../util/foldKey.js';
import { isFunction, isObject } from './argumentChecks.js';
import type { DatabaseCore } from './databaseCore.js';

export function registerModule(database: DatabaseCore, name: string, module: TableModule): void {
	if (typeof name !== 'string') throw new TypeError('Expected first argument to be a string');
	if (name === '') throw new TypeError('Virtual table module name cannot be an empty string');
	if (!isModule(module)) throw new TypeError('Expected second argument to be a module');
	const key = foldKey(name);
	if (database.registeredModules.has(key)) {
		throw new SqlError('SQLITE_MISUSE', `module ${name} is already registered`, {
			hint: `modules that are registered: ${[...database.modules.keys()].join(', ')}`,
		});
	}
	database.registeredModules.add(key);
	database.modules.set(key, module);
}

function isModule(module: unknown): module is TableModule {
	if (!isObject(module)) return false;
	if (!('storage' in module) || module.storage === 'module') {
		return 'connect' in module && isFunction(module.connect);
	}
	if (module.storage === 'none') return 'define' in module && isFunction(module.define);
	return module.storage === 'rowStore' && 'create' in module && isFunction(module.create);
}

/** A name that no text was written for; undefined: `memory`, which CREATE TABLE does by itself. */
export function moduleName(name: string | undefined): Name | undefined {
	if (name === undefined || foldKey(name) === 'memory') return undefined;
	const span = { start: 0, end: 0 };
	return { kind: 'name', name, key: foldKey(name), quote: 'none', span };
}
