// The assertions the suites of both hosts use. node:assert does not exist in the web host.

export function ok(value: unknown, message: string): asserts value {
	if (value === undefined || value === null || value === false) {
		throw new Error(message);
	}
}

/** Compares plain data; order of keys counts, bigint and number differ. */
export function equal(actual: unknown, expected: unknown, message = 'values differ'): void {
	const [actualText, expectedText] = [show(actual), show(expected)];
	if (actualText !== expectedText) {
		throw new Error(`${message}\n  expected ${expectedText}\n  but got  ${actualText}`);
	}
}

export function match(actual: string, expected: RegExp): void {
	if (!expected.test(actual)) {
		throw new Error(`expected something like ${expected.source}\n  but got ${show(actual)}`);
	}
}

/** Polls until the value is neither undefined nor false: VS Code does most things later. */
export async function eventually<T>(
	what: string,
	read: () => T | undefined | false,
	timeout = 15_000,
): Promise<T> {
	const deadline = Date.now() + timeout;
	for (;;) {
		const value = read();
		if (value !== undefined && value !== false) {
			return value;
		}
		if (Date.now() > deadline) {
			throw new Error(`timed out waiting for ${what}`);
		}
		await new Promise(resolve => setTimeout(resolve, 20));
	}
}

function show(value: unknown): string {
	if (value === undefined) {
		return 'undefined';
	}
	return JSON.stringify(value, (_, inner: unknown) =>
		typeof inner === 'bigint' ? `${inner}n` : inner,
	);
}
