/**
 * COLLATE names. One that does not exist is refused where it would decide something, not where it is written: SQLite
 * takes `SELECT 'a' COLLATE nope`.
 */

import type { Name } from '../syntax/ast/name.js';
import type { Collation } from '../types/collation.js';
import { BINARY } from '../types/collations.js';
import type { SqlError } from '../types/sqlError.js';
import type { BindState } from './bindState.js';
import { bindError } from './bindState.js';

const missing = new WeakMap<Collation, SqlError>();

export function findCollation(state: BindState, { name, span }: Name): Collation {
	const found = state.context.collations.find(name);
	if (found) return found;
	const unknown: Collation = { ...BINARY, name };
	missing.set(unknown, bindError(state, `no such collation sequence: ${name}`, span));
	return unknown;
}

/** The collation, which is going to be used. */
export function usedCollation(collation: Collation): Collation {
	const error = missing.get(collation);
	if (error) throw error;
	return collation;
}
