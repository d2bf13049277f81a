/** Operators by name, on single values: what the row path runs and what vectors without a kernel fall back to. */

import {
	add,
	bitAnd,
	bitOr,
	concat,
	divide,
	multiply,
	remainder,
	shiftLeft,
	shiftRight,
	subtract,
} from '../../types/arithmetic.js';
import type { Collation } from '../../types/collation.js';
import { compareValues, valuesEqual } from '../../types/compare.js';
import type { SqlValue } from '../../types/value.js';
import type { BinaryExpr, CompareExpr } from '../../plan/expression.js';

export type BinaryOperation = (left: SqlValue, right: SqlValue) => SqlValue;

export const binaryOperations: Readonly<Record<BinaryExpr['op'], BinaryOperation>> = {
	'+': add,
	'-': subtract,
	'*': multiply,
	'/': divide,
	'%': remainder,
	'&': bitAnd,
	'|': bitOr,
	'<<': shiftLeft,
	'>>': shiftRight,
	'||': concat,
};

/** 1, 0 or NULL. */
export type Comparison = (left: SqlValue, right: SqlValue, collation: Collation) => 0 | 1 | null;

export const comparisons: Readonly<Record<CompareExpr['op'], Comparison>> = {
	'=': (left, right, collation) => {
		if (left === null || right === null) return null;
		return valuesEqual(left, right, collation) ? 1 : 0;
	},
	'<>': (left, right, collation) => {
		if (left === null || right === null) return null;
		return valuesEqual(left, right, collation) ? 0 : 1;
	},
	'<': (left, right, collation) => {
		if (left === null || right === null) return null;
		return compareValues(left, right, collation) < 0 ? 1 : 0;
	},
	'<=': (left, right, collation) => {
		if (left === null || right === null) return null;
		return compareValues(left, right, collation) <= 0 ? 1 : 0;
	},
	'>': (left, right, collation) => {
		if (left === null || right === null) return null;
		return compareValues(left, right, collation) > 0 ? 1 : 0;
	},
	'>=': (left, right, collation) => {
		if (left === null || right === null) return null;
		return compareValues(left, right, collation) >= 0 ? 1 : 0;
	},
	is: (left, right, collation) => (valuesEqual(left, right, collation) ? 1 : 0),
	isNot: (left, right, collation) => (valuesEqual(left, right, collation) ? 0 : 1),
};
