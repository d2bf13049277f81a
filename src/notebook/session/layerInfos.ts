/** The engine's layers as the tree shows them: which state stands before which cell, which a result pins. */

import type { LayerDescription } from '../../engine/index.js';
import type { LayerInfo } from '../../protocol/catalog.js';
import type { Session } from './session.js';

export function layerInfos(
	layers: readonly LayerDescription[],
	session: Pick<Session, 'history' | 'results'>,
): readonly LayerInfo[] {
	const before = new Map<number, string>();
	for (const { cellId, before: id } of session.history.kept()) {
		if (!before.has(id)) before.set(id, cellId);
	}
	const results = session.results.layers();
	return layers.map(layer => {
		const { id, parentId, time, bytes, isCurrent, source } = layer;
		const rowsChanged = Object.values(layer.rowsChanged).reduce((sum, rows) => sum + rows, 0);
		const common = { id, parentId, rowsChanged, bytes, time, isCurrent };
		if (layer.type !== 'snapshot') {
			return { ...common, type: layer.type, label: layer.label, cellId: source };
		}
		const cellId = before.get(id);
		if (cellId !== undefined) return { ...common, type: 'cell', label: 'before a cell', cellId };
		if (results.has(id)) {
			return { ...common, type: 'result', label: 'kept by a result', cellId: results.get(id) };
		}
		return { ...common, type: 'named', label: layer.label, cellId: source };
	});
}
