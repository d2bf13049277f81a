/**
 * The properties of a connection: of each object its own, enumerable and only to be read, as in better-sqlite3, so that
 * logs, `JSON.stringify` and spreading show them.
 */

import type { ConnectionCore } from './connectionCore.js';

export function connectionProperties(core: ConnectionCore): PropertyDescriptorMap {
	const getter = (get: () => unknown): PropertyDescriptor => ({ get, enumerable: true });
	return {
		name: getter(() => core.database.name),
		open: getter(() => core.isOpen),
		inTransaction: getter(() => core.transaction !== undefined),
		readonly: getter(() => core.database.isReadonly),
		memory: getter(() => core.database.root === undefined),
		[Symbol.for('nodejs.util.inspect.custom')]: { value: inspect },
	};
}

/** What `console.log` shows in Node: values instead of getters. */
function inspect(
	this: object,
	_depth: number,
	options: object,
	show: (value: unknown, options: object) => string,
): string {
	return `${this.constructor.name} ${show({ ...this }, options)}`;
}
