/** DEFAULT must not depend on a row: no columns, subqueries, parameters or windows. */

import type { Expression, FunctionCall } from '../../syntax/ast/expression.js';
import { SqlError } from '../../types/sqlError.js';

const FORBIDDEN = new Set([
	'columnReference',
	'subquery',
	'exists',
	'inQuery',
	'inTable',
	'parameter',
	'raise',
]);

export function checkConstantDefault(columnName: string, expression: Expression): void {
	if (!mentions(expression)) return;
	throw new SqlError('SQLITE_ERROR', `default value of column [${columnName}] is not constant`, {
		span: expression.span,
	});
}

function mentions(node: unknown): boolean {
	if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return false;
	if ('kind' in node && FORBIDDEN.has(node.kind as string)) return true;
	if ('over' in node && (node.over ?? (node as FunctionCall).filter)) return true;
	return Object.values(node).some(mentions);
}
