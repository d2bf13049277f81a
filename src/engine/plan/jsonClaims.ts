/**
 * Which argument expressions of a function give JSON rather than text: calls of JSON functions and `->`, JSON
 * aggregates of the same query, and choices (CASE, coalesce, iif) all of whose results are JSON. Asked while
 * binding: columns of subqueries are plain text, also when the subquery is merged into its user later.
 */

import type { JsonClaim } from '../functions/function.js';
import type { Expr } from './expression.js';

/** Undefined when no argument is JSON. */
export function jsonClaims(args: readonly Expr[]): readonly JsonClaim[] | undefined {
	const claims = args.map(claimOf);
	return claims.every(claim => claim === 'never') ? undefined : claims;
}

function claimOf(expr: Expr): JsonClaim {
	if (expr.kind === 'column') return expr.returnsJson ?? 'never';
	if (expr.kind === 'case') {
		const results = expr.branches.map(branch => branch.then);
		return commonClaim(expr.otherwise ? [...results, expr.otherwise] : results);
	}
	if (expr.kind !== 'call') return 'never';
	const { args } = expr;
	if (expr.function.lazy === 'coalesce') return commonClaim(args);
	if (expr.function.lazy === 'iif') {
		return commonClaim(args.filter((_arg, index) => index % 2 === 1 || index === args.length - 1));
	}
	return expr.function.returnsJson ?? 'never';
}

/** NULL literals may stand beside JSON; other results must be JSON too. */
function commonClaim(results: readonly Expr[]): JsonClaim {
	const claims = results
		.filter(result => result.kind !== 'literal' || typeof result.value === 'string')
		.map(claimOf);
	if (claims.length === 0 || claims.includes('never')) return 'never';
	return claims.includes('containers') ? 'containers' : 'always';
}
