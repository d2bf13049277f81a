/**
 * json_each and json_tree: one row an element. `id` is the element's place in the binary form (for members,
 * that of the key), which is what SQLite gives.
 */

import { valueToText } from '../../types/convert.js';
import { parseIntegerPrefix } from '../../types/numericText.js';
import type { Row, SqlValue } from '../../types/value.js';
import type { TableFunction, TableFunctionColumn } from '../function.js';
import { jsonTypeName, textOfNode } from './jsonNode.js';
import type { JsonNode, JsonScalar } from './jsonNode.js';
import { jsonbHeaderSize, jsonbSize } from './jsonb.js';
import { findPath } from './jsonPath.js';
import type { Found } from './jsonPath.js';
import { readDocument, valueOfNode } from './jsonValues.js';
import type { JsonForm } from './jsonValues.js';

interface Place {
	readonly node: JsonNode;
	readonly key: SqlValue;
	/** Offset of the key for members, of the element otherwise. */
	readonly id: number;
	/** Offset of the element itself. */
	readonly offset: number;
	readonly parentId: number | null;
	readonly fullKey: string;
	readonly path: string;
}

function rowOf(place: Place, form: JsonForm): Row {
	const { node } = place;
	const isContainer = node.kind === 'array' || node.kind === 'object';
	const value = valueOfNode(node, form);
	return [
		place.key,
		value,
		jsonTypeName(node),
		isContainer ? null : value,
		place.id,
		place.parentId,
		place.fullKey,
		place.path,
	];
}

function pathOfKey(key: JsonScalar): string {
	return /^[A-Za-z][A-Za-z0-9]*$/.test(key.raw) ? `.${key.raw}` : `."${key.raw}"`;
}

function* childrenOf(parent: Place, parentId: number | null): Generator<Place> {
	const { node } = parent;
	let offset = parent.offset + jsonbHeaderSize(node);
	if (node.kind === 'array') {
		for (let index = 0; index < node.items.length; index++) {
			const item = node.items[index] as JsonNode;
			const fullKey = `${parent.fullKey}[${index}]`;
			const path = parent.fullKey;
			yield { node: item, key: index, id: offset, offset, parentId, fullKey, path };
			offset += jsonbSize(item);
		}
	}
	if (node.kind !== 'object') return;
	for (const { key, value } of node.members) {
		const valueOffset = offset + jsonbSize(key);
		yield {
			node: value,
			key: textOfNode(key),
			id: offset,
			offset: valueOffset,
			parentId,
			fullKey: parent.fullKey + pathOfKey(key),
			path: parent.fullKey,
		};
		offset = valueOffset + jsonbSize(value);
	}
}

function* descend(place: Place): Generator<Place> {
	yield place;
	for (const child of childrenOf(place, place.id)) yield* descend(child);
}

/** Offsets of the found element and of what its id says (its key, in an object). */
function locate(found: Found): { id: number; offset: number; isFirst: boolean } {
	let offset = 0;
	let id = 0;
	let isFirst = false;
	for (const { container, position } of found.trail) {
		offset += jsonbHeaderSize(container);
		isFirst = position === 0;
		if (container.kind === 'array') {
			for (const item of container.items.slice(0, position)) offset += jsonbSize(item);
			id = offset;
		} else if (container.kind === 'object') {
			for (const { key, value } of container.members.slice(0, position)) {
				offset += jsonbSize(key) + jsonbSize(value);
			}
			id = offset;
			const member = container.members[position];
			if (member !== undefined) offset += jsonbSize(member.key);
		}
	}
	return { id, offset, isFirst };
}

/** Key and path of the element that the walk starts from, as read off the path that was asked for. */
function startKey(path: string, isFirst: boolean): { key: SqlValue; path: string } {
	if (path === '$') return { key: null, path: '$' };
	const last = Math.max(path.lastIndexOf('['), path.lastIndexOf('.'));
	const cut = isFirst ? last : 1;
	const step = path.slice(cut);
	const parent = path.slice(0, cut);
	if (step.startsWith('[')) return { key: parseIntegerPrefix(step.slice(1)), path: parent };
	if (step.startsWith('."')) return { key: step.slice(2, -1), path: parent };
	return { key: step.slice(1), path: parent };
}

function* elements(root: JsonNode, path: string, depth: 'each' | 'tree'): Generator<Place> {
	const found = findPath(root, path);
	if (found === undefined) return;
	const { id, offset, isFirst } = locate(found);
	const { node } = found;
	const start: Place = { node, key: null, id, offset, parentId: null, fullKey: path, path };
	if (depth === 'tree') {
		yield* descend({ ...start, ...startKey(path, isFirst) });
	} else if (node.kind === 'array' || node.kind === 'object') {
		yield* childrenOf(start, null);
	} else {
		yield start;
	}
}

const COLUMNS: readonly TableFunctionColumn[] = [
	'key',
	'value',
	'type',
	'atom',
	'id',
	'parent',
	'fullkey',
	'path',
].map(name => ({
	name,
	declaredType: undefined,
	...(name === 'value' && { returnsJson: 'containers' }),
}));

function tableOf(name: string, depth: 'each' | 'tree', form: JsonForm): TableFunction {
	return {
		kind: 'table',
		name,
		minArguments: 0,
		maxArguments: 2,
		columns: COLUMNS,
		parameters: ['json', 'root'],
		parameterValues: ([document = null, path = '$']) => [document, path],
		firstRowid: 0,
		bindColumns: undefined,
		*rows(args: Row): Generator<Row> {
			const [document, path = '$'] = args as readonly (SqlValue | undefined)[];
			if (document === undefined || document === null) return;
			const root = readDocument(document);
			if (path === null) return;
			for (const place of elements(root, valueToText(path), depth)) yield rowOf(place, form);
		},
	};
}

export const jsonTables: readonly TableFunction[] = [
	tableOf('json_each', 'each', 'text'),
	tableOf('json_tree', 'tree', 'text'),
	tableOf('jsonb_each', 'each', 'binary'),
	tableOf('jsonb_tree', 'tree', 'binary'),
];
