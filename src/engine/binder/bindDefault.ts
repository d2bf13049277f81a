/**
 * DEFAULT values. SQLite looks at what they call when a row needs them, not when the table is made: a default that
 * cannot be computed is an expression that fails.
 */

import type { Expr } from '../plan/expression.js';
import type { Expression } from '../syntax/ast/expression.js';
import { BINARY } from '../types/collations.js';
import { SqlError } from '../types/sqlError.js';
import { bindExpression } from './bindExpression.js';
import type { BindState } from './bindState.js';
import type { Scope } from './scope.js';

/** `scope`: one without relations. */
export function bindDefault(state: BindState, scope: Scope, syntax: Expression): Expr {
	state.restriction = 'DEFAULT values';
	try {
		return bindExpression(state, scope, syntax);
	} catch (error) {
		if (!(error instanceof SqlError)) throw error;
		return failing(inWordsOfUse(error));
	}
}

/** What is wrong with a call is not told apart. */
function inWordsOfUse(error: SqlError): SqlError {
	const name = /function:? (\w+)/.exec(error.message)?.[1];
	return name === undefined ? error : new SqlError(error.code, `unknown function: ${name}()`);
}

function failing(error: SqlError): Expr {
	return {
		kind: 'call',
		function: {
			kind: 'scalar',
			name: 'default',
			minArguments: 0,
			maxArguments: 0,
			isDeterministic: false,
			isDirectOnly: false,
			lazy: undefined,
			evaluate: () => {
				throw new SqlError(error.code, error.message);
			},
		},
		args: [],
		collation: BINARY,
	};
}
