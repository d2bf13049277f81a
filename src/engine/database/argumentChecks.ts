/** What callers without types may pass all the same. */

export function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}

export function isFunction(value: unknown): boolean {
	return typeof value === 'function';
}
