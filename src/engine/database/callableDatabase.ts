/** `Database` as it is exported: `Database(...)` without `new` makes one too, as in better-sqlite3. */

import { Database as DatabaseClass } from './database.js';

type Arguments = ConstructorParameters<typeof DatabaseClass>;

export type Database = DatabaseClass;

export type DatabaseConstructor = Callable<typeof DatabaseClass>;

export type Callable<Class extends typeof DatabaseClass> = Class &
	((...args: Arguments) => InstanceType<Class>);

export const Database: DatabaseConstructor = callable(DatabaseClass);

/** The class under the name Database, to be called with or without `new`. */
export function callable<Class extends typeof DatabaseClass>(given: Class): Callable<Class> {
	const made = new Proxy(given, {
		apply: (_target, _self, args: Arguments) => new made(...args),
	}) as Callable<Class>;
	// A bundler may have called the class something else.
	Object.defineProperty(given, 'name', { value: 'Database', configurable: true });
	Object.defineProperty(given.prototype, 'constructor', {
		value: made,
		writable: true,
		configurable: true,
	});
	return made;
}
