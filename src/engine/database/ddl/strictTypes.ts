/** The option `strictTypes`: every table that is defined column by column is STRICT. */

import type { TableDefinition } from '../../syntax/ast/tableDefinition.js';
import type { DatabaseCore } from '../databaseCore.js';

interface Defined {
	readonly definition: TableDefinition;
	/** Text for sqlite_schema: says STRICT, so that the table is strict wherever the text goes. */
	readonly sql: string;
}

export function withStrictTypes(
	{ options }: DatabaseCore,
	definition: TableDefinition,
	sql: string,
): Defined {
	if (options.strictTypes !== true || definition.isStrict) return { definition, sql };
	const { isWithoutRowid, settings, using, partitioning } = definition;
	const isBehind = isWithoutRowid && settings.length === 0 && !using && !partitioning;
	return {
		definition: { ...definition, isStrict: true },
		sql: `${sql}${isBehind ? ',' : ''} STRICT`,
	};
}
