/**
 * What may stand behind a table's definition and SQLite does not have: `WITH (name = value, ...)`, `USING module` and
 * `PARTITION BY ...`. The first words are keywords there, so that no statement of SQLite's means anything else.
 */
import type { Name } from '../ast/name.js';
import type { TableSetting } from '../ast/tableDefinition.js';
import type { PartitionClause } from '../ast/partitions.js';
import { parseName } from './names.js';
import { parsePartitionClause } from './partitions.js';
import type { Parser } from './parser.js';

export interface TableExtras {
	settings: readonly TableSetting[];
	using: Name | undefined;
	partitioning: PartitionClause | undefined;
}

/** False: there was none. */
export function parseTableExtras(p: Parser, extras: TableExtras): boolean {
	const { start } = p;
	for (;;) {
		if (p.kind === 'using' && !extras.using) {
			p.advance();
			extras.using = parseName(p);
		} else if (p.kind === 'with') {
			extras.settings = [...extras.settings, ...parseSettings(p)];
		} else if (p.kind === 'partition' && !extras.partitioning) {
			const clause = parsePartitionClause(p);
			// What cannot be read is not looked at: the error to tell is the one of syntax.
			if (p.isBroken) return false;
			extras.partitioning = clause;
		} else return p.start > start;
	}
}

/** `WITH (ttl = 'expires')` */
function parseSettings(p: Parser): TableSetting[] {
	p.advance();
	p.expect('(');
	const settings: TableSetting[] = [];
	do {
		const { start } = p;
		const name = parseName(p);
		p.expect('=');
		const value = parseName(p);
		settings.push({ kind: 'tableSetting', name, value, span: p.spanFrom(start) });
	} while (p.accept(','));
	p.expect(')');
	return settings;
}
