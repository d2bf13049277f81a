/** Statements with one or two of their tokens deleted, doubled, exchanged, cut or replaced. */

import { tokenize } from '../../src/engine/syntax/tokenize.js';
import type { RandomSource } from './randomSource.js';

const PIECES = (
	'( ) , . * + - / || = == < > <= >= <> != -> ->> << >> & | ~ % select from where group by order having limit ' +
	'offset union all except intersect values with recursive as not null and or in is between like glob escape ' +
	'case when then else end cast collate exists distinct on using natural left full outer inner cross join insert ' +
	'into replace update set delete returning default create table index view temp if primary key references check ' +
	'constraint foreign generated always stored unique autoincrement conflict ignore do nothing for each row window ' +
	'over filter partition rows range groups preceding following unbounded current exclude ties no others isnull ' +
	"notnull raise indexed asc desc nulls first last without strict 1 1.5 0x1F 1e5 x'ab' x'a' 'str' \"q\" [b] ? ?1 " +
	':a $c 1a 0x 1_0 1__0 # ! ^ " \' [ /* -- true a b t count(*) sum(a) abs(1) nosuch nosuch() tab.col'
).split(' ');

export function mutateStatement(sql: string, random: RandomSource): string {
	const tokens = tokenize(sql).filter(token => token.kind !== 'comment');
	const texts = tokens.map(({ start, end }) => sql.slice(start, end));
	for (let rounds = random.chance(0.3) ? 2 : 1; rounds > 0; rounds--) change(texts, random);
	return texts.join(' ');
}

function change(texts: string[], random: RandomSource): void {
	if (texts.length === 0) return;
	const at = random.below(texts.length);
	const other = random.pick(texts);
	const piece = random.pick(PIECES);
	const own = texts[at] as string;
	switch (random.below(7)) {
		case 0:
			texts.splice(at, 1);
			return;
		case 1:
			texts.splice(at, 0, own);
			return;
		case 2:
			texts[texts.indexOf(other)] = own;
			texts[at] = other;
			return;
		case 3:
			texts[at] = piece;
			return;
		case 4:
			texts.splice(at, 0, piece);
			return;
		case 5:
			texts.length = at;
			return;
		default:
			texts[at] = own.slice(0, 1 + random.below(own.length));
	}
}
