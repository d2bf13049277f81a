/** What differs between two texts, line by line: ' ' for a line of both, '-' expected only, '+' found only. */

/** Longer differences are told without looking for the lines they share. */
const MOST_LINES = 400;
/** Lines shown around a difference. */
const CONTEXT = 3;

export function lineDiff(expected: string, actual: string): string[] {
	const a = linesOf(expected);
	const b = linesOf(actual);
	let start = 0;
	while (start < a.length && start < b.length && a[start] === b[start]) start++;
	let end = 0;
	while (
		end < a.length - start &&
		end < b.length - start &&
		a[a.length - 1 - end] === b[b.length - 1 - end]
	) {
		end++;
	}
	const changed = middle(a.slice(start, a.length - end), b.slice(start, b.length - end));
	if (changed.length === 0) return [];
	const shared = (lines: readonly string[]) => lines.map(line => ` ${line}`);
	return [
		...(start > CONTEXT ? ['@'] : []),
		...shared(a.slice(Math.max(0, start - CONTEXT), start)),
		...changed,
		...shared(a.slice(a.length - end, a.length - end + CONTEXT)),
		...(end > CONTEXT ? ['@'] : []),
	];
}

function linesOf(text: string): string[] {
	return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function middle(a: readonly string[], b: readonly string[]): string[] {
	if (a.length > MOST_LINES || b.length > MOST_LINES) {
		return [...a.map(line => `-${line}`), ...b.map(line => `+${line}`)];
	}
	const common = commonLengths(a, b);
	const out: string[] = [];
	let row = 0;
	let column = 0;
	while (row < a.length && column < b.length) {
		const next = common[row];
		if (a[row] === b[column]) {
			out.push(` ${a[row++] ?? ''}`);
			column++;
		} else if ((common[row + 1]?.[column] ?? 0) >= (next?.[column + 1] ?? 0)) {
			out.push(`-${a[row++] ?? ''}`);
		} else out.push(`+${b[column++] ?? ''}`);
	}
	return [
		...out,
		...a.slice(row).map(line => `-${line}`),
		...b.slice(column).map(line => `+${line}`),
	];
}

/** [row][column]: how many lines a from `row` and b from `column` share in order. */
function commonLengths(a: readonly string[], b: readonly string[]): number[][] {
	const lengths: number[][] = [];
	lengths[a.length] = new Array<number>(b.length + 1).fill(0);
	for (let row = a.length - 1; row >= 0; row--) {
		const below = lengths[row + 1] ?? [];
		const line: number[] = new Array<number>(b.length + 1).fill(0);
		for (let column = b.length - 1; column >= 0; column--) {
			line[column] =
				a[row] === b[column]
					? (below[column + 1] ?? 0) + 1
					: Math.max(below[column] ?? 0, line[column + 1] ?? 0);
		}
		lengths[row] = line;
	}
	return lengths;
}
