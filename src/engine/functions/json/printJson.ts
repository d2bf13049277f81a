/** Nodes to JSON text: shortest form, or with indentation. JSON5 forms come out as standard JSON. */

import type { JsonMember, JsonNode, JsonScalar } from './jsonNode.js';

export function printJson(node: JsonNode): string {
	if (node.kind === 'array') return `[${node.items.map(printJson).join(',')}]`;
	if (node.kind === 'object') return `{${node.members.map(printMember).join(',')}}`;
	return printScalar(node);
}

function printMember({ key, value }: JsonMember): string {
	return `${printScalar(key)}:${printJson(value)}`;
}

export function printJsonPretty(node: JsonNode, indent: string, level = 0): string {
	if (node.kind !== 'array' && node.kind !== 'object') return printScalar(node);
	const isArray = node.kind === 'array';
	const [open, close] = isArray ? '[]' : '{}';
	const inner = indent.repeat(level + 1);
	const parts = isArray
		? node.items.map(item => inner + printJsonPretty(item, indent, level + 1))
		: node.members.map(
				({ key, value }) =>
					`${inner}${printScalar(key)}: ${printJsonPretty(value, indent, level + 1)}`,
			);
	if (parts.length === 0) return `${open}${close}`;
	return `${open}\n${parts.join(',\n')}\n${indent.repeat(level)}${close}`;
}

export function printScalar(node: JsonScalar): string {
	switch (node.kind) {
		case 'null':
		case 'true':
		case 'false':
			return node.kind;
		case 'int':
		case 'float':
			return node.raw;
		case 'int5':
			return printHexInteger(node.raw);
		case 'float5':
			return printLooseFloat(node.raw);
		case 'text':
		case 'textJ':
			return `"${node.raw}"`;
		case 'text5':
			return `"${node.raw.replace(JSON5_PARTS, standardEscape)}"`;
		case 'textRaw':
			return quoteJson(node.raw);
		default:
			return node.kind satisfies never;
	}
}

function printHexInteger(raw: string): string {
	const isNegative = raw.startsWith('-');
	const value = BigInt(isNegative ? raw.slice(1) : raw);
	const text = value > 0xffffffffffffffffn ? '9.0e999' : value.toString();
	return isNegative ? `-${text}` : text;
}

/** `.5` to `0.5`, `5.` to `5.0`. */
function printLooseFloat(raw: string): string {
	return raw.replace(/^(-?)\./, '$10.').replace(/\.(?![0-9])/, '.0');
}

const JSON5_PARTS = /\\(x[0-9a-fA-F]{2}|\r\n|[\s\S])|["\u0000-\u001f]/g;

function standardEscape(whole: string, escape: string | undefined): string {
	if (escape === undefined) return escapeCharacter(whole);
	if (escape.startsWith('x')) return `\\u00${escape.slice(1)}`;
	switch (escape) {
		case "'":
			return "'";
		case 'v':
			return '\\u000b';
		case '0':
			return '\\u0000';
		case '\n':
		case '\r':
		case '\r\n':
		case '\u2028':
		case '\u2029':
			return '';
		default:
			return whole;
	}
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
	'"': '\\"',
	'\\': '\\\\',
	'\b': '\\b',
	'\f': '\\f',
	'\n': '\\n',
	'\r': '\\r',
	'\t': '\\t',
};

function escapeCharacter(character: string): string {
	return SHORT_ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

const TO_ESCAPE = /["\\\u0000-\u001f]/g;

/** A string node for plain text, escaped already: the binary form of what json_array() and the like print. */
export function escapedTextNode(text: string): JsonScalar {
	const raw = text.replace(TO_ESCAPE, escapeCharacter);
	return { kind: raw.length === text.length ? 'text' : 'textJ', raw };
}

/** Plain text as a JSON string. */
export function quoteJson(text: string): string {
	return `"${text.replace(TO_ESCAPE, escapeCharacter)}"`;
}
