/** `branch_conflicts(branch)`: the rows that keep a branch from being merged. */

import { valueToText } from '../../types/convert.js';
import { printLiteral } from '../../types/literal.js';
import type { Row } from '../../types/value.js';
import type { Name } from '../../syntax/ast/name.js';
import { conflictsOf } from '../layers/mergeBranch.js';
import type { OwnTable } from './ownTables.js';

export const branchConflicts: OwnTable = {
	name: 'branch_conflicts',
	columns: ['table_name TEXT', 'key TEXT', 'base TEXT', 'ours TEXT', 'theirs TEXT'],
	parameters: ['branch'],
	required: 1,
	*rows({ database }, [branchName]) {
		const branch = database.branches.find(nameOf(valueToText(branchName ?? '')));
		for (const { table, key, base, ours, theirs } of conflictsOf(database, branch)) {
			const shown = (row: Row | undefined) =>
				row ? row.slice(0, table.columns.length).map(printLiteral).join(', ') : null;
			yield [table.name, key.map(printLiteral).join(', '), shown(base), shown(ours), shown(theirs)];
		}
	},
};

function nameOf(name: string): Pick<Name, 'name' | 'key'> {
	return { name, key: name.toLowerCase() };
}
