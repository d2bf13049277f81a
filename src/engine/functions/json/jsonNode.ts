/**
 * JSON as a tree of immutable nodes that mirror SQLite's binary JSON: numbers and strings keep the text they
 * were written with, and the kind says how to read it.
 *
 *   int, float       JSON numbers as written         int5, float5   JSON5 forms: 0x1F, .5, 5.
 *   text             no escape needed or present     textJ          JSON escapes, as written
 *   text5            JSON5 escapes, as written       textRaw        plain text that needs escaping
 */

export type ScalarKind =
	| 'null'
	| 'true'
	| 'false'
	| 'int'
	| 'int5'
	| 'float'
	| 'float5'
	| 'text'
	| 'textJ'
	| 'text5'
	| 'textRaw';

/** `headerSize`: bytes of the binary header where it is wider than the payload needs (jsonb.ts). */
export interface JsonScalar {
	readonly headerSize?: number;
	readonly kind: ScalarKind;
	/** As written, without quotes; '' for null, true and false. */
	readonly raw: string;
}

export interface JsonArray {
	readonly headerSize?: number;
	readonly kind: 'array';
	readonly items: readonly JsonNode[];
}

export interface JsonMember {
	readonly key: JsonScalar;
	readonly value: JsonNode;
}

/** Members in order; keys may repeat, the first one is found. */
export interface JsonObject {
	readonly headerSize?: number;
	readonly kind: 'object';
	readonly members: readonly JsonMember[];
}

export type JsonNode = JsonScalar | JsonArray | JsonObject;

export const JSON_NULL: JsonScalar = { kind: 'null', raw: '' };
export const JSON_TRUE: JsonScalar = { kind: 'true', raw: '' };
export const JSON_FALSE: JsonScalar = { kind: 'false', raw: '' };

/** What json_type() says. */
export function jsonTypeName(node: JsonNode): string {
	switch (node.kind) {
		case 'int':
		case 'int5':
			return 'integer';
		case 'float':
		case 'float5':
			return 'real';
		case 'text':
		case 'textJ':
		case 'text5':
		case 'textRaw':
			return 'text';
		case 'null':
		case 'true':
		case 'false':
		case 'array':
		case 'object':
			return node.kind;
		default:
			return node satisfies never;
	}
}

const ESCAPE = /\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|[\s\S])/g;
const NAMED: Readonly<Record<string, string>> = {
	b: '\b',
	f: '\f',
	n: '\n',
	r: '\r',
	t: '\t',
	v: '\v',
	'0': '\0',
	'\n': '',
	'\r': '',
	'\r\n': '',
	'\u2028': '',
	'\u2029': '',
};

/** The text a string node stands for. */
export function textOfNode(node: JsonScalar): string {
	if (node.kind === 'text' || node.kind === 'textRaw') return node.raw;
	return node.raw.replace(ESCAPE, (_whole, escape: string) => {
		if (escape.length >= 3 || (escape.length > 1 && escape !== '\r\n'))
			return String.fromCharCode(parseInt(escape.slice(1), 16));
		return NAMED[escape] ?? escape;
	});
}

/** A string node for plain text, to be escaped when printed. */
export function rawTextNode(text: string): JsonScalar {
	return { kind: 'textRaw', raw: text };
}
