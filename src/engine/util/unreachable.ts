/**
 * The end of every exhaustive `switch`: the compiler proves that it cannot be reached, and if it is
 * reached all the same (data from outside the type system) the programmer is told where.
 */
export function unreachable(value: never): never {
	throw new Error(`unreachable: ${describe(value)}`);
}

function describe(value: unknown): string {
	if (typeof value === 'object' && value !== null && 'kind' in value) {
		return `kind ${String(value.kind)}`;
	}
	return String(value);
}
