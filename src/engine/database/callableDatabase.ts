/** `Database` as it is exported: `Database(...)` without `new` makes one too, as in better-sqlite3. */

import { Database as DatabaseClass } from './database.js';

type Arguments = ConstructorParameters<typeof DatabaseClass>;

export type Database = DatabaseClass;

export type DatabaseConstructor = typeof DatabaseClass & ((...args: Arguments) => DatabaseClass);

export const Database: DatabaseConstructor = callable();

function callable(): DatabaseConstructor {
	const made = new Proxy(DatabaseClass, {
		apply: (_target, _self, args: Arguments) => new made(...args),
	}) as DatabaseConstructor;
	// A bundler may have called the class something else.
	Object.defineProperty(DatabaseClass, 'name', { value: 'Database', configurable: true });
	Object.defineProperty(DatabaseClass.prototype, 'constructor', {
		value: made,
		writable: true,
		configurable: true,
	});
	return made;
}
