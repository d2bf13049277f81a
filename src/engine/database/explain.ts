/** EXPLAIN. */

import type { Explain } from '../syntax/ast/statement.js';
import { notSupportedYet } from '../types/sqlError.js';
import type { ConnectionCore } from './connectionCore.js';
import type { CommandProgram } from './program.js';

export function explainCommand(
	_connection: ConnectionCore,
	explain: Explain,
	_text: string,
): CommandProgram {
	throw notSupportedYet('EXPLAIN', explain.span);
}
