/** A number and what there are so many of. */

export function plural(count: number, thing: string): string {
	return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
