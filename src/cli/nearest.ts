/** What somebody may have meant: the known word that a mistyped one is closest to. */

export function nearest(typed: string, known: readonly string[]): string | undefined {
	const word = typed.toLowerCase();
	let best: string | undefined;
	let least = Math.floor(word.length / 3) + 1;
	for (const candidate of known) {
		const edits = candidate.startsWith(word) && word.length > 1 ? 0 : distance(word, candidate);
		if (edits >= least) continue;
		best = candidate;
		least = edits;
	}
	return best;
}

/** Letters to put in, take out, replace or swap with their neighbour. */
function distance(left: string, right: string): number {
	let before: number[] = [];
	let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
	for (let row = 1; row <= left.length; row++) {
		const current = [row];
		for (let column = 1; column <= right.length; column++) {
			const isSame = left[row - 1] === right[column - 1];
			let least = Math.min(
				(previous[column] ?? 0) + 1,
				(current[column - 1] ?? 0) + 1,
				(previous[column - 1] ?? 0) + (isSame ? 0 : 1),
			);
			const isSwap =
				row > 1 &&
				column > 1 &&
				left[row - 1] === right[column - 2] &&
				left[row - 2] === right[column - 1];
			if (isSwap) least = Math.min(least, (before[column - 2] ?? 0) + 1);
			current.push(least);
		}
		before = previous;
		previous = current;
	}
	return previous[right.length] ?? 0;
}
