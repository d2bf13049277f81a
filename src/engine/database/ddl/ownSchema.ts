/** What a view or trigger may not do: speak of objects in another database than its own. Those in temp may. */

import type { SchemaName } from '../../catalog/schema.js';
import type { Name } from '../../syntax/ast/name.js';
import { SqlError } from '../../types/sqlError.js';

const NAMING: ReadonlySet<unknown> = new Set(['tableReference', 'inTable', 'tableFunction']);

/** `subject`: how the message calls the object, as in `view v`. */
export function refuseOtherSchemas(subject: string, schema: SchemaName, syntax: unknown): void {
	if (schema === 'temp') return;
	const other = findOther(syntax, schema);
	if (!other) return;
	throw new SqlError(
		'SQLITE_ERROR',
		`${subject} cannot reference objects in database ${other.name}`,
		{ span: other.span },
	);
}

/** The first name of another schema. */
function findOther(node: unknown, schema: SchemaName): Name | undefined {
	if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return undefined;
	if ('kind' in node && NAMING.has(node.kind)) {
		const written = writtenSchema(node);
		if (written && written.key !== schema) return written;
	}
	for (const part of Object.values(node)) {
		const found = findOther(part, schema);
		if (found) return found;
	}
	return undefined;
}

function writtenSchema(node: object): Name | undefined {
	const named = node as {
		readonly schema?: Name;
		readonly table?: { readonly schema?: Name };
		readonly function?: { readonly schema?: Name };
	};
	return named.schema ?? named.table?.schema ?? named.function?.schema;
}
