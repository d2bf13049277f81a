/** Options by name, for those whom no compiler tells that one is misspelt. */

export function checkOptions(given: object, known: readonly string[], of: string): void {
	const unknown = Object.keys(given).find(name => !known.includes(name));
	if (unknown === undefined) return;
	throw new TypeError(`${of} has no option '${unknown}'; there are ${known.join(', ')}`);
}
