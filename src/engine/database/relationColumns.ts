/** Columns of a table or view as callers of PRAGMA and of the catalog snapshot see them. */

import type { Relation } from '../catalog/catalog.js';
import { parse } from '../syntax/parse.js';
import { planStatement } from '../planner/planStatement.js';
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
		const text = `SELECT * FROM ${quoted(relation.schema)}.${quoted(relation.name)}`;
		const [select] = parse(text).statements;
		if (select?.kind !== 'select') return [];
		const plan = planStatement(planContext(connection), select, text);
		return plan.kind === 'select' ? plan.columns : [];
	} catch (error) {
		if (error instanceof SqlError) return [];
		throw error;
	}
}

function quoted(name: string): string {
	return `"${name.replaceAll('"', '""')}"`;
}
