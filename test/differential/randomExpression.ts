/** Random expressions over the columns in scope: operators, functions, conversions, and subqueries of all kinds. */

import type { RandomSource } from './randomSource.js';
import { randomLiteral } from './randomSource.js';

export interface ExpressionScope {
	readonly random: RandomSource;
	/** As they may be written here, such as `x.a`. */
	readonly columns: readonly string[];
	/** A query of so many columns that may use the columns in scope; undefined when subqueries are not wanted. */
	readonly subquery: ((width: number, outer: readonly string[]) => string) | undefined;
	/** A query of one column and one row. */
	readonly scalar: ((outer: readonly string[]) => string) | undefined;
}

const COMPARISONS = ['=', '=', '<', '<=', '>', '>=', '<>', 'IS', 'IS NOT'];

export function randomExpression(scope: ExpressionScope, depth: number): string {
	const { random } = scope;
	const column = () =>
		scope.columns.length > 0 ? random.pick(scope.columns) : randomLiteral(random);
	if (depth <= 0) return random.chance(0.7) ? column() : randomLiteral(random);
	const inner = () => randomExpression(scope, depth - 1);
	return random.make(
		[6, column],
		[2, () => randomLiteral(random)],
		[4, () => `(${inner()} ${random.pick(['+', '-', '*', '/', '%', '+', '-'])} ${inner()})`],
		[1, () => `(${inner()} ${random.pick(['&', '|', '<<', '>>'])} ${inner()})`],
		[2, () => `(${inner()} || ${inner()})`],
		[0.7, () => `(${random.pick(['-', '+', '~', 'NOT '])}${inner()})`],
		[3, () => `(${randomCondition(scope, depth - 1)})`],
		[2, () => randomCase(scope, depth)],
		[2, () => `CAST(${inner()} AS ${random.pick(['INTEGER', 'TEXT', 'REAL', 'NUMERIC', 'BLOB'])})`],
		[5, () => randomCall(scope, depth)],
		[0.7, () => `(${inner()} COLLATE ${random.pick(['NOCASE', 'RTRIM', 'BINARY'])})`],
		[scope.scalar ? 1.5 : 0, () => `(${scope.scalar?.(scope.columns)})`],
	);
}

export function randomCondition(scope: ExpressionScope, depth: number): string {
	const { random } = scope;
	const inner = () => randomExpression(scope, depth - 1);
	const column = () =>
		scope.columns.length > 0 ? random.pick(scope.columns) : randomLiteral(random);
	const negation = () => (random.chance(0.3) ? 'NOT ' : '');
	const width = random.chance(0.8) ? 1 : 2;
	const tuple = () => (width === 1 ? inner() : `(${inner()}, ${inner()})`);
	return random.make(
		[5, () => `${column()} ${random.pick(COMPARISONS)} ${randomLiteral(random)}`],
		[4, () => `${inner()} ${random.pick(COMPARISONS)} ${inner()}`],
		[2, () => `${column()} ${random.pick(COMPARISONS)} ${column()}`],
		[1.5, () => `${inner()} ${negation()}BETWEEN ${inner()} AND ${inner()}`],
		[2, () => `${inner()} ${negation()}IN (${random.list(0, 4, inner).join(', ')})`],
		[1, () => `${inner()} IS ${negation()}NULL`],
		[0.5, () => `${inner()} IS ${negation()}${random.pick(['TRUE', 'FALSE'])}`],
		[0.5, () => `${inner()} IS ${negation()}DISTINCT FROM ${inner()}`],
		[
			1,
			() => `${inner()} ${negation()}LIKE ${random.pick(["'a%'", "'%B%'", "'_'", "'%'", inner()])}`,
		],
		[0.5, () => `${inner()} ${negation()}GLOB ${random.pick(["'a*'", "'?'", "'[a-c]*'"])}`],
		[0.7, () => `(${inner()}, ${inner()}) ${random.pick(COMPARISONS)} (${inner()}, ${inner()})`],
		[
			depth > 0 ? 3 : 0,
			() =>
				`(${randomCondition(scope, depth - 1)} ${random.pick(['AND', 'AND', 'OR'])} ` +
				`${randomCondition(scope, depth - 1)})`,
		],
		[depth > 0 ? 0.7 : 0, () => `NOT (${randomCondition(scope, depth - 1)})`],
		[
			scope.subquery ? 1.5 : 0,
			() => `${tuple()} ${negation()}IN (${scope.subquery?.(width, scope.columns)})`,
		],
		[scope.subquery ? 1.5 : 0, () => `${negation()}EXISTS (${scope.subquery?.(1, scope.columns)})`],
		[0.5, inner],
	);
}

function randomCase(scope: ExpressionScope, depth: number): string {
	const { random } = scope;
	const inner = () => randomExpression(scope, depth - 1);
	const isSimple = random.chance(0.4);
	const branches = random.list(1, 2, () => {
		const when = isSimple ? inner() : randomCondition(scope, depth - 1);
		return ` WHEN ${when} THEN ${inner()}`;
	});
	const otherwise = random.chance(0.6) ? ` ELSE ${inner()}` : '';
	return `CASE${isSimple ? ` ${inner()}` : ''}${branches.join('')}${otherwise} END`;
}

function randomCall(scope: ExpressionScope, depth: number): string {
	const { random } = scope;
	const inner = () => randomExpression(scope, depth - 1);
	const small = () => String(random.between(-2, 3));
	return random.make(
		[2, () => `typeof(${inner()})`],
		[1, () => `quote(${inner()})`],
		[2, () => `coalesce(${inner()}, ${inner()})`],
		[1, () => `ifnull(${inner()}, ${inner()})`],
		[1, () => `nullif(${inner()}, ${inner()})`],
		[1, () => `iif(${randomCondition(scope, depth - 1)}, ${inner()}, ${inner()})`],
		[1, () => `abs(${inner()})`],
		[1, () => `length(${inner()})`],
		[1, () => `lower(${inner()})`],
		[1, () => `upper(${inner()})`],
		[1, () => `substr(${inner()}, ${small()}${random.chance(0.5) ? `, ${small()}` : ''})`],
		[1, () => `round(${inner()}${random.chance(0.5) ? `, ${small()}` : ''})`],
		[1, () => `max(${inner()}, ${inner()})`],
		[1, () => `min(${inner()}, ${inner()}, ${inner()})`],
		[0.5, () => `instr(${inner()}, ${inner()})`],
		[0.5, () => `replace(${inner()}, ${inner()}, ${inner()})`],
		[0.5, () => `trim(${inner()})`],
		[0.5, () => `hex(${inner()})`],
		[0.5, () => `unicode(${inner()})`],
		[0.5, () => `sign(${inner()})`],
		[0.3, () => `likelihood(${inner()}, 0.5)`],
		[0.5, () => `concat(${inner()}, ${inner()})`],
		[0.3, () => `printf('%d|%s|%.2f', ${inner()}, ${inner()}, ${inner()})`],
	);
}
