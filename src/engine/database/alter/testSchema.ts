/** Whether the stored texts still mean something: asked before and after a change that may break them. */

import type { SchemaName } from '../../catalog/schema.js';
import { SqlError } from '../../types/sqlError.js';
import type { DdlEnvironment } from '../ddl/environment.js';
import { namesInText } from './namesInText.js';
import { inText, schemaTexts } from './schemaTexts.js';
import type { NameDepth, SchemaText } from './schemaTexts.js';

/**
 * Throws the first error, told with the object it is in. Temporary views and triggers may speak of any schema. With
 * `noStrings` a table or index must not take a double-quoted name for a string: it was a column a moment ago.
 */
export function testSchema(
	environment: DdlEnvironment,
	schema: SchemaName,
	when: string,
	depth: NameDepth,
	strings: 'allowsStrings' | 'noStrings' = 'allowsStrings',
): void {
	const { catalog } = environment.state;
	for (const name of new Set([schema, 'temp'])) {
		for (const text of schemaTexts(catalog, name)) {
			if (text.type === 'view' || text.type === 'trigger') {
				inText(text, when, () => namesInText(environment, text, depth));
			} else if (strings === 'noStrings') {
				inText(text, when, () => refuseStrings(environment, text));
			}
		}
	}
}

function refuseStrings(environment: DdlEnvironment, text: SchemaText): void {
	const [string] = namesInText(environment, text, 'own').strings;
	if (!string) return;
	const written = `"${string.value}"`;
	const message = `no such column: ${written} - should this be a string literal in single-quotes?`;
	throw new SqlError('SQLITE_ERROR', message);
}
