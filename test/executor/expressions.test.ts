/**
 * The row path and the vector path agree exactly on every expression, whatever kinds of vectors the columns come in:
 * same value, same storage class, same choice of rows.
 */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BINARY, NOCASE } from '../../src/engine/types/collations.js';
import { isTrue } from '../../src/engine/types/convert.js';
import { Real, realValue, type SqlValue } from '../../src/engine/types/value.js';
import type { CompareExpr, Expr, BinaryExpr } from '../../src/engine/plan/expression.js';
import type { Dictionary, Vector } from '../../src/engine/storage/vector.js';
import { FunctionRegistry } from '../../src/engine/functions/registry.js';
import type { ScalarFunction } from '../../src/engine/functions/function.js';
import {
	compilePointQuery,
	compileQuery,
	compileScalar,
} from '../../src/engine/executor/compile.js';
import type { Batch, ExecutionContext } from '../../src/engine/executor/contract.js';
import { compileVector } from '../../src/engine/executor/expression/compileVector.js';
import { Frame } from '../../src/engine/executor/frame.js';
import { inputScope } from '../../src/engine/executor/operators/inputScope.js';
import { valueAt } from '../../src/engine/storage/columnVector.js';
import { positionAt, rowAt } from '../../src/engine/executor/vectors/batch.js';
import { describeValue } from '../oracle/oracle.js';
import { services } from './testDatabase.js';

const context: ExecutionContext = {
	tree: () => assert.fail('no tables here'),
	parameters: [null, 3, new Real(2), 'b', null],
	slots: [7],
	services,
	checkInterrupt: () => undefined,
	results: new Map(),
};

const registry = new FunctionRegistry();

function call(name: string, ...args: Expr[]): Expr {
	const found = registry.find(name, args.length) as ScalarFunction;
	return { kind: 'call', function: found, args, collation: BINARY };
}

const integers = fc.oneof(
	fc.integer({ min: -5, max: 5 }),
	fc.constantFrom(9007199254740991, -9007199254740991, 2251799813685249, 94906267),
);
const reals = fc.oneof(
	fc.integer({ min: -4, max: 4 }).map(value => value / 2),
	fc.constantFrom(0.1, 1e300, -1e300, Infinity, -Infinity, 1e-300),
);
const texts = fc.constantFrom('', 'a', 'A', 'b', 'B ', '1', '2.5', '-3x', '9007199254740993', 'é');
const anything: fc.Arbitrary<SqlValue> = fc.oneof(
	fc.constant(null),
	integers,
	reals.map(realValue),
	texts,
	fc.constantFrom<SqlValue>(9223372036854775807n, -9223372036854775808n, 9007199254740993n),
	fc.constantFrom<SqlValue>(new Uint8Array([]), new Uint8Array([49]), new Uint8Array([1, 255])),
);

const rowCount = 12;
const dictionary: Dictionary = { values: [null, 'a', 'A', 'b', '', '1', '2.5', 'xyz'] };
const number = (value: fc.Arbitrary<number>): fc.Arbitrary<number[]> =>
	fc.array(fc.oneof({ weight: 5, arbitrary: value }, fc.constant(NaN)), {
		minLength: rowCount,
		maxLength: rowCount,
	});

const vectors: fc.Arbitrary<Vector> = fc.oneof(
	number(integers).map((data): Vector => ({ kind: 'int', data })),
	number(reals).map((data): Vector => ({ kind: 'real', data })),
	fc
		.array(fc.nat({ max: dictionary.values.length - 1 }), {
			minLength: rowCount,
			maxLength: rowCount,
		})
		.map((data): Vector => ({ kind: 'dict', data, dictionary })),
	fc
		.array(anything, { minLength: rowCount, maxLength: rowCount })
		.map((data): Vector => ({ kind: 'generic', data })),
);

const columnIds = [10, 11, 12];
const leaf: fc.Arbitrary<Expr> = fc.oneof(
	{ weight: 5, arbitrary: fc.constantFrom(...columnIds).map((id): Expr => column(id)) },
	anything.map((value): Expr => ({ kind: 'literal', value })),
	fc.integer({ min: 1, max: 4 }).map((index): Expr => ({ kind: 'parameter', index })),
	fc.constant<Expr>({ kind: 'slot', slot: 0, name: 's' }),
);

function column(id: number): Expr {
	return { kind: 'column', id, name: `c${id}` };
}

const operators = fc.constantFrom<BinaryExpr['op']>(
	'+',
	'-',
	'*',
	'/',
	'%',
	'&',
	'|',
	'<<',
	'>>',
	'||',
);
const comparisonOperators = fc.constantFrom<CompareExpr['op']>(
	'=',
	'<>',
	'<',
	'<=',
	'>',
	'>=',
	'is',
	'isNot',
);
const collations = fc.constantFrom(BINARY, NOCASE);
const affinities = fc.constantFrom('integer', 'real', 'numeric', 'text', 'blob', 'none' as const);

