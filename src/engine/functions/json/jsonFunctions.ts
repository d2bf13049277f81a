/** The scalar JSON functions. Each that gives a document has a twin `jsonb_...` giving binary JSON. */

import { isInteger, toInteger, valueToText } from '../../types/convert.js';
import type { SqlValue } from '../../types/value.js';
import { functionError, scalar } from '../define.js';
import type { FunctionContext, ScalarFunction } from '../function.js';
import { untilZero } from '../scalar/text.js';
import { decodeJsonb, inPlaceOf, looksLikeJsonb } from './jsonb.js';
import { JSON_NULL, jsonTypeName, rawTextNode } from './jsonNode.js';
import type { JsonMember, JsonNode } from './jsonNode.js';
import { badPath, editPath, findPath } from './jsonPath.js';
import type { EditKind, Found } from './jsonPath.js';
import {
	jsonArgument,
	nodeOfArgument,
	nodeOfBlob,
	readDocument,
	showNode,
	standardNode,
	valueOfNode,
} from './jsonValues.js';
import type { JsonForm } from './jsonValues.js';
import { parseJson } from './parseJson.js';
import { escapedTextNode, printJson, printJsonPretty } from './printJson.js';

function makeArray(form: JsonForm) {
	return (context: FunctionContext, ...args: SqlValue[]): SqlValue => {
		const items = args.map((_value, position) =>
			nodeOfArgument(context, args, position, escapedTextNode),
		);
		return showNode({ kind: 'array', items }, form);
	};
}

function makeObject(form: JsonForm) {
	return (context: FunctionContext, ...args: SqlValue[]): SqlValue => {
		if (args.length % 2 !== 0) {
			throw functionError('json_object() requires an even number of arguments');
		}
		const members: JsonMember[] = [];
		for (let position = 0; position < args.length; position += 2) {
			const { value: label } = jsonArgument(context, position, args[position] as SqlValue);
			if (typeof label !== 'string') throw functionError('json_object() labels must be TEXT');
			const value = nodeOfArgument(context, args, position + 1, escapedTextNode);
			members.push({ key: escapedTextNode(label), value });
		}
		return showNode({ kind: 'object', members }, form);
	};
}

function extract(form: JsonForm) {
	return (_context: FunctionContext, ...args: SqlValue[]): SqlValue => {
		const [document = null, ...paths] = args;
		if (document === null || paths.length === 0) return null;
		const root = readDocument(document);
		const items: JsonNode[] = [];
		for (const path of paths) {
			if (path === null) return null;
			const found = findPath(root, valueToText(path));
			if (paths.length === 1) return found === undefined ? null : valueOfNode(found.node, form);
			items.push(found === undefined ? JSON_NULL : standardNode(found.node));
		}
		return showNode({ kind: 'array', items }, form);
	};
}

/** json_extract() for arguments of other JSON functions: texts tagged (jsonTags.ts). */
export function extractTagged(context: FunctionContext, ...args: SqlValue[]): SqlValue {
	const value = extractText(context, ...args);
	if (typeof value !== 'string') return value;
	if (args.length > 2) return `J${value}`;
	const [document, path] = args as [Exclude<SqlValue, null>, Exclude<SqlValue, null>];
	const kind = findPath(readDocument(document), valueToText(path))?.node.kind;
	return (kind === 'array' || kind === 'object' ? 'J' : 'T') + value;
}

const extractText = extract('text');

/** `->` and `->>` also take a bare key or an array position as the path. */
function arrowPath(path: Exclude<SqlValue, null>): string {
	if (isInteger(path)) return path < 0 ? `$[#${path}]` : `$[${path}]`;
	const text = untilZero(valueToText(path));
	if (text === '' || text.startsWith('$')) return text;
	if (text.startsWith('[') && text.endsWith(']')) return `$${text}`;
	return `$."${text}"`;
}

/** Errors show the path as the user wrote it. */
function findArrow(root: JsonNode, path: Exclude<SqlValue, null>): Found | undefined {
	try {
		return findPath(root, arrowPath(path));
	} catch {
		throw badPath(untilZero(valueToText(path)));
	}
}

function arrow(result: 'json' | 'value') {
	return (_context: FunctionContext, document: SqlValue, path: SqlValue): SqlValue => {
		if (document === null) return null;
		const root = readDocument(document);
		if (path === null) return null;
		const found = findArrow(root, path);
		if (found === undefined) return null;
		return result === 'json' ? printJson(found.node) : valueOfNode(found.node, 'text');
	};
}

