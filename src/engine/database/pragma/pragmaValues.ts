/** What the value of a PRAGMA means: SQLite reads them as text, and never complains. */

const WORDS: ReadonlyMap<string, number> = new Map([
	['off', 0],
	['no', 0],
	['false', 0],
	['on', 1],
	['yes', 1],
	['true', 1],
	['extra', 3],
	['full', 2],
]);

/** ON, YES, TRUE or a number; `full` counts as nothing known. */
export function isOn(text: string): boolean {
	if (/^\d/.test(text)) return (integerOf(text) & 0xff) !== 0;
	const word = text.toLowerCase();
	return word !== 'full' && (WORDS.get(word) ?? 0) !== 0;
}

/** OFF, NORMAL, FULL, EXTRA as 0 to 3. */
export function levelOf(text: string): number {
	if (/^\d/.test(text)) return integerOf(text) & 0xff;
	return WORDS.get(text.toLowerCase()) ?? 1;
}

/** The integer a text begins with; 0 when that is none, or not one of 32 bits. */
export function integerOf(text: string): number {
	const hex = /^([+-]?)0x([0-9a-f]{1,8})/i.exec(text);
	if (hex) {
		const value = Number.parseInt(hex[2] as string, 16) | 0;
		return hex[1] === '-' ? -value : value;
	}
	const value = Number.parseInt(/^[+-]?\d+/.exec(text)?.[0] ?? '0', 10);
	return Math.abs(value) <= 0x7fffffff || value === -0x80000000 ? value + 0 : 0;
}

/** The whole text as an integer of 64 bits. */
export function wideIntegerOf(text: string): number | undefined {
	if (!/^[+-]?(?:\d+|0x[0-9a-f]+)$/i.test(text)) return undefined;
	const value = Number(text);
	return Number.isSafeInteger(value) ? value : undefined;
}
