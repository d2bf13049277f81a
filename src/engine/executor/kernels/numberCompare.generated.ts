/**
 * Comparisons of numbers as values: 1, 0, or NaN for NULL. A constant is never NaN.
 * Written by scripts/generateKernels.mjs: change the templates there.
 */

/* eslint-disable */

function numberEqualVV(left: readonly number[], right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): void {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number; const b = right[p] as number;
			out[p] = a === b ? 1 : a !== a || b !== b ? NaN : 0;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number; const b = right[p] as number;
			out[p] = a === b ? 1 : a !== a || b !== b ? NaN : 0;
		}
	}
}

function numberEqualVC(left: readonly number[], b: number, out: number[], selection: readonly number[] | undefined, start: number, count: number): void {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number;
			out[p] = a === b ? 1 : a !== a || b !== b ? NaN : 0;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number;
			out[p] = a === b ? 1 : a !== a || b !== b ? NaN : 0;
		}
	}
}

function numberNotEqualVV(left: readonly number[], right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): void {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number; const b = right[p] as number;
			out[p] = a === b ? 0 : a !== a || b !== b ? NaN : 1;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number; const b = right[p] as number;
			out[p] = a === b ? 0 : a !== a || b !== b ? NaN : 1;
		}
	}
}

function numberNotEqualVC(left: readonly number[], b: number, out: number[], selection: readonly number[] | undefined, start: number, count: number): void {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number;
			out[p] = a === b ? 0 : a !== a || b !== b ? NaN : 1;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number;
			out[p] = a === b ? 0 : a !== a || b !== b ? NaN : 1;
		}
	}
}

function numberLessVV(left: readonly number[], right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): void {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number; const b = right[p] as number;
			out[p] = a < b ? 1 : a >= b ? 0 : NaN;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number; const b = right[p] as number;
			out[p] = a < b ? 1 : a >= b ? 0 : NaN;
		}
	}
}

function numberLessVC(left: readonly number[], b: number, out: number[], selection: readonly number[] | undefined, start: number, count: number): void {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number;
			out[p] = a < b ? 1 : a >= b ? 0 : NaN;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number;
			out[p] = a < b ? 1 : a >= b ? 0 : NaN;
		}
	}
}

function numberLessEqualVV(left: readonly number[], right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): void {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number; const b = right[p] as number;
			out[p] = a <= b ? 1 : a > b ? 0 : NaN;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number; const b = right[p] as number;
			out[p] = a <= b ? 1 : a > b ? 0 : NaN;
		}
	}
}

function numberLessEqualVC(left: readonly number[], b: number, out: number[], selection: readonly number[] | undefined, start: number, count: number): void {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number;
			out[p] = a <= b ? 1 : a > b ? 0 : NaN;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number;
			out[p] = a <= b ? 1 : a > b ? 0 : NaN;
		}
	}
}

function numberGreaterVV(left: readonly number[], right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): void {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number; const b = right[p] as number;
			out[p] = a > b ? 1 : a <= b ? 0 : NaN;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number; const b = right[p] as number;
			out[p] = a > b ? 1 : a <= b ? 0 : NaN;
		}
	}
}

function numberGreaterVC(left: readonly number[], b: number, out: number[], selection: readonly number[] | undefined, start: number, count: number): void {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number;
			out[p] = a > b ? 1 : a <= b ? 0 : NaN;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number;
			out[p] = a > b ? 1 : a <= b ? 0 : NaN;
		}
	}
}

function numberGreaterEqualVV(left: readonly number[], right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): void {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number; const b = right[p] as number;
			out[p] = a >= b ? 1 : a < b ? 0 : NaN;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number; const b = right[p] as number;
			out[p] = a >= b ? 1 : a < b ? 0 : NaN;
		}
	}
}

function numberGreaterEqualVC(left: readonly number[], b: number, out: number[], selection: readonly number[] | undefined, start: number, count: number): void {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number;
			out[p] = a >= b ? 1 : a < b ? 0 : NaN;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number;
			out[p] = a >= b ? 1 : a < b ? 0 : NaN;
		}
	}
}

export const numberCompare = {
	'=': { vv: numberEqualVV, vc: numberEqualVC },
	'<>': { vv: numberNotEqualVV, vc: numberNotEqualVC },
	'<': { vv: numberLessVV, vc: numberLessVC },
	'<=': { vv: numberLessEqualVV, vc: numberLessEqualVC },
	'>': { vv: numberGreaterVV, vc: numberGreaterVC },
	'>=': { vv: numberGreaterEqualVV, vc: numberGreaterEqualVC },
} as const;
