/**
 * What is kept beside the present state, for PRAGMA strata_integrity_check: the trees of layers and transactions, and that
 * the bytes that are reported are those of the pages that can be reached.
 */

import { partsSize } from '../../storage/memoryUsage.js';
import type { Tree } from '../../storage/contract.js';
import type { ConnectionCore } from '../connectionCore.js';
import { databaseBytes, heldStates, memoryReport, treeObjects } from '../memory/memoryReport.js';
import { brokenTrees, storedTables } from './checkTrees.js';

/** A tree that several layers have is looked at once. */
export function* brokenLayers({ database, state: present }: ConnectionCore): Generator<string> {
	const checked = new Set<Tree>(present.trees.values());
	for (const state of new Set(heldStates(database))) {
		for (const table of storedTables(state.catalog, undefined)) {
			for (const problem of brokenTrees(state, table, checked)) {
				yield `layer ${state.id}: ${problem}`;
			}
		}
	}
}

export function* wrongAccounts(connection: ConnectionCore): Generator<string> {
	const { database, state, transaction } = connection;
	for (const { name, id } of treeObjects(state)) {
		const tree = state.findTree(id);
		const told = tree?.byteSize() ?? 0;
		const counted = tree ? partsSize(tree) : 0;
		if (told !== counted) yield `memory of ${name}: ${told} bytes are known, ${counted} are there`;
	}
	const parts = new Set<object>();
	let reached = 0;
	for (const { trees } of heldStates(database)) {
		for (const tree of trees.values()) {
			tree.visitParts((part, bytes) => {
				if (parts.has(part)) return false;
				parts.add(part);
				reached += bytes;
				return true;
			});
		}
	}
	const told = databaseBytes(database);
	if (told !== reached) yield `memory: ${told} bytes are reported, ${reached} are reached`;
	// What a transaction has written is not in the present state of all, which the whole is about.
	if (transaction) return;
	const [whole, ...rest] = memoryReport(connection);
	let sum = 0;
	for (const { scope, schema, own, bytes } of rest) {
		if (scope === 'layer' || scope === 'connection') sum += own;
		else if (schema === undefined || schema === 'main') sum += bytes;
	}
	if (whole && whole.bytes !== sum) {
		yield `memory: ${whole.bytes} bytes in all, the parts are ${sum}`;
	}
}
