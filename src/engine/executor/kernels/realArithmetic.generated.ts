/**
 * REAL arithmetic, also of INTEGER with REAL. NULL is NaN, so NaN results are NULL by themselves.
 * Written by scripts/generateKernels.mjs: change the templates there.
 */

/* eslint-disable */

function realAddVV(left: readonly number[], right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): void {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number; const b = right[p] as number;
			out[p] = a + b;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number; const b = right[p] as number;
			out[p] = a + b;
		}
	}
}

function realAddVC(left: readonly number[], b: number, out: number[], selection: readonly number[] | undefined, start: number, count: number): void {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number;
			out[p] = a + b;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number;
			out[p] = a + b;
		}
	}
}

function realAddCV(a: number, right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): void {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const b = right[p] as number;
			out[p] = a + b;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const b = right[p] as number;
			out[p] = a + b;
		}
	}
}

function realSubtractVV(left: readonly number[], right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): void {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number; const b = right[p] as number;
			out[p] = a - b;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number; const b = right[p] as number;
			out[p] = a - b;
		}
	}
}

function realSubtractVC(left: readonly number[], b: number, out: number[], selection: readonly number[] | undefined, start: number, count: number): void {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number;
			out[p] = a - b;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number;
			out[p] = a - b;
		}
	}
}

function realSubtractCV(a: number, right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): void {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const b = right[p] as number;
			out[p] = a - b;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const b = right[p] as number;
			out[p] = a - b;
		}
	}
}

function realMultiplyVV(left: readonly number[], right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): void {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number; const b = right[p] as number;
			out[p] = a * b;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number; const b = right[p] as number;
			out[p] = a * b;
		}
	}
}

function realMultiplyVC(left: readonly number[], b: number, out: number[], selection: readonly number[] | undefined, start: number, count: number): void {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number;
			out[p] = a * b;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number;
			out[p] = a * b;
		}
	}
}

function realMultiplyCV(a: number, right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): void {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const b = right[p] as number;
			out[p] = a * b;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const b = right[p] as number;
			out[p] = a * b;
		}
	}
}

function realDivideVV(left: readonly number[], right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): void {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number; const b = right[p] as number;
			out[p] = b === 0 ? NaN : a / b;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number; const b = right[p] as number;
			out[p] = b === 0 ? NaN : a / b;
		}
	}
}

function realDivideVC(left: readonly number[], b: number, out: number[], selection: readonly number[] | undefined, start: number, count: number): void {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number;
			out[p] = b === 0 ? NaN : a / b;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number;
			out[p] = b === 0 ? NaN : a / b;
		}
	}
}

function realDivideCV(a: number, right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): void {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const b = right[p] as number;
			out[p] = b === 0 ? NaN : a / b;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const b = right[p] as number;
			out[p] = b === 0 ? NaN : a / b;
		}
	}
}

export const realArithmetic = {
	'+': { vv: realAddVV, vc: realAddVC, cv: realAddCV },
	'-': { vv: realSubtractVV, vc: realSubtractVC, cv: realSubtractCV },
	'*': { vv: realMultiplyVV, vc: realMultiplyVC, cv: realMultiplyCV },
	'/': { vv: realDivideVV, vc: realDivideVC, cv: realDivideCV },
} as const;
