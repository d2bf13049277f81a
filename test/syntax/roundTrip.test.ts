/**
 * Printing a tree and parsing the text gives the same tree, but for its spans.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BinaryOperator, Expression } from '../../src/engine/syntax/ast/expression.js';
import type { Name } from '../../src/engine/syntax/ast/name.js';
import type { Query, SelectCore, TableExpression } from '../../src/engine/syntax/ast/query.js';
import { parse, parseStandaloneExpression } from '../../src/engine/syntax/parse.js';
import { printExpression, printQuery, printStatement } from '../../src/engine/syntax/print.js';
import { snippets } from './snippets.js';
import { stripSpans } from './stripSpans.js';

const span = { start: 0, end: 0 };

function name(text: string, quote: Name['quote']): Name {
	return { kind: 'name', name: text, key: text.toLowerCase(), quote, span };
}

const names = fc.oneof(
	fc.constantFrom('a', 'Key', 'count', 'end', 'x1', 'like').map(text => name(text, 'none')),
	fc.constantFrom('select', 'a b', 'q"q', "it's", '').map(text => name(text, 'double')),
	fc.constantFrom('order', 'a"b').map(text => name(text, 'bracket')),
	fc.constantFrom('a`b', 'from').map(text => name(text, 'backtick')),
);
const optionalNames = fc.option(names, { nil: undefined });

const leaves: fc.Arbitrary<Expression> = fc.oneof(
	fc.constant<Expression>({ kind: 'nullLiteral', span }),
	fc.nat().map<Expression>(value => ({ kind: 'integerLiteral', text: String(value), value, span })),
	fc.constant<Expression>({
		kind: 'integerLiteral',
		text: '-9223372036854775808',
		value: -9223372036854775808n,
		span,
	}),
	fc.constant<Expression>({ kind: 'realLiteral', text: '1.0', value: 1, span }),
	fc.string().map<Expression>(value => ({ kind: 'textLiteral', value, span })),
	fc.uint8Array({ maxLength: 4 }).map<Expression>(value => ({ kind: 'blobLiteral', value, span })),
	names.map<Expression>(column => ({
		kind: 'columnReference',
		schema: undefined,
		table: undefined,
		column,
		span,
	})),
	fc.tuple(optionalNames, names, names).map<Expression>(([schema, table, column]) => ({
		kind: 'columnReference',
		schema,
		table,
		column,
		span,
	})),
	fc.constantFrom('time', 'date', 'timestamp').map<Expression>(part => ({
		kind: 'currentTime',
		part,
		span,
	})),
);

const binaryOperators: readonly BinaryOperator[] = [
	...(['||', '->', '->>', '*', '/', '%', '+', '-', '&', '|', '<<', '>>', '<', '<=', '>'] as const),
	...(['>=', '=', '<>', 'is', 'isNot', 'and', 'or'] as const),
];

const trees = fc.letrec<{ expression: Expression; query: Query; table: TableExpression }>(tie => {
	const item = tie('expression');
	const maybe = fc.option(item, { nil: undefined });
	const items = fc.array(item, { maxLength: 2 });
	const isNegated = fc.boolean();
	const orderBy = fc.array(
		fc.record({
			kind: fc.constant('orderingTerm' as const),
			expression: item,
			direction: fc.constantFrom('asc' as const, 'desc' as const),
			nulls: fc.constantFrom(undefined, 'first' as const, 'last' as const),
			span: fc.constant(span),
		}),
		{ maxLength: 2 },
	);
	const compound = fc.oneof(
		fc.record({
			kind: fc.constant('unary' as const),
			operator: fc.constantFrom('-' as const, '+' as const, '~' as const, 'not' as const),
			operand: item,
			span: fc.constant(span),
		}),
		fc
			.record({
				kind: fc.constant('binary' as const),
				operator: fc.constantFrom(...binaryOperators),
				left: item,
				right: item,
				operatorSpan: fc.constant(span),
				span: fc.constant(span),
			})
			.filter(({ operator, right }) => !operator.startsWith('is') || right.kind !== 'nullLiteral'),
		fc.record({
			kind: fc.constant('nullTest' as const),
			operand: item,
			isNegated,
			span: fc.constant(span),
		}),
		fc.record({
			kind: fc.constant('like' as const),
			operator: fc.constantFrom(
				'like' as const,
				'glob' as const,
				'regexp' as const,
				'match' as const,
			),
			word: fc.constant(''),
			operand: item,
			pattern: item,
			escape: maybe,
			isNegated,
			span: fc.constant(span),
		}),
		fc.record({
			kind: fc.constant('between' as const),
			operand: item,
			low: item,
			high: item,
			isNegated,
			span: fc.constant(span),
		}),
		fc.record({
			kind: fc.constant('in' as const),
			operand: item,
			source: fc.oneof(
				fc.record({ kind: fc.constant('inList' as const), items, span: fc.constant(span) }),
				fc.record({
					kind: fc.constant('inQuery' as const),
					query: tie('query'),
					span: fc.constant(span),
				}),
			),
			isNegated,
			span: fc.constant(span),
		}),
		fc.record({
			kind: fc.constant('case' as const),
			operand: maybe,
			branches: fc.array(
				fc.record({
					kind: fc.constant('caseBranch' as const),
					when: item,
					then: item,
					span: fc.constant(span),
				}),
				{ minLength: 1, maxLength: 2 },
			),
			otherwise: maybe,
			span: fc.constant(span),
		}),
		fc.record({
			kind: fc.constant('cast' as const),
			operand: item,
			type: fc.constantFrom('', 'INT', 'VARCHAR(10)', 'a b', 'select', 'x"y').map(text => ({
				kind: 'typeName' as const,
				text,
				span,
			})),
			span: fc.constant(span),
		}),
		fc.record({
			kind: fc.constant('collate' as const),
			operand: item,
			collation: names.filter(({ name: text }) => text !== ''),
			span: fc.constant(span),
		}),
		fc.record({
			kind: fc.constant('functionCall' as const),
			name: names,
			args: items,
			isStar: fc.constant(false),
			isDistinct: fc.boolean(),
			orderBy,
			withinGroup: fc.constant(undefined),
			filter: maybe,
			over: fc.option(names, { nil: undefined }),
			span: fc.constant(span),
		}),
		fc.record({
			kind: fc.constant('rowValue' as const),
			items: fc.array(item, { minLength: 2, maxLength: 3 }),
			span: fc.constant(span),
		}),
		fc.record({
			kind: fc.constantFrom('subquery' as const, 'exists' as const),
			query: tie('query'),
			span: fc.constant(span),
		}),
	);
	const core: fc.Arbitrary<SelectCore> = fc.record({
		kind: fc.constant('selectCore' as const),
		isDistinct: fc.boolean(),
		columns: fc.array(
			fc.oneof(
				fc.constant({ kind: 'starColumn' as const, span }),
				fc.record({
					kind: fc.constant('tableStarColumn' as const),
					table: names,
					span: fc.constant(span),
				}),
				fc.record({
					kind: fc.constant('expressionColumn' as const),
					expression: item,
					sourceSpan: fc.constant(span),
					alias: optionalNames,
					span: fc.constant(span),
				}),
			),
			{ minLength: 1, maxLength: 2 },
		),
		from: fc.option(tie('table'), { nil: undefined }),
		where: maybe,
		groupBy: items,
		having: maybe,
		windows: fc.constant([]),
		span: fc.constant(span),
	});
	const query: fc.Arbitrary<Query> = fc.record({
		kind: fc.constant('query' as const),
		with: fc.constant(undefined),
		first: core,
		compounds: fc.array(
			fc.record({
				kind: fc.constant('compoundTerm' as const),
				operator: fc.constantFrom('union' as const, 'unionAll' as const, 'except' as const),
				term: core,
				span: fc.constant(span),
			}),
			{ maxLength: 1 },
		),
		orderBy,
		limit: maybe,
		offset: fc.constant(undefined),
		span: fc.constant(span),
	});
	const reference = fc.record({
		kind: fc.constant('tableReference' as const),
		schema: optionalNames,
		name: names,
		alias: optionalNames,
		indexHint: fc.constant(undefined),
		span: fc.constant(span),
	});
	const table: fc.Arbitrary<TableExpression> = fc.oneof(
		{ depthSize: 'small', withCrossShrink: true },
		reference,
		fc.record({
			kind: fc.constant('tableGroup' as const),
			table: tie('table'),
			alias: optionalNames,
			span: fc.constant(span),
		}),
		fc.record({
			kind: fc.constant('subqueryTable' as const),
			query: tie('query'),
			alias: optionalNames,
			span: fc.constant(span),
		}),
		fc.record({
			kind: fc.constant('join' as const),
			left: tie('table').filter(({ kind }) => kind !== 'join'),
			right: reference,
			operator: fc.constantFrom(
				'comma' as const,
				'inner' as const,
				'left' as const,
				'full' as const,
			),
			isNatural: fc.constant(false),
			constraint: fc.option(
				fc.record({ kind: fc.constant('on' as const), expression: item, span: fc.constant(span) }),
				{ nil: undefined },
			),
			span: fc.constant(span),
		}),
	);
	return {
		expression: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaves, compound),
		query,
		table,
	};
});

const randomSeed = Date.now() % 1_000_000_000;

describe('printing and parsing again', () => {
	for (const seed of [20260101, randomSeed]) {
		it(`keeps every expression (seed ${String(seed)})`, () => {
			const keeps = fc.property(trees.expression, tree => {
				const text = printExpression(tree);
				const { expression, errors } = parseStandaloneExpression(text);
				assert.deepEqual(errors, [], text);
				assert.deepEqual(stripSpans(expression), stripSpans(tree), text);
			});
			fc.assert(keeps, { seed, numRuns: 1000 });
		});

		it(`keeps every query (seed ${String(seed)})`, () => {
			const keeps = fc.property(trees.query, tree => {
				const text = printQuery(tree);
				const { statements, errors } = parse(text);
				assert.deepEqual(errors, [], text);
				const statement = statements[0];
				assert.equal(statement?.kind, 'select');
				assert.deepEqual(stripSpans(statement.query), stripSpans(tree), text);
			});
			fc.assert(keeps, { seed, numRuns: 300 });
		});
	}

	it('keeps every valid snippet', () => {
		let count = 0;
		for (const text of snippets) {
			const { statements, errors } = parse(text);
			if (errors.length > 0) continue;
			for (const statement of statements) {
				const printed = printStatement(statement);
				const again = parse(printed);
				assert.deepEqual(again.errors, [], printed);
				assert.deepEqual(again.statements.map(stripSpans), [stripSpans(statement)], printed);
				count++;
			}
		}
		assert.ok(count > 200, String(count));
	});
});
