/**
 * "Did you mean": the known name nearest to a mistyped one.
 */

/** A hint naming the nearest candidate, or undefined when none is near enough. */
export function suggest(name: string, candidates: Iterable<string>): string | undefined {
	const wanted = name.toLowerCase();
	let best: string | undefined;
	// At least one letter must be right: for a name of one letter there is nothing to suggest.
	let bestDistance = Math.min(Math.max(1, Math.floor(wanted.length / 3)) + 1, wanted.length);
	for (const candidate of candidates) {
		if (Math.abs(candidate.length - wanted.length) >= bestDistance) continue;
		const distance = editDistance(wanted, candidate.toLowerCase(), bestDistance);
		if (distance < bestDistance) {
			best = candidate;
			bestDistance = distance;
		}
	}
	return best === undefined ? undefined : `did you mean "${best}"?`;
}

/** Edits to turn one text into the other, a swap of neighbours counting as one; `limit` or more: `limit`. */
export function editDistance(left: string, right: string, limit: number): number {
	let beforePrevious: number[] = [];
	let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
	for (let row = 1; row <= left.length; row++) {
		const current = [row];
		let rowBest = row;
		for (let column = 1; column <= right.length; column++) {
			const isSame = left[row - 1] === right[column - 1];
			let cost = Math.min(
				(previous[column] as number) + 1,
				(current[column - 1] as number) + 1,
				(previous[column - 1] as number) + (isSame ? 0 : 1),
			);
			const isSwap =
				row > 1 &&
				column > 1 &&
				left[row - 1] === right[column - 2] &&
				left[row - 2] === right[column - 1];
			if (isSwap) cost = Math.min(cost, (beforePrevious[column - 2] as number) + 1);
			current.push(cost);
			if (cost < rowBest) rowBest = cost;
		}
		if (rowBest >= limit) return limit;
		beforePrevious = previous;
		previous = current;
	}
	return previous[right.length] as number;
}
