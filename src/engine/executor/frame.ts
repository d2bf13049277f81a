/**
 * What one open cursor owns while it runs: the execution's context and the scratch of its expressions.
 *
 * Compiled expressions hold no state; each node that needs room has the number of a scratch in a FrameShape, and every
 * opened cursor makes one Frame of that shape. So a compiled plan may be open several times at once.
 */

import type { DictVector, GenericVector, IntVector, RealVector } from '../storage/vector.js';
import type { ExecutionContext } from './contract.js';

/** Room of one expression node: vectors are made when first asked for, and only ever grow. */
export class Scratch {
	int: IntVector | undefined = undefined;
	real: RealVector | undefined = undefined;
	dict: DictVector | undefined = undefined;
	generic: GenericVector | undefined = undefined;
	selection: number[] | undefined = undefined;
	/** Whatever else a node keeps between batches: verdicts per dictionary code, hashed lists. */
	memo: unknown = undefined;
}

export class FrameShape {
	scratchCount = 0;

	allocate(): number {
		return this.scratchCount++;
	}
}

export class Frame {
	readonly context: ExecutionContext;
	readonly #scratches: (Scratch | undefined)[] = [];

	constructor(context: ExecutionContext) {
		this.context = context;
	}

	scratch(index: number): Scratch {
		const scratches = this.#scratches;
		while (scratches.length <= index) scratches.push(undefined);
		return (scratches[index] ??= new Scratch());
	}
}

/** Arrays are grown by push: packed, and doubles from the start so that kernels do not change their kind. */
function growNumbers(data: number[], length: number): void {
	while (data.length < length) data.push(NaN);
}

export function intScratch(scratch: Scratch, length: number): IntVector {
	const vector = (scratch.int ??= { kind: 'int', data: [] });
	if (vector.data.length < length) growNumbers(vector.data, length);
	return vector;
}

export function realScratch(scratch: Scratch, length: number): RealVector {
	const vector = (scratch.real ??= { kind: 'real', data: [] });
	if (vector.data.length < length) growNumbers(vector.data, length);
	return vector;
}

export function genericScratch(scratch: Scratch, length: number): GenericVector {
	const vector = (scratch.generic ??= { kind: 'generic', data: [] });
	while (vector.data.length < length) vector.data.push(null);
	return vector;
}

/** Codes of the given dictionary; a new vector object when the dictionary changes. */
export function dictScratch(
	scratch: Scratch,
	length: number,
	dictionary: DictVector['dictionary'],
): DictVector {
	let vector = scratch.dict;
	if (vector === undefined) vector = scratch.dict = { kind: 'dict', data: [], dictionary };
	else if (vector.dictionary !== dictionary) {
		vector = scratch.dict = { kind: 'dict', data: vector.data, dictionary };
	}
	while (vector.data.length < length) vector.data.push(0);
	return vector;
}

export function selectionScratch(scratch: Scratch): number[] {
	return (scratch.selection ??= []);
}
