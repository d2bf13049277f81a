/** Columns of a table or view as callers of PRAGMA and of the catalog snapshot see them. */

import { bindViewColumns } from '../binder/bindTableExpressions.js';
import type { Relation } from '../catalog/catalog.js';
import type { ResultColumn } from '../plan/statements.js';
import { affinityOfType } from '../types/affinity.js';
import { SqlError } from '../types/sqlError.js';
import type { ConnectionCore } from './connectionCore.js';
import { planContext } from './planning.js';

export interface VisibleColumn {
	readonly name: string;
	readonly declaredType: string | undefined;
}

/** The declared type of what the column is; else the type that says its affinity. */
function typeOf({ declaredType, affinity }: Omit<ResultColumn, 'name'>): string | undefined {
	if (affinity === undefined || affinity === 'none') return declaredType;
	if (declaredType && affinityOfType(declaredType) === affinity) return declaredType;
	return TYPE_NAMES[affinity];
}

const TYPE_NAMES = { integer: 'INT', real: 'REAL', numeric: 'NUM', text: 'TEXT', blob: 'BLOB' };

/** A view whose query no longer works has no columns. */
export function relationColumns(
	connection: ConnectionCore,
	relation: Relation,
): readonly VisibleColumn[] {
	if (relation.kind === 'table') return relation.columns;
	try {
		return bindViewColumns(planContext(connection), relation).map(({ name, ...column }) => ({
			name,
			declaredType: typeOf(column),
		}));
	} catch (error) {
		if (error instanceof SqlError) return [];
		throw error;
	}
}
