/**
 * Paths into JSON: `$`, `.key`, `."key"`, `[3]`, `[#-1]`. A path is read step by step while walking, and a
 * mistake behind the point where the walk ends goes unnoticed, as in SQLite.
 */

import { functionError } from '../define.js';
import { untilZero } from '../scalar/text.js';
import { inPlaceOf } from './jsonb.js';
import { textOfNode } from './jsonNode.js';
import type { JsonNode, JsonScalar } from './jsonNode.js';

export function badPath(path: string): Error {
	return functionError(`bad JSON path: '${path.replaceAll("'", "''")}'`);
}

type Step =
	| { readonly kind: 'key'; readonly key: string; readonly label: JsonScalar; readonly end: number }
	| {
			readonly kind: 'index';
			readonly fromEnd: boolean;
			readonly index: number;
			readonly end: number;
	  };

const KEY = /\.(?:"((?:[^"\\]|\\[\s\S])*)"|((?!")[^.[]+))/y;
const INDEX = /\[(?:([0-9]+)|#(?:-([0-9]+))?)\]/y;

function readKey(path: string, at: number): Step {
	KEY.lastIndex = at;
	const match = KEY.exec(path);
	if (match === null) throw badPath(path);
	const quoted = match[1];
	const raw = quoted ?? match[2] ?? '';
	// The kinds that SQLite gives to keys it adds.
	const label: JsonScalar = {
		kind: raw.includes('\\') && quoted !== undefined ? 'text5' : 'textRaw',
		raw,
	};
	return { kind: 'key', key: textOfNode(label), label, end: KEY.lastIndex };
}

function readIndex(path: string, at: number): Step {
	INDEX.lastIndex = at;
	const match = INDEX.exec(path);
	if (match === null) throw badPath(path);
	const fromEnd = match[1] === undefined;
	return {
		kind: 'index',
		fromEnd,
		index: Number(match[1] ?? match[2] ?? 0),
		end: INDEX.lastIndex,
	};
}

/** The step at a position, when it can apply to the node; undefined when the walk ends there. */
function stepFor(node: JsonNode, path: string, at: number): Step | undefined {
	const sign = path.charAt(at);
	if (sign === '.') {
		const step = readKey(path, at);
		return node.kind === 'object' ? step : undefined;
	}
	if (sign !== '[') throw badPath(path);
	return node.kind === 'array' ? readIndex(path, at) : undefined;
}

function memberIndex(node: JsonNode, key: string): number {
	if (node.kind !== 'object') return -1;
	return node.members.findIndex(member => textOfNode(member.key) === key);
}

/** The position in the array; -1 before its start. */
function itemIndex(length: number, step: Step & { kind: 'index' }): number {
	if (!step.fromEnd) return step.index;
	return step.index > length ? -1 : length - step.index;
}

function startOf(path: string): number {
	if (!path.startsWith('$')) throw badPath(path);
	return 1;
}

export interface Found {
	readonly node: JsonNode;
	/** The way from the document to the node: container and position in it. */
	readonly trail: readonly { readonly container: JsonNode; readonly position: number }[];
}

export function findPath(root: JsonNode, wholePath: string): Found | undefined {
	const path = untilZero(wholePath);
	let node = root;
	const trail: { container: JsonNode; position: number }[] = [];
	for (let at = startOf(path); at < path.length;) {
		const step = stepFor(node, path, at);
		if (step === undefined) return undefined;
		const child = childAt(node, step);
		if (child === undefined) return undefined;
		trail.push({ container: node, position: child.position });
		node = child.node;
		at = step.end;
	}
	return { node, trail };
}

function childAt(node: JsonNode, step: Step): { node: JsonNode; position: number } | undefined {
	if (node.kind === 'object' && step.kind === 'key') {
		const position = memberIndex(node, step.key);
		const member = node.members[position];
		return member && { node: member.value, position };
	}
	if (node.kind === 'array' && step.kind === 'index') {
		const position = itemIndex(node.items.length, step);
		const item = node.items[position];
		return item && { node: item, position };
	}
	return undefined;
}

/** `insert` only where there is nothing, `replace` only where there is something, `set` either. */
export type EditKind = 'insert' | 'replace' | 'set' | 'insertItem' | 'remove';

/** The document after an edit; the same node when nothing changes. `value` is undefined for `remove`. */
export function editPath(
	root: JsonNode,
	wholePath: string,
	kind: EditKind,
	value: JsonNode | undefined,
): JsonNode {
	const path = untilZero(wholePath);
	const start = startOf(path);
	if (start === path.length) {
		return kind === 'insertItem' ? root : editedLeaf(root, kind, value);
	}
	return edit(root, path, start, kind, value);
}

function notAnItem(path: string): Error {
	return functionError(`not an array element: '${path}'`);
}

function edit(
	node: JsonNode,
	path: string,
	at: number,
	kind: EditKind,
	value: JsonNode | undefined,
): JsonNode {
	const step = stepFor(node, path, at);
	if (step === undefined) return node;
	if (node.kind === 'object' && step.kind === 'key') {
		return editMember(node, path, step, kind, value);
	}
	if (node.kind === 'array' && step.kind === 'index') {
		return editItem(node, path, step, kind, value);
	}
	return node;
}

function editMember(
	node: JsonNode & { kind: 'object' },
	path: string,
	step: Step & { kind: 'key' },
	kind: EditKind,
	value: JsonNode | undefined,
): JsonNode {
	const isLast = step.end === path.length;
	const position = memberIndex(node, step.key);
	const member = node.members[position];
	const isItem = !isLast && path.endsWith(']');
	if (kind === 'insertItem' && !isItem && (isLast || member === undefined)) throw notAnItem(path);
	if (member === undefined) {
		const added = newSubstructure(path, step.end, kind, value);
		if (added === undefined) return node;
		return { kind: 'object', members: [...node.members, { key: step.label, value: added }] };
	}
	if (isLast && kind === 'remove') {
		return { kind: 'object', members: node.members.toSpliced(position, 1) };
	}
	const changed = isLast
		? editedLeaf(member.value, kind, value)
		: edit(member.value, path, step.end, kind, value);
	if (changed === member.value) return node;
	return {
		kind: 'object',
		members: node.members.with(position, { key: member.key, value: changed }),
	};
}

function editItem(
	node: JsonNode & { kind: 'array' },
	path: string,
	step: Step & { kind: 'index' },
	kind: EditKind,
	value: JsonNode | undefined,
): JsonNode {
	const isLast = step.end === path.length;
	const position = itemIndex(node.items.length, step);
	const item = node.items[position];
	if (item === undefined) {
		if (position !== node.items.length) return node;
		const added = newSubstructure(path, step.end, kind, value);
		return added === undefined ? node : { kind: 'array', items: [...node.items, added] };
	}
	if (isLast && kind === 'remove') {
		return { kind: 'array', items: node.items.toSpliced(position, 1) };
	}
	if (isLast && kind === 'insertItem' && value !== undefined) {
		return { kind: 'array', items: node.items.toSpliced(position, 0, value) };
	}
	const changed = isLast ? editedLeaf(item, kind, value) : edit(item, path, step.end, kind, value);
	return changed === item ? node : { kind: 'array', items: node.items.with(position, changed) };
}

function editedLeaf(node: JsonNode, kind: EditKind, value: JsonNode | undefined): JsonNode {
	return kind === 'insert' || value === undefined ? node : inPlaceOf(node, value);
}

/** What to add where the path goes on into nothing: containers down to the value, or undefined. */
function newSubstructure(
	path: string,
	at: number,
	kind: EditKind,
	value: JsonNode | undefined,
): JsonNode | undefined {
	if (kind === 'replace' || kind === 'remove' || value === undefined) return undefined;
	if (at === path.length) return value;
	const empty: JsonNode =
		path.charAt(at) === '.' ? { kind: 'object', members: [] } : { kind: 'array', items: [] };
	const filled = edit(empty, path, at, kind, value);
	return filled === empty ? undefined : filled;
}
