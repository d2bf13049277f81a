/** Binds whatever statement it is, for its errors or for what an observer is told. */

import type { Delete, Insert, Update } from '../syntax/ast/change.js';
import type { Select } from '../syntax/ast/statement.js';
import { bindDelete, bindUpdate } from './bindChange.js';
import { bindInsert } from './bindInsert.js';
import { bindQuery } from './bindQuery.js';
import type { BindState } from './bindState.js';
import { newFrame } from './scope.js';

export function bindStatement(
	state: BindState,
	statement: Select | Insert | Update | Delete,
): void {
	switch (statement.kind) {
		case 'select':
			bindQuery(state, newFrame(state.outerRow), undefined, statement.query);
			return;
		case 'insert':
			bindInsert(state, statement);
			return;
		case 'update':
			bindUpdate(state, statement);
			return;
		case 'delete':
			bindDelete(state, statement);
	}
}
