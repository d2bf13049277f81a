/** Text of layers and branches. */

import type { LayerReference, LayerStatement } from '../ast/layers.js';
import { unreachable } from '../../util/unreachable.js';
import { printName, printText } from './printer.js';

export function layerStatementText(statement: LayerStatement): string {
	const exists = 'ifExists' in statement && statement.ifExists ? ' IF EXISTS' : '';
	const notExists = 'ifNotExists' in statement && statement.ifNotExists ? ' IF NOT EXISTS' : '';
	switch (statement.kind) {
		case 'createLayer':
			return `CREATE LAYER${notExists} ${printName(statement.name)}`;
		case 'restoreLayer':
			return `RESTORE ${layerText(statement.layer)}`;
		case 'dropLayer':
			return `DROP LAYER${exists} ${printName(statement.name)}`;
		case 'createBranch': {
			const from = statement.from ? ` FROM ${layerText(statement.from)}` : '';
			return `CREATE BRANCH${notExists} ${printName(statement.name)}${from}`;
		}
		case 'checkout':
			return `CHECKOUT ${printName(statement.branch)}`;
		case 'dropBranch':
			return `DROP BRANCH${exists} ${printName(statement.name)}`;
		case 'mergeBranch':
			return `MERGE BRANCH ${printName(statement.branch)}`;
		default:
			return unreachable(statement);
	}
}

export function layerText({ layer }: LayerReference): string {
	return `LAYER ${typeof layer === 'number' ? String(layer) : printText(layer)}`;
}
