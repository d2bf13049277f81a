import type { CompareExpr } from './expression.js';

/** The operator that says the same with the sides exchanged: `5 < a` is `a > 5`. */
export const mirroredComparison: Readonly<Record<CompareExpr['op'], CompareExpr['op']>> = {
	'=': '=',
	'<>': '<>',
	'<': '>',
	'<=': '>=',
	'>': '<',
	'>=': '<=',
	is: 'is',
	isNot: 'isNot',
};
