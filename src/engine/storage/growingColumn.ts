/**
 * A column that many batches are appended to. Copies of the batches are kept and joined in the end: pushing value by value
 * takes four times as long.
 */

import { sliceVector, toGeneric, valueAt } from './columnVector.js';
import type { GenericVector, Vector } from './vector.js';

/** Batches of fewer rows go to the one before. */
const SMALL = 256;
/** Joined at once: each is an argument of a call. */
const MANY = 4096;

export class GrowingColumn {
	#chunks: Vector[] = [];

	/** The first `count` rows, copied. */
	append(vector: Vector, count: number): void {
		this.#add(vector.kind === 'dict' ? toGeneric(vector, count) : sliceVector(vector, 0, count));
	}

	appendChosen(vector: Vector, rows: readonly number[]): void {
		this.#add({ kind: 'generic', data: rows.map(row => valueAt(vector, row)) });
	}

	/** All rows. Never dictionary codes. */
	joined(): Vector {
		if (this.#chunks.length !== 1) this.#chunks = [join(this.#chunks)];
		return this.#chunks[0] as Vector;
	}

	#add(chunk: Vector): void {
		const last = this.#chunks[this.#chunks.length - 1];
		if (last && last.data.length + chunk.data.length <= SMALL) {
			this.#chunks[this.#chunks.length - 1] = join([last, chunk]);
			return;
		}
		this.#chunks.push(chunk);
		if (this.#chunks.length === MANY) this.#chunks = [join(this.#chunks)];
	}
}

/** Of one kind when they all are. */
function join(chunks: readonly Vector[]): Vector {
	const [first, ...others] = chunks;
	if (!first) return { kind: 'generic', data: [] };
	if (others.every(({ kind }) => kind === first.kind)) {
		const data = (first.data as unknown[]).concat(...others.map(chunk => chunk.data));
		return { ...first, data } as Vector;
	}
	return join(chunks.map((chunk): GenericVector => toGeneric(chunk, chunk.data.length)));
}
