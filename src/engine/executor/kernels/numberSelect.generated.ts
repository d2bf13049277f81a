/**
 * Comparisons of numbers as filters: positions of the true rows go to `out`, their number is returned.
 * Written by scripts/generateKernels.mjs: change the templates there.
 */

/* eslint-disable */

function selectEqualVV(left: readonly number[], right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): number {
	let n = 0;
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number; const b = right[p] as number;
			out[n] = p;
			n += +(a === b);
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number; const b = right[p] as number;
			out[n] = p;
			n += +(a === b);
		}
	}
	return n;
}

function selectEqualVC(left: readonly number[], b: number, out: number[], selection: readonly number[] | undefined, start: number, count: number): number {
	let n = 0;
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number;
			out[n] = p;
			n += +(a === b);
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number;
			out[n] = p;
			n += +(a === b);
		}
	}
	return n;
}

function selectNotEqualVV(left: readonly number[], right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): number {
	let n = 0;
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number; const b = right[p] as number;
			out[n] = p;
			n += +(a !== b) & +(a === a) & +(b === b);
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number; const b = right[p] as number;
			out[n] = p;
			n += +(a !== b) & +(a === a) & +(b === b);
		}
	}
	return n;
}

function selectNotEqualVC(left: readonly number[], b: number, out: number[], selection: readonly number[] | undefined, start: number, count: number): number {
	let n = 0;
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number;
			out[n] = p;
			n += +(a !== b) & +(a === a);
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number;
			out[n] = p;
			n += +(a !== b) & +(a === a);
		}
	}
	return n;
}

function selectLessVV(left: readonly number[], right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): number {
	let n = 0;
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number; const b = right[p] as number;
			out[n] = p;
			n += +(a < b);
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number; const b = right[p] as number;
			out[n] = p;
			n += +(a < b);
		}
	}
	return n;
}

function selectLessVC(left: readonly number[], b: number, out: number[], selection: readonly number[] | undefined, start: number, count: number): number {
	let n = 0;
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number;
			out[n] = p;
			n += +(a < b);
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number;
			out[n] = p;
			n += +(a < b);
		}
	}
	return n;
}

function selectLessEqualVV(left: readonly number[], right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): number {
	let n = 0;
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number; const b = right[p] as number;
			out[n] = p;
			n += +(a <= b);
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number; const b = right[p] as number;
			out[n] = p;
			n += +(a <= b);
		}
	}
	return n;
}

function selectLessEqualVC(left: readonly number[], b: number, out: number[], selection: readonly number[] | undefined, start: number, count: number): number {
	let n = 0;
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number;
			out[n] = p;
			n += +(a <= b);
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number;
			out[n] = p;
			n += +(a <= b);
		}
	}
	return n;
}

function selectGreaterVV(left: readonly number[], right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): number {
	let n = 0;
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number; const b = right[p] as number;
			out[n] = p;
			n += +(a > b);
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number; const b = right[p] as number;
			out[n] = p;
			n += +(a > b);
		}
	}
	return n;
}

function selectGreaterVC(left: readonly number[], b: number, out: number[], selection: readonly number[] | undefined, start: number, count: number): number {
	let n = 0;
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number;
			out[n] = p;
			n += +(a > b);
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number;
			out[n] = p;
			n += +(a > b);
		}
	}
	return n;
}

function selectGreaterEqualVV(left: readonly number[], right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): number {
	let n = 0;
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number; const b = right[p] as number;
			out[n] = p;
			n += +(a >= b);
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number; const b = right[p] as number;
			out[n] = p;
			n += +(a >= b);
		}
	}
	return n;
}

function selectGreaterEqualVC(left: readonly number[], b: number, out: number[], selection: readonly number[] | undefined, start: number, count: number): number {
	let n = 0;
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number;
			out[n] = p;
			n += +(a >= b);
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number;
			out[n] = p;
			n += +(a >= b);
		}
	}
	return n;
}

export function selectNull(data: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): number {
	let n = 0;
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = data[p] as number;
			out[n] = p;
			n += +(a !== a);
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = data[p] as number;
			out[n] = p;
			n += +(a !== a);
		}
	}
	return n;
}

export function selectNotNull(data: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): number {
	let n = 0;
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = data[p] as number;
			out[n] = p;
			n += +(a === a);
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = data[p] as number;
			out[n] = p;
			n += +(a === a);
		}
	}
	return n;
}

export function selectTrue(data: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): number {
	let n = 0;
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = data[p] as number;
			out[n] = p;
			n += +(a !== 0) & +(a === a);
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = data[p] as number;
			out[n] = p;
			n += +(a !== 0) & +(a === a);
		}
	}
	return n;
}

export function selectFalse(data: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): number {
	let n = 0;
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = data[p] as number;
			out[n] = p;
			n += +(a === 0);
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = data[p] as number;
			out[n] = p;
			n += +(a === 0);
		}
	}
	return n;
}

export function selectNotGreater(data: readonly number[], b: number, out: number[], selection: readonly number[] | undefined, start: number, count: number): number {
	let n = 0;
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = data[p] as number;
			out[n] = p;
			n += +(!(a > b));
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = data[p] as number;
			out[n] = p;
			n += +(!(a > b));
		}
	}
	return n;
}

export function selectNotLess(data: readonly number[], b: number, out: number[], selection: readonly number[] | undefined, start: number, count: number): number {
	let n = 0;
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = data[p] as number;
			out[n] = p;
			n += +(!(a < b));
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = data[p] as number;
			out[n] = p;
			n += +(!(a < b));
		}
	}
	return n;
}

export function selectMember(data: readonly number[], members: ReadonlySet<number>, out: number[], selection: readonly number[] | undefined, start: number, count: number): number {
	let n = 0;
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = data[p] as number;
			out[n] = p;
			n += +(members.has(a));
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = data[p] as number;
			out[n] = p;
			n += +(members.has(a));
		}
	}
	return n;
}

export function selectNotMember(data: readonly number[], members: ReadonlySet<number>, out: number[], selection: readonly number[] | undefined, start: number, count: number): number {
	let n = 0;
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = data[p] as number;
			out[n] = p;
			n += +(a === a) & +(!members.has(a));
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = data[p] as number;
			out[n] = p;
			n += +(a === a) & +(!members.has(a));
		}
	}
	return n;
}

export const numberSelect = {
	'=': { vv: selectEqualVV, vc: selectEqualVC },
	'<>': { vv: selectNotEqualVV, vc: selectNotEqualVC },
	'<': { vv: selectLessVV, vc: selectLessVC },
	'<=': { vv: selectLessEqualVV, vc: selectLessEqualVC },
	'>': { vv: selectGreaterVV, vc: selectGreaterVC },
	'>=': { vv: selectGreaterEqualVV, vc: selectGreaterEqualVC },
} as const;
