/** What callers without types may pass all the same; errors as better-sqlite3 words them. */

export function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}

export function isFunction(value: unknown): boolean {
	return typeof value === 'function';
}

/** False when the option is not there; there and undefined is a mistake. */
export function booleanOption(options: object, name: string): boolean {
	if (!(name in options)) return false;
	const value = (options as Readonly<Record<string, unknown>>)[name];
	if (typeof value !== 'boolean') {
		throw new TypeError(`Expected the "${name}" option to be a boolean`);
	}
	return value;
}

/** The only argument of a switch like `raw()`: on when it is left out. */
export function switchArgument(args: readonly unknown[]): boolean {
	const isOn = args.length === 0 ? true : args[0];
	if (typeof isOn !== 'boolean') throw new TypeError('Expected first argument to be a boolean');
	return isOn;
}