const { expression } = fc.letrec<{ expression: Expr }>(tie => {
	const inner = tie('expression');
	const branch = fc.record({ when: inner, then: inner, collation: collations }).map(parts => ({
		...parts,
		operandAffinity: undefined,
	}));
	return {
		expression: fc.oneof(
			{ maxDepth: 4, depthSize: 'small' },
			leaf,
			fc
				.tuple(operators, inner, inner)
				.map(([op, left, right]): Expr => ({ kind: 'binary', op, left, right })),
			fc
				.tuple(comparisonOperators, inner, inner, collations)
				.map(([op, left, right, collation]): Expr => ({
					kind: 'compare',
					op,
					left,
					right,
					collation,
				})),
			fc
				.tuple(fc.constantFrom('and', 'or'), fc.array(inner, { minLength: 2, maxLength: 3 }))
				.map(([kind, operands]): Expr => ({ kind, operands })),
			inner.map((operand): Expr => ({ kind: 'not', operand })),
			fc.tuple(inner, fc.boolean(), fc.boolean()).map(([operand, expected, isNegated]): Expr => ({
				kind: 'truth',
				operand,
				expected,
				isNegated,
			})),
			fc
				.tuple(inner, fc.boolean())
				.map(([operand, isNegated]): Expr => ({ kind: 'nullTest', operand, isNegated })),
			fc
				.tuple(inner, fc.array(inner, { maxLength: 4 }), fc.boolean(), collations)
				.map(([operand, list, isNegated, collation]): Expr => ({
					kind: 'inList',
					operand,
					list,
					isNegated,
					collation,
				})),
			fc
				.tuple(
					fc.option(inner, { nil: undefined }),
					fc.array(branch, { minLength: 1, maxLength: 3 }),
					fc.option(inner, { nil: undefined }),
				)
				.map(([operand, branches, otherwise]): Expr => ({
					kind: 'case',
					operand,
					branches,
					otherwise,
				})),
			fc
				.tuple(inner, affinities)
				.map(([operand, target]): Expr => ({ kind: 'cast', operand, target })),
			fc
				.tuple(inner, affinities)
				.map(([operand, affinity]): Expr => ({ kind: 'affinity', operand, affinity })),
			fc
				.tuple(fc.constantFrom('-', '~'), inner)
				.map(([op, operand]): Expr => ({ kind: 'unary', op, operand })),
			fc
				.tuple(fc.constantFrom('typeof', 'upper', 'length', 'quote'), inner)
				.map(([name, arg]) => call(name, arg)),
			fc
				.tuple(fc.constantFrom('coalesce', 'nullif', 'instr', 'like'), inner, inner)
				.map(([name, left, right]) => call(name, left, right)),
			fc.tuple(inner, inner, inner).map(([a, b, c]) => call('iif', a, b, c)),
		),
	};
});

const batches: fc.Arbitrary<Batch> = fc
	.tuple(
		fc.tuple(vectors, vectors, vectors),
		fc.option(fc.subarray([...Array(rowCount).keys()], { minLength: 1 }), { nil: undefined }),
		fc.nat({ max: 5 }),
	)
	.map(([columns, selection, start]) => ({
		columns,
		selection,
		start: selection === undefined ? start : 0,
		count: selection === undefined ? rowCount - start : selection.length,
	}));

function checkAgreement(expr: Expr, batch: Batch): void {
	const scalar = compileScalar(expr, new Map(columnIds.map((id, index) => [id, index])));
	const expected: string[] = [];
	const isKept: number[] = [];
	for (let index = 0; index < batch.count; index++) {
		const value = scalar(context, rowAt(batch, index));
		expected.push(describeValue(value));
		if (isTrue(value) === true) isKept.push(positionAt(batch, index));
	}
	const scope = inputScope({ compile: compileQuery, lookup: compilePointQuery }, columnIds);
	const frame = new Frame(context);
	// Twice: scratch of the first run must not show in the second.
	const evaluate = compileVector(expr, scope);
	evaluate(frame, { ...batch, selection: undefined, start: 0, count: rowCount });
	const vector = evaluate(frame, batch);
	const actual = expected.map((_, index) =>
		describeValue(valueAt(vector, positionAt(batch, index))),
	);
	assert.deepEqual(actual, expected);
	const kept = scope.filter(expr, scope)(frame, batch);
	const positions = Array.from({ length: kept.count }, (_, index) => positionAt(kept, index));
	assert.deepEqual(positions, isKept);
}

describe('executor: expressions on vectors', () => {
	for (const seed of [20260721, Date.now() & 0x7fffffff]) {
		it(`agree with the row path (seed ${seed})`, () => {
			fc.assert(fc.property(expression, batches, checkAgreement), { seed, numRuns: 1500 });
		});
	}
});
