/** Between SQL values and JSON nodes, and the errors that all JSON functions share. */

import { toReal, valueToText } from '../../types/convert.js';
import { printLiteral } from '../../types/literal.js';
import { parseIntegerPrefix } from '../../types/numericText.js';
import { integerValue, realValue } from '../../types/value.js';
import type { Row, SqlValue } from '../../types/value.js';
import { realFromText } from '../../util/realFromText.js';
import { functionError } from '../define.js';
import type { FunctionContext } from '../function.js';
import { JSON_NULL, textOfNode } from './jsonNode.js';
import type { JsonNode, JsonScalar } from './jsonNode.js';
import { decodeJsonb, encodeJsonb } from './jsonb.js';
import { parseJson } from './parseJson.js';
import { printJson } from './printJson.js';

/** Whether containers and whole documents are given as text or as binary JSON. */
export type JsonForm = 'text' | 'binary';

export function malformed(): Error {
	return functionError('malformed JSON');
}

/** A function's JSON argument: binary JSON or text. The value is not NULL. */
export function readDocument(value: Exclude<SqlValue, null>): JsonNode {
	if (value instanceof Uint8Array) {
		const node = decodeJsonb(value);
		if (node !== undefined) return node;
	}
	const parsed = parseJson(valueToText(value));
	if (!parsed.isValid) throw malformed();
	return parsed.node;
}

/** An argument without the tag it may carry; is it JSON itself, rather than a text to be quoted? */
export function jsonArgument(
	context: FunctionContext,
	position: number,
	value: SqlValue,
): { readonly value: SqlValue; readonly isJson: boolean } {
	const claim = context.jsonArguments?.[position];
	if (claim === undefined || claim === 'never' || typeof value !== 'string') {
		return { value, isJson: false };
	}
	if (claim === 'always') return { value, isJson: true };
	return { value: value.slice(1), isJson: value.startsWith('J') };
}

/** An argument that becomes part of a document; `makeText` says how plain text is kept. */
export function nodeOfArgument(
	context: FunctionContext,
	args: Row,
	position: number,
	makeText: (text: string) => JsonNode,
): JsonNode {
	const { value, isJson } = jsonArgument(context, position, args[position] as SqlValue);
	if (value === null) return JSON_NULL;
	if (typeof value === 'string') {
		if (!isJson) return makeText(value);
		const parsed = parseJson(value);
		return parsed.isValid ? parsed.node : makeText(value);
	}
	if (value instanceof Uint8Array) {
		return standardNode(nodeOfBlob(value));
	}
	const raw = printLiteral(value);
	return { kind: raw.includes('.') ? 'float' : 'int', raw };
}

const OTHER_FORMS: ReadonlySet<string> = new Set(['int5', 'float5', 'text5', 'textRaw']);

/** As it is printed already? */
function isStandard(node: JsonNode): boolean {
	if (node.headerSize !== undefined) return false;
	if (node.kind === 'array') return node.items.every(isStandard);
	if (node.kind === 'object') {
		return node.members.every(({ key, value }) => isStandard(key) && isStandard(value));
	}
	return !OTHER_FORMS.has(node.kind);
}

export function nodeOfBlob(value: Uint8Array): JsonNode {
	const node = decodeJsonb(value);
	if (node === undefined) throw functionError('JSON cannot hold BLOB values');
	return node;
}

/** What becomes part of a new document is printed and read on the way. */
export function standardNode(node: JsonNode): JsonNode {
	if (isStandard(node)) return node;
	const parsed = parseJson(printJson(node));
	return parsed.isValid ? parsed.node : node;
}

export function showNode(node: JsonNode, form: JsonForm): SqlValue {
	return form === 'binary' ? encodeJsonb(node) : printJson(node);
}

/** A node as an SQL value: scalars as themselves, containers as JSON. */
export function valueOfNode(node: JsonNode, form: JsonForm): SqlValue {
	if (node.kind === 'array' || node.kind === 'object') return showNode(node, form);
	return valueOfScalar(node);
}

export function valueOfScalar(node: JsonScalar): SqlValue {
	switch (node.kind) {
		case 'null':
			return null;
		case 'true':
			return 1;
		case 'false':
			return 0;
		case 'int':
			return integerOf(node.raw);
		case 'int5':
			return hexIntegerOf(node.raw);
		case 'float':
			return realValue(realFromText(node.raw));
		case 'float5':
			return realValue(toReal(node.raw));
		default:
			return textOfNode(node);
	}
}

function integerOf(raw: string): SqlValue {
	const digits = raw.length;
	if (digits < 18) return parseIntegerPrefix(raw);
	const wide = BigInt(raw);
	return BigInt.asIntN(64, wide) === wide ? integerValue(wide) : realValue(realFromText(raw));
}

function hexIntegerOf(raw: string): SqlValue {
	const isNegative = raw.startsWith('-');
	const wide = BigInt(isNegative ? raw.slice(1) : raw);
	if (wide > 0xffffffffffffffffn) throw malformed();
	const value = isNegative ? -wide : wide;
	return BigInt.asIntN(64, value) === value ? integerValue(value) : realValue(Number(value));
}
