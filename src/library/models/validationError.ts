/**
 * Values that a model refuses before SQL sees them. All mistakes of a call are told together; each names the table, the
 * field, what was expected and what came.
 */

/** One mistake. */
export interface ValidationIssue {
	readonly table: string;
	readonly field: string;
	readonly expected: string;
	/** As messages show it. */
	readonly got: string;
	/** Its place in what `insertMany` was given; undefined for a single row. */
	readonly row: number | undefined;
	readonly hint: string | undefined;
}

/** So many are spelled out in the message; `issues` has all. */
const SHOWN = 10;

/** Values refused by a model: a TypeError with all that is wrong. */
export class ValidationError extends TypeError {
	/** ValidationError */
	override readonly name = 'ValidationError';
	/** STRATA_VALIDATION */
	readonly code = 'STRATA_VALIDATION';
	/** All mistakes, in the order of the rows. */
	readonly issues: readonly ValidationIssue[];

	constructor(issues: readonly ValidationIssue[]) {
		super(messageOf(issues));
		this.issues = issues;
	}
}

function messageOf(issues: readonly ValidationIssue[]): string {
	const lines = issues.slice(0, SHOWN).map(lineOf);
	if (issues.length > SHOWN) lines.push(`and ${issues.length - SHOWN} more`);
	return lines.join('\n');
}

function lineOf({ table, field, expected, got, row, hint }: ValidationIssue): string {
	const place = row === undefined ? '' : `row ${row}: `;
	return `${place}${table}.${field}: expected ${expected}, got ${got}${hint ? ` (${hint})` : ''}`;
}

/** A value for messages: `'abc' (string)`. */
export function describeValue(value: unknown): string {
	switch (typeof value) {
		case 'undefined':
			return 'nothing';
		case 'string':
			return `'${shorten(value)}' (string)`;
		case 'number':
			return `${value} (number)`;
		case 'bigint':
			return `${value}n (bigint)`;
		case 'boolean':
			return `${value} (boolean)`;
		case 'object':
			return value === null ? 'null' : describeObject(value);
		default:
			return `a ${typeof value}`;
	}
}

function describeObject(value: object): string {
	if (value instanceof Date && Number.isNaN(value.getTime())) return 'an invalid Date';
	if (Array.isArray(value)) return `${shorten(safeJson(value))} (array)`;
	const made = (value as { readonly constructor?: { readonly name?: string } }).constructor?.name;
	return made === undefined || made === 'Object'
		? `${shorten(safeJson(value))} (object)`
		: `a ${made}`;
}

function safeJson(value: object): string {
	try {
		return JSON.stringify(value);
	} catch {
		return 'one that JSON cannot hold';
	}
}

function shorten(text: string): string {
	return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
