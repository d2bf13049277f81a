/** `strata_layers()` and `strata_branches()`. */

import { describeLayers } from '../layers/describeLayers.js';
import type { OwnTable } from './ownTables.js';

export const strataLayers: OwnTable = {
	name: 'strata_layers',
	columns: [
		'layer INTEGER',
		'parent INTEGER',
		'type TEXT',
		'label TEXT',
		'source TEXT',
		'time TEXT',
		'rows_changed TEXT',
		'bytes INTEGER',
		'is_current INTEGER',
	],
	*rows({ database }) {
		for (const layer of describeLayers(database)) {
			const { id, parentId, type, label, source, time, rowsChanged, bytes, isCurrent } = layer;
			yield [
				id,
				parentId ?? null,
				type,
				label,
				source ?? null,
				time === undefined ? null : new Date(time).toISOString().replace('T', ' ').slice(0, 23),
				JSON.stringify(rowsChanged),
				bytes,
				isCurrent ? 1 : 0,
			];
		}
	},
};

export const strataBranches: OwnTable = {
	name: 'strata_branches',
	columns: ['name TEXT', 'layer INTEGER', 'parent TEXT', 'base INTEGER', 'is_current INTEGER'],
	*rows({ database }) {
		const { branches, head } = database;
		for (const branch of branches.all) {
			const { name, parent, base, state } = branch;
			const isCurrent = branch === branches.current;
			yield [name, (state ?? head).id, parent?.name ?? null, base?.id ?? null, isCurrent ? 1 : 0];
		}
	},
};
