// Stands for node:assert/strict in the web host, which has none (esbuild.config.mjs puts it there). It has what
// the suites use; like the original, it is a default export. Values are compared as plain data.

/** Never the value's own toString: what differs must be visible in the message. */
function show(value: unknown): string {
	if (value === undefined) {
		return 'undefined';
	}
	return JSON.stringify(value, (_, inner: unknown) =>
		typeof inner === 'bigint' ? `${inner}n` : inner,
	);
}

function fail(message: string | undefined, standard: string): never {
	throw new Error(message ?? standard);
}

const assert = {
	ok(value: unknown, message?: string): void {
		if (!value) {
			fail(message, `expected something truthy but got ${show(value)}`);
		}
	},
	equal(actual: unknown, expected: unknown, message?: string): void {
		if (!Object.is(actual, expected)) {
			fail(message, `expected ${show(expected)}\n but got ${show(actual)}`);
		}
	},
	notEqual(actual: unknown, unexpected: unknown, message?: string): void {
		if (Object.is(actual, unexpected)) {
			fail(message, `expected anything but ${show(unexpected)}`);
		}
	},
	deepEqual(actual: unknown, expected: unknown, message?: string): void {
		if (show(actual) !== show(expected)) {
			fail(message, `expected ${show(expected)}\n but got ${show(actual)}`);
		}
	},
	match(actual: string, expected: RegExp, message?: string): void {
		if (!expected.test(actual)) {
			fail(message, `expected a match of ${expected.source}\n but got ${show(actual)}`);
		}
	},
};

export default assert;
