/** Columns of a table or view as callers of PRAGMA and of the catalog snapshot see them. */

import { bindViewColumns } from '../binder/bindTableExpressions.js';
import type { Relation } from '../catalog/catalog.js';
import { SqlError } from '../types/sqlError.js';
import type { ConnectionCore } from './connectionCore.js';
import { planContext } from './planning.js';

export interface VisibleColumn {
	readonly name: string;
	readonly declaredType: string | undefined;
}

/** A view whose query no longer works has no columns. */
export function relationColumns(
	connection: ConnectionCore,
	relation: Relation,
): readonly VisibleColumn[] {
	if (relation.kind === 'table') return relation.columns;
	try {
		return bindViewColumns(planContext(connection), relation);
	} catch (error) {
		if (error instanceof SqlError) return [];
		throw error;
	}
}
