/**
 * INTEGER arithmetic. NULL is NaN. False: some result may not be a safe integer, take the exact path.
 * Written by scripts/generateKernels.mjs: change the templates there.
 */

/* eslint-disable */

const MAX = 9007199254740991;
const HALF = 2251799813685248;

function intAddVV(left: readonly number[], right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): boolean {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number; const b = right[p] as number;
			const r = a + b;
			if (r > MAX || r < -MAX) return false;
			out[p] = r;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number; const b = right[p] as number;
			const r = a + b;
			if (r > MAX || r < -MAX) return false;
			out[p] = r;
		}
	}
	return true;
}

function intAddVC(left: readonly number[], b: number, out: number[], selection: readonly number[] | undefined, start: number, count: number): boolean {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number;
			const r = a + b;
			if (r > MAX || r < -MAX) return false;
			out[p] = r;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number;
			const r = a + b;
			if (r > MAX || r < -MAX) return false;
			out[p] = r;
		}
	}
	return true;
}

function intAddCV(a: number, right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): boolean {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const b = right[p] as number;
			const r = a + b;
			if (r > MAX || r < -MAX) return false;
			out[p] = r;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const b = right[p] as number;
			const r = a + b;
			if (r > MAX || r < -MAX) return false;
			out[p] = r;
		}
	}
	return true;
}

function intSubtractVV(left: readonly number[], right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): boolean {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number; const b = right[p] as number;
			const r = a - b;
			if (r > MAX || r < -MAX) return false;
			out[p] = r;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number; const b = right[p] as number;
			const r = a - b;
			if (r > MAX || r < -MAX) return false;
			out[p] = r;
		}
	}
	return true;
}

function intSubtractVC(left: readonly number[], b: number, out: number[], selection: readonly number[] | undefined, start: number, count: number): boolean {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number;
			const r = a - b;
			if (r > MAX || r < -MAX) return false;
			out[p] = r;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number;
			const r = a - b;
			if (r > MAX || r < -MAX) return false;
			out[p] = r;
		}
	}
	return true;
}

function intSubtractCV(a: number, right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): boolean {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const b = right[p] as number;
			const r = a - b;
			if (r > MAX || r < -MAX) return false;
			out[p] = r;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const b = right[p] as number;
			const r = a - b;
			if (r > MAX || r < -MAX) return false;
			out[p] = r;
		}
	}
	return true;
}

function intMultiplyVV(left: readonly number[], right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): boolean {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number; const b = right[p] as number;
			const r = a * b;
			if (r > MAX || r < -MAX) return false;
			out[p] = r + 0;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number; const b = right[p] as number;
			const r = a * b;
			if (r > MAX || r < -MAX) return false;
			out[p] = r + 0;
		}
	}
	return true;
}

function intMultiplyVC(left: readonly number[], b: number, out: number[], selection: readonly number[] | undefined, start: number, count: number): boolean {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number;
			const r = a * b;
			if (r > MAX || r < -MAX) return false;
			out[p] = r + 0;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number;
			const r = a * b;
			if (r > MAX || r < -MAX) return false;
			out[p] = r + 0;
		}
	}
	return true;
}

function intMultiplyCV(a: number, right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): boolean {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const b = right[p] as number;
			const r = a * b;
			if (r > MAX || r < -MAX) return false;
			out[p] = r + 0;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const b = right[p] as number;
			const r = a * b;
			if (r > MAX || r < -MAX) return false;
			out[p] = r + 0;
		}
	}
	return true;
}

function intDivideVV(left: readonly number[], right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): boolean {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number; const b = right[p] as number;
			if (a > HALF || a < -HALF || b > HALF || b < -HALF) return false;
			out[p] = b === 0 ? NaN : Math.trunc(a / b) + 0;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number; const b = right[p] as number;
			if (a > HALF || a < -HALF || b > HALF || b < -HALF) return false;
			out[p] = b === 0 ? NaN : Math.trunc(a / b) + 0;
		}
	}
	return true;
}

function intDivideVC(left: readonly number[], b: number, out: number[], selection: readonly number[] | undefined, start: number, count: number): boolean {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number;
			if (a > HALF || a < -HALF || b > HALF || b < -HALF) return false;
			out[p] = b === 0 ? NaN : Math.trunc(a / b) + 0;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number;
			if (a > HALF || a < -HALF || b > HALF || b < -HALF) return false;
			out[p] = b === 0 ? NaN : Math.trunc(a / b) + 0;
		}
	}
	return true;
}

function intDivideCV(a: number, right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): boolean {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const b = right[p] as number;
			if (a > HALF || a < -HALF || b > HALF || b < -HALF) return false;
			out[p] = b === 0 ? NaN : Math.trunc(a / b) + 0;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const b = right[p] as number;
			if (a > HALF || a < -HALF || b > HALF || b < -HALF) return false;
			out[p] = b === 0 ? NaN : Math.trunc(a / b) + 0;
		}
	}
	return true;
}

function intRemainderVV(left: readonly number[], right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): boolean {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number; const b = right[p] as number;
			out[p] = (a % b) + 0;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number; const b = right[p] as number;
			out[p] = (a % b) + 0;
		}
	}
	return true;
}

function intRemainderVC(left: readonly number[], b: number, out: number[], selection: readonly number[] | undefined, start: number, count: number): boolean {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const a = left[p] as number;
			out[p] = (a % b) + 0;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const a = left[p] as number;
			out[p] = (a % b) + 0;
		}
	}
	return true;
}

function intRemainderCV(a: number, right: readonly number[], out: number[], selection: readonly number[] | undefined, start: number, count: number): boolean {
	if (selection === undefined) {
		const end = start + count;
		for (let p = start; p < end; p++) {
			const b = right[p] as number;
			out[p] = (a % b) + 0;
		}
	} else {
		for (let k = 0; k < count; k++) {
			const p = selection[k] as number;
			const b = right[p] as number;
			out[p] = (a % b) + 0;
		}
	}
	return true;
}

export const intArithmetic = {
	'+': { vv: intAddVV, vc: intAddVC, cv: intAddCV },
	'-': { vv: intSubtractVV, vc: intSubtractVC, cv: intSubtractCV },
	'*': { vv: intMultiplyVV, vc: intMultiplyVC, cv: intMultiplyCV },
	'/': { vv: intDivideVV, vc: intDivideVC, cv: intDivideCV },
	'%': { vv: intRemainderVV, vc: intRemainderVC, cv: intRemainderCV },
} as const;
