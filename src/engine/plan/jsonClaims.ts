/**
 * Which arguments of a JSON function are JSON rather than text. SQLite marks values at run time; here it is told from the
 * expression: calls of JSON functions and `->`, JSON aggregates of the same query, and choices among them. Where the
 * choice is made at run time, texts are tagged (functions/json/jsonTags.ts). Asked while binding: columns of
 * subqueries are plain text, also when the subquery is merged into its user later.
 */

import type { JsonClaim, JsonResult, ScalarFunction } from '../functions/function.js';
import {
	tagContainers,
	tagJson,
	tagText,
	taggedExtract,
	taggedMax,
	taggedMin,
} from '../functions/json/jsonTags.js';
import { BINARY } from '../types/collations.js';
import type { CallExpr, Expr } from './expression.js';

export interface JsonArguments {
	readonly args: readonly Expr[];
	/** Undefined when no argument is JSON. */
	readonly jsonArguments: readonly JsonClaim[] | undefined;
}

export function jsonArgumentsOf(args: readonly Expr[]): JsonArguments {
	const claims = args.map(claimOf);
	if (claims.every(claim => claim === 'never')) return { args, jsonArguments: undefined };
	return {
		args: args.map((arg, position) => (claims[position] === 'tagged' ? tagged(arg) : arg)),
		jsonArguments: claims,
	};
}

/** What a result column that shows the expression is to JSON functions of the same query. */
export function jsonResultOf(expr: Expr): JsonResult | undefined {
	return claimOf(expr) === 'always' ? 'always' : undefined;
}

const PASSING: ReadonlySet<string> = new Set(['likely', 'unlikely', 'likelihood', 'nullif']);

function claimOf(expr: Expr): JsonClaim {
	switch (expr.kind) {
		case 'column':
			return claimOfResult(expr.returnsJson);
		case 'case':
			return commonClaim(choicesOf(expr));
		case 'cast':
			return expr.target === 'text' && claimOf(expr.operand) === 'always' ? 'always' : 'never';
		case 'call':
			return claimOfCall(expr);
		default:
			return 'never';
	}
}

function claimOfResult(result: JsonResult | undefined): JsonClaim {
	return result === undefined ? 'never' : result === 'always' ? 'always' : 'tagged';
}

function claimOfCall(expr: CallExpr): JsonClaim {
	const { args } = expr;
	const { lazy, name, returnsJson } = expr.function;
	if (lazy !== undefined) return commonClaim(choicesOf(expr));
	if (PASSING.has(name)) {
		const claim = claimOf(args[0] as Expr);
		return claim === 'always' ? claim : 'never';
	}
	if (name === 'max' || name === 'min') return commonClaim(args);
	return claimOfResult(returnsJson);
}

function commonClaim(results: readonly Expr[]): JsonClaim {
	const claims = results.filter(hasText).map(claimOf);
	if (claims.every(claim => claim === 'never')) return 'never';
	return claims.every(claim => claim === 'always') ? 'always' : 'tagged';
}

/** NULL and number literals may stand beside JSON. */
function hasText(result: Expr): boolean {
	return result.kind !== 'literal' || typeof result.value === 'string';
}

/** The expressions that may become the value of a CASE, coalesce or iif. */
function choicesOf(expr: Expr): readonly Expr[] {
	if (expr.kind === 'case') {
		const results = expr.branches.map(branch => branch.then);
		return expr.otherwise ? [...results, expr.otherwise] : results;
	}
	if (expr.kind !== 'call') return [];
	return expr.function.lazy === 'iif' ? expr.args.filter(isIifResult) : expr.args;
}

function isIifResult(_arg: Expr, position: number, args: readonly Expr[]): boolean {
	return position % 2 === 1 || position === args.length - 1;
}

function tagged(expr: Expr): Expr {
	const claim = claimOf(expr);
	if (claim !== 'tagged') return tagCall(claim === 'always' ? tagJson : tagText, expr);
	if (expr.kind === 'case') {
		return {
			...expr,
			branches: expr.branches.map(branch => ({ ...branch, then: tagged(branch.then) })),
			otherwise: expr.otherwise && tagged(expr.otherwise),
		};
	}
	if (expr.kind !== 'call') return tagCall(tagContainers, expr);
	if (expr.function.lazy === 'coalesce') return { ...expr, args: expr.args.map(tagged) };
	if (expr.function.lazy === 'iif') {
		const args = expr.args.map((arg, position, all) =>
			isIifResult(arg, position, all) ? tagged(arg) : arg,
		);
		return { ...expr, args };
	}
	const { name } = expr.function;
	if (name === 'max' || name === 'min') {
		const chosen = name === 'max' ? taggedMax : taggedMin;
		return { ...expr, function: chosen, args: expr.args.map(tagged) };
	}
	return { ...expr, function: taggedExtract };
}

function tagCall(tag: ScalarFunction, arg: Expr): Expr {
	return { kind: 'call', function: tag, args: [arg], collation: BINARY };
}
