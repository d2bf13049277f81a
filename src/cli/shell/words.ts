/** The words of a dot command: cut at blanks, 'in quotes' or "in quotes" where they hold some. */

export function splitWords(text: string): string[] {
	const words: string[] = [];
	const word = /\s*(?:'((?:[^']|'')*)'|"((?:[^"]|"")*)"|(\S+))/y;
	while (word.lastIndex < text.length) {
		const found = word.exec(text);
		if (!found) break;
		const [, single, double, plain] = found;
		words.push(single?.replaceAll("''", "'") ?? double?.replaceAll('""', '"') ?? plain ?? '');
	}
	return words;
}
