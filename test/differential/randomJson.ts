/** Random calls of the JSON functions and operators, on documents and paths that are right more often than wrong. */

import type { RandomSource } from './randomSource.js';

const DOCUMENTS = [
	`'{"a":1,"b":[1,2,{"c":null}]}'`,
	`'[1,2.0,"x",true,false,null]'`,
	`'{}'`,
	`'[]'`,
	`'null'`,
	`'"text"'`,
	`'1.50'`,
	`'-0'`,
	`'{"a":{"b":{"c":"deep"}}}'`,
	`'{"a":1,"a":2,"b":"it''s"}'`,
	`' [ 1 , [ 2 , [ 3 ] ] ] '`,
	`'"\\u00e4\\n\\t\\/"'`,
	`'{"x y":1,"a.b":2,"":3}'`,
	`'[9007199254740993,1e400,12345678901234567890]'`,
	`'{a:1,"b":+2,c:[.5,0x1F,-Infinity,],}'`,
	`'/* c */ [1, // d\n 2]'`,
	`'[{"a":1},{"a":2},{"b":3}]'`,
];
const MALFORMED = [`'{"a":'`, `'[1,]x'`, `'nul'`, `''`, `'{"a" 1}'`, `'[1 2]'`];
const PATHS = [
	`'$'`,
	`'$.a'`,
	`'$.b'`,
	`'$.b[0]'`,
	`'$.b[#-1]'`,
	`'$.b[2].c'`,
	`'$[1]'`,
	`'$[#-1]'`,
	`'$[#]'`,
	`'$."a"'`,
	`'$."x y"'`,
	`'$.a.b'`,
	`'$.x.y'`,
	`'$[1][1][0]'`,
];
const BAD_PATHS = [`'$.'`, `'$['`, `'a'`, `'$[x]'`, `'$.a['`, 'NULL', `''`];
const OPERANDS = [`'a'`, `'b'`, '0', '1', '-1', `'$.a'`, `'x y'`, `'0'`, '2', 'NULL', `'$[0]'`];

export function jsonDocument(random: RandomSource): string {
	return random.make([20, () => random.pick(DOCUMENTS)], [1, () => random.pick(MALFORMED)]);
}

function path(random: RandomSource): string {
	return random.make([25, () => random.pick(PATHS)], [1, () => random.pick(BAD_PATHS)]);
}

/** An expression over JSON; `value` makes other expressions to put into documents. */
export function jsonCall(
	random: RandomSource,
	value: () => string,
	document = () => jsonDocument(random),
): string {
	const paths = (most: number) => random.list(1, most, () => path(random)).join(', ');
	const part = () =>
		random.make([3, value], [2, () => `json(${document()})`], [1, () => `json_array(${value()})`]);
	const pairs = () => random.list(1, 2, () => `${path(random)}, ${part()}`).join(', ');
	const change = () => random.pick(['set', 'insert', 'replace']);
	return random.make(
		[2, () => `json(${document()})`],
		[4, () => `json_extract(${document()}, ${paths(2)})`],
		[3, () => `${document()} ->> ${random.pick(OPERANDS)}`],
		[3, () => `${document()} -> ${random.pick(OPERANDS)}`],
		[1, () => `${document()} -> ${random.pick(OPERANDS)} ->> ${random.pick(OPERANDS)}`],
		[2, () => `json_type(${document()}${random.chance(0.6) ? `, ${path(random)}` : ''})`],
		[1, () => `json_array_length(${document()}${random.chance(0.5) ? `, ${path(random)}` : ''})`],
		[1, () => `json_valid(${document()}${random.pick(['', ', 1', ', 2', ', 6', ', 4'])})`],
		[1, () => `json_error_position(${document()})`],
		[3, () => `json_${change()}(${document()}, ${pairs()})`],
		[2, () => `json_remove(${document()}, ${paths(2)})`],
		[2, () => `json_patch(${document()}, ${document()})`],
		[1, () => `json_quote(${value()})`],
		[2, () => `json_array(${random.list(0, 3, part).join(', ')})`],
		[
			2,
			() =>
				`json_object(${random.list(0, 3, () => `${random.pick([`'k'`, `'a b'`, `'k'`])}, ${part()}`).join(', ')})`,
		],
		[1, () => `json_pretty(${document()}${random.pick(['', '', `, '  '`, `, NULL`])})`],
		[1, () => `json(jsonb_${change()}(jsonb(${document()}), ${pairs()}))`],
		[1, () => `json(jsonb_extract(jsonb(${document()}), ${path(random)}))`],
		[1, () => `json_extract(jsonb(${document()}), ${path(random)})`],
		[0.5, () => `hex(jsonb(${document()}))`],
	);
}

/** A query of json_each or json_tree; the columns are said by the caller's list. */
export function jsonTable(random: RandomSource, document: string): string {
	const name = random.pick(['json_each', 'json_tree']);
	const root = random.chance(0.3) ? `, ${path(random)}` : '';
	return `${name}(${document}${root})`;
}

export const JSON_COLUMNS = ['key', 'value', 'type', 'atom', 'fullkey', 'path'] as const;
