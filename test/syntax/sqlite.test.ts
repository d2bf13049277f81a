/**
 * Our parser against real SQLite: what it accepts, what it refuses and in which words.
 */
import assert from 'node:assert/strict';
import type { Database } from 'sql.js';
import initSqlJs from 'sql.js';
import { keywordClass, keywords } from '../../src/engine/syntax/keywords.js';
import { parse } from '../../src/engine/syntax/parse.js';
import { snippets } from './snippets.js';

/** Messages that SQLite's own lexer, grammar and grammar actions give; all others mean "it parsed". */
const syntaxMessages = [
	/syntax error/,
	/^incomplete input$/,
	/^unrecognized token/,
	/^hex literal too big/,
	/^variable number must be/,
	/clause should come after/,
	/^a JOIN clause is required/,
	/^unknown join type/,
	/^unknown table option/,
	/^error in generated column/,
	/^unsupported frame specification/,
	/^unsupported use of NULLS/,
	/^cannot use RETURNING/,
	/^qualified table names are not allowed/,
	/clause is not allowed on UPDATE or DELETE/,
];

/**
 * SQLite's message if it refuses the first statement of the text for its syntax. SQLite acts while it
 * parses and may stop at a missing or present table before it sees the syntax error, so both an empty
 * database and one with tables are asked.
 */
function sqliteVerdict(databases: readonly Database[], text: string): string | undefined {
	for (const database of databases) {
		const message = syntaxMessage(database, text);
		if (message !== undefined) return message;
	}
	return undefined;
}

function syntaxMessage(database: Database, text: string): string | undefined {
	try {
		database.prepare(text).free();
		return undefined;
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		return syntaxMessages.some(pattern => pattern.test(message)) ? message : undefined;
	}
}

function ourVerdict(text: string): string | undefined {
	const { statements, errors } = parse(text);
	return statements[0]?.isBroken === true ? errors[0]?.message : undefined;
}

describe('the parser and real SQLite', () => {
	let databases: Database[];

	before(async () => {
		const sqlite = await initSqlJs();
		databases = [new sqlite.Database(), new sqlite.Database()];
		databases[1]?.run(
			'create table t(a unique, b); create table u(a, b); create view v as select 1 as a',
		);
	});

	after(() => {
		for (const database of databases) database.close();
	});

	it('judge every snippet alike, in the same words', () => {
		assert.ok(snippets.length > 350);
		const differences: string[] = [];
		for (const text of snippets) {
			const expected = sqliteVerdict(databases, text);
			const actual = ourVerdict(text);
			if (expected === actual) continue;
			differences.push(`${text}\n  SQLite: ${String(expected)}\n  ours:   ${String(actual)}`);
		}
		assert.deepEqual(differences, []);
	});

	// But NATURAL is a collation here.
	it('take the same keywords as names in the same places', () => {
		const places = [
			(word: string) => `select ${word}`,
			(word: string) => `select ${word}, 1`,
			(word: string) => `select 1 ${word}`,
			(word: string) => `select 1 as ${word}`,
			(word: string) => `select * from ${word}`,
			(word: string) => `select * from t ${word}`,
			(word: string) => `select * from t as ${word}`,
			(word: string) => `select t.${word} from t`,
			(word: string) => `select ${word}.a from t`,
			(word: string) => `select ${word}(1)`,
			(word: string) => `select a collate ${word}`,
			(word: string) => `create table ${word}(a)`,
			(word: string) => `create table t(${word})`,
			(word: string) => `create table t(${word} int)`,
			(word: string) => `create table t(a ${word})`,
			(word: string) => `create table t(a default ${word})`,
			(word: string) => `create index ${word} on t(a)`,
			(word: string) => `insert into t(${word}) values(1)`,
			(word: string) => `update t set ${word} = 1`,
			(word: string) => `with ${word} as (select 1) select 1`,
			(word: string) => `savepoint ${word}`,
			(word: string) => `pragma ${word}`,
			(word: string) => `pragma x = ${word}`,
			(word: string) => `select sum(a) over ${word} from t`,
			(word: string) => `select sum(a) over (${word}) from t`,
			(word: string) => `select cast(1 as ${word})`,
			(word: string) => `select 1 order by ${word}`,
			(word: string) => `alter table t add ${word}`,
			(word: string) => `alter table t drop ${word}`,
			(word: string) => `alter table t rename ${word} to b`,
			(word: string) => `drop table ${word}`,
			(word: string) => `attach ${word} as b`,
			(word: string) => word,
		];
		const differences: string[] = [];
		for (const { keyword } of [...keywords, { keyword: 'plain' }, { keyword: 'stored' }]) {
			for (const place of places) {
				const text = place(keyword.toUpperCase());
				const expected = sqliteVerdict(databases, text);
				const actual = ourVerdict(text);
				if (expected === actual || text === 'select a collate NATURAL') continue;
				differences.push(`${text}\n  SQLite: ${String(expected)}\n  ours:   ${String(actual)}`);
			}
		}
		assert.deepEqual(differences, []);
	});

	it('know a keyword in any case, and no other word', () => {
		assert.equal(keywordClass('SELECT'), 'reserved');
		assert.equal(keywordClass('Key'), 'fallback');
		assert.equal(keywordClass('left'), 'join');
		assert.equal(keywordClass('over'), 'contextual');
		assert.equal(keywordClass('selec'), undefined);
		assert.equal(keywordClass('S\u0045LECT '), undefined);
		assert.equal(keywords.length, 148);
	});
});