/** Infinity in an edited document is written shorter than in a new one. */
function nodeOfNewValue(
	context: FunctionContext,
	args: readonly SqlValue[],
	position: number,
): JsonNode {
	const value = args[position] as SqlValue;
	if (value === Infinity) return { kind: 'float', raw: '9e999' };
	if (value === -Infinity) return { kind: 'float', raw: '-9e999' };
	if (value instanceof Uint8Array) return nodeOfBlob(value);
	return nodeOfArgument(context, args, position, rawTextNode);
}

function editor(name: string, kind: EditKind, form: JsonForm) {
	return (context: FunctionContext, ...args: SqlValue[]): SqlValue => {
		if (args.length === 0) return null;
		if (args.length % 2 === 0) {
			// SQLite names the text function for both.
			throw functionError(`${name.replace('jsonb', 'json')}() needs an odd number of arguments`);
		}
		const document = args[0] as SqlValue;
		if (document === null) return null;
		let root = readDocument(document);
		for (let position = 1; position < args.length; position += 2) {
			const path = args[position] as SqlValue;
			if (path === null) continue;
			const pathText = valueToText(path);
			if (!pathText.startsWith('$')) throw badPath(untilZero(pathText));
			const value = nodeOfNewValue(context, args, position + 1);
			root = editPath(root, pathText, kind, value);
		}
		return showNode(root, form);
	};
}

function remove(form: JsonForm) {
	return (_context: FunctionContext, ...args: SqlValue[]): SqlValue => {
		const [document = null, ...paths] = args;
		if (document === null) return null;
		let root = readDocument(document);
		for (const path of paths) {
			if (path === null) return null;
			const text = untilZero(valueToText(path));
			if (text === '$') return null;
			root = editPath(root, text, 'remove', undefined);
		}
		return showNode(root, form);
	};
}

/** RFC 7396: members of the patch replace those of the target, NULL takes them away. */
function mergePatch(target: JsonNode, patch: JsonNode): JsonNode {
	if (patch.kind !== 'object') return patch;
	let members: readonly JsonMember[] = target.kind === 'object' ? target.members : [];
	for (const { key, value } of patch.members) {
		const name = valueOfNode(key, 'text');
		const position = members.findIndex(member => valueOfNode(member.key, 'text') === name);
		const old = members[position];
		if (value.kind === 'null') {
			if (old !== undefined) members = members.toSpliced(position, 1);
		} else if (old === undefined) {
			members = [...members, { key, value: mergePatch(JSON_NULL, value) }];
		} else {
			const merged = mergePatch(old.value, value);
			const kept = value.kind === 'object' ? merged : inPlaceOf(old.value, merged);
			members = members.with(position, { key: old.key, value: kept });
		}
	}
	return { kind: 'object', members };
}

function patch(form: JsonForm) {
	return (_context: FunctionContext, document: SqlValue, change: SqlValue): SqlValue => {
		if (document === null) return null;
		const target = readDocument(document);
		if (change === null) return null;
		const patchNode = readDocument(change);
		const merged = mergePatch(target, patchNode);
		return showNode(patchNode.kind === 'object' ? merged : inPlaceOf(target, merged), form);
	};
}

function nodeAt(document: SqlValue, path: SqlValue | undefined): JsonNode | undefined {
	if (document === null) return undefined;
	const root = readDocument(document);
	if (path === null) return undefined;
	return path === undefined ? root : findPath(root, valueToText(path))?.node;
}

const STANDARD = 1;
const JSON5 = 2;
const BINARY_LOOKS = 4;
const BINARY_STRICT = 8;

function isValid(value: SqlValue, flagsValue: SqlValue): SqlValue {
	const flags = Number(toInteger(flagsValue));
	if (flags < 1 || flags > 15) {
		throw functionError('FLAGS parameter to json_valid() must be between 1 and 15');
	}
	if (value === null) return null;
	if (value instanceof Uint8Array) {
		if (looksLikeJsonb(value)) {
			if ((flags & BINARY_LOOKS) !== 0) return 1;
			return (flags & BINARY_STRICT) !== 0 && decodeJsonb(value) !== undefined ? 1 : 0;
		}
		if ((flags & (STANDARD | JSON5)) === 0) return 0;
	}
	const parsed = parseJson(valueToText(value));
	if (!parsed.isValid) return 0;
	if ((flags & JSON5) !== 0) return 1;
	return (flags & STANDARD) !== 0 && parsed.isStandard ? 1 : 0;
}

function errorPosition(value: SqlValue): SqlValue {
	if (value === null) return null;
	if (value instanceof Uint8Array && looksLikeJsonb(value)) {
		return decodeJsonb(value) === undefined ? 1 : 0;
	}
	const text = valueToText(value);
	const parsed = parseJson(text);
	return parsed.isValid ? 0 : Array.from(text.slice(0, parsed.errorAt)).length + 1;
}

/** Functions whose arguments are put into a document. */
const TAKES_JSON = /^(?:jsonb?_(?:array|object|set|insert|replace|array_insert|quote)|subtype)$/;

/** `always`: the text given is JSON; `containers`: it is when it is an array or an object. */
type Returns = ScalarFunction['returnsJson'];

function json(
	name: string,
	arity: number | readonly [number, number],
	returnsJson: Returns,
	evaluate: ScalarFunction['evaluate'],
): ScalarFunction {
	const made = scalar(name, arity, evaluate);
	return {
		...made,
		...(returnsJson && { returnsJson }),
		...(TAKES_JSON.test(name) && { takesJson: true }),
	};
}

/** The function and its binary twin. */
function twins(
	name: string,
	arity: number | readonly [number, number],
	make: (form: JsonForm, fullName: string) => ScalarFunction['evaluate'],
	returnsJson: Returns = 'always',
): ScalarFunction[] {
	const binaryName = name.replace('json', 'jsonb');
	return [
		json(name, arity, returnsJson, make('text', name)),
		json(binaryName, arity, undefined, make('binary', binaryName)),
	];
}

/** Binary JSON stays as it is, its headers too. */
function showDocument(value: Exclude<SqlValue, null>, form: JsonForm): SqlValue {
	const node = readDocument(value);
	const isBinary = form === 'binary' && value instanceof Uint8Array && looksLikeJsonb(value);
	return isBinary ? value : showNode(node, form);
}

function wholeDocument(form: JsonForm) {
	return (_context: FunctionContext, value: SqlValue): SqlValue =>
		value === null ? null : showDocument(value, form);
}

export const jsonFunctions: readonly ScalarFunction[] = [
	...twins('json', 1, form => wholeDocument(form)),
	...twins('json_array', [0, -1], makeArray),
	...twins('json_object', [0, -1], makeObject),
	...twins('json_extract', [0, -1], extract, 'containers'),
	...twins('json_set', [0, -1], (form, name) => editor(name, 'set', form)),
	...twins('json_insert', [0, -1], (form, name) => editor(name, 'insert', form)),
	...twins('json_replace', [0, -1], (form, name) => editor(name, 'replace', form)),
	...twins('json_array_insert', [0, -1], (form, name) => editor(name, 'insertItem', form)),
	...twins('json_remove', [0, -1], remove),
	...twins('json_patch', 2, form => patch(form)),
	json('->', 2, 'always', arrow('json')),
	json('->>', 2, undefined, arrow('value')),
	json('json_quote', 1, 'always', (context, ...args) =>
		printJson(nodeOfArgument(context, args, 0, rawTextNode)),
	),
	json('json_type', [1, 2], undefined, (_context, document = null, path?: SqlValue) => {
		const node = nodeAt(document, path);
		return node === undefined ? null : jsonTypeName(node);
	}),
	json('json_array_length', [1, 2], undefined, (_context, document = null, path?: SqlValue) => {
		const node = nodeAt(document, path);
		if (node === undefined) return null;
		return node.kind === 'array' ? node.items.length : 0;
	}),
	json('json_pretty', [1, 2], undefined, (_context, document = null, indent?: SqlValue) =>
		document === null
			? null
			: printJsonPretty(
					readDocument(document),
					indent === undefined || indent === null ? '    ' : untilZero(valueToText(indent)),
				),
	),
	json('json_valid', [1, 2], undefined, (_context, value = null, flags: SqlValue = 1) =>
		isValid(value, flags),
	),
	json('json_error_position', 1, undefined, (_context, value = null) => errorPosition(value)),
	json('subtype', 1, undefined, (context, value = null) =>
		jsonArgument(context, 0, value).isJson ? 74 : 0,
	),
];
