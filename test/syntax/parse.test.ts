/**
 * What the trees hold: spans, names, literals, parameters; and how the parser recovers.
 */
import assert from 'node:assert/strict';
import type { Expression } from '../../src/engine/syntax/ast/expression.js';
import type { SelectCore } from '../../src/engine/syntax/ast/query.js';
import type { Statement } from '../../src/engine/syntax/ast/statement.js';
import { parse, parseStandaloneExpression } from '../../src/engine/syntax/parse.js';
import { printExpression } from '../../src/engine/syntax/print.js';
import { isComplete, splitStatements } from '../../src/engine/syntax/splitStatements.js';
import { tokenize } from '../../src/engine/syntax/tokenize.js';

function one<Kind extends Statement['kind']>(
	text: string,
	kind: Kind,
): Extract<Statement, { kind: Kind }> {
	const { statements, errors } = parse(text);
	assert.deepEqual(errors, [], text);
	assert.equal(statements.length, 1, text);
	const statement = statements[0];
	assert.equal(statement?.kind, kind, text);
	return statement as Extract<Statement, { kind: Kind }>;
}

function core(text: string): SelectCore {
	const { first } = one(text, 'select').query;
	assert.equal(first.kind, 'selectCore');
	return first;
}

function expression(text: string): Expression {
	const { expression: tree, errors } = parseStandaloneExpression(text);
	assert.deepEqual(errors, [], text);
	return tree;
}

/** The expression with every operator in parentheses. */
function grouped(text: string): string {
	const group = (node: Expression): string => {
		switch (node.kind) {
			case 'binary':
				return `(${group(node.left)} ${node.operator} ${group(node.right)})`;
			case 'unary':
				return `(${node.operator} ${group(node.operand)})`;
			case 'collate':
				return `(${group(node.operand)} collate ${node.collation.name})`;
			case 'nullTest':
				return `(${group(node.operand)} ${node.isNegated ? 'notnull' : 'isnull'})`;
			case 'like':
				return `(${group(node.operand)} ${node.operator} ${group(node.pattern)})`;
			case 'between':
				return `(${group(node.operand)} between ${group(node.low)} and ${group(node.high)})`;
			default:
				return printExpression(node);
		}
	};
	return group(expression(text));
}

describe('expressions', () => {
	it('bind as in SQLite', () => {
		const cases: readonly (readonly [string, string])[] = [
			['a or b and c', '(a or (b and c))'],
			['not a = b', '(not (a = b))'],
			['a = b < c', '(a = (b < c))'],
			['a < b & c + d * e || f', '(a < (b & (c + (d * (e || f)))))'],
			['a - b - c', '((a - b) - c)'],
			['a -> b ->> c', '((a -> b) ->> c)'],
			['-a || b', '((- a) || b)'],
			['-a collate x || b', '(((- a) collate x) || b)'],
			['2 * not 1 + 2', '(2 * (not (1 + 2)))'],
			['a = b isnull', '((a = b) isnull)'],
			['a + b is null', '((a + b) isnull)'],
			['a is not b = c', '((a isNot b) = c)'],
			['a is not distinct from b', '(a is b)'],
			['a between b and c and d', '((a between b and c) and d)'],
			['a like b and c', '((a like b) and c)'],
			['not a like b', '(not (a like b))'],
			['~ - a', '(~ (- a))'],
		];
		for (const [text, expected] of cases) assert.equal(grouped(text), expected, text);
	});

	it('keep 64-bit integers exact and tell REAL from INTEGER', () => {
		const value = (text: string) => {
			const tree = expression(text);
			assert.ok(tree.kind === 'integerLiteral' || tree.kind === 'realLiteral', text);
			return [tree.kind, tree.value];
		};
		assert.deepEqual(value('1_000'), ['integerLiteral', 1000]);
		assert.deepEqual(value('9007199254740993'), ['integerLiteral', 9007199254740993n]);
		assert.deepEqual(value('9223372036854775807'), ['integerLiteral', 9223372036854775807n]);
		assert.deepEqual(value('-9223372036854775808'), ['integerLiteral', -9223372036854775808n]);
		assert.deepEqual(value('9223372036854775808'), ['realLiteral', 9223372036854775808]);
		assert.deepEqual(value('0xffffffffffffffff'), ['integerLiteral', -1]);
		assert.deepEqual(value('1.0'), ['realLiteral', 1]);
		assert.deepEqual(value('1e3'), ['realLiteral', 1000]);
		assert.deepEqual(value('.5'), ['realLiteral', 0.5]);
	});

	it('undo quotes, remember them, and fold ASCII only', () => {
		const name = (text: string) => {
			const tree = expression(text);
			assert.equal(tree.kind, 'columnReference', text);
			return [tree.column.name, tree.column.key, tree.column.quote];
		};
		assert.deepEqual(name('FooBar'), ['FooBar', 'foobar', 'none']);
		assert.deepEqual(name('"A""B"'), ['A"B', 'a"b', 'double']);
		assert.deepEqual(name('[A b]'), ['A b', 'a b', 'bracket']);
		assert.deepEqual(name('`A`'), ['A', 'a', 'backtick']);
		assert.deepEqual(name('ÉT'), ['ÉT', 'Ét', 'none']);
		assert.equal(expression('TRUE').kind, 'booleanLiteral');
		assert.equal(expression('"TRUE"').kind, 'columnReference');
	});

	it('name result columns by their exact source', () => {
		const text = 'select  ( a+ b ) , count( * ) as n, x /* c */ from t';
		const sources = core(text).columns.map(column => {
			assert.equal(column.kind, 'expressionColumn');
			return text.slice(column.sourceSpan.start, column.sourceSpan.end);
		});
		assert.deepEqual(sources, ['( a+ b )', 'count( * )', 'x /* c */']);
	});
});

describe('parameters', () => {
	it('are numbered as SQLite numbers them', () => {
		const { parameters } = one('select ?, :a, ?5, ?, :a, @b, $c::d(e)', 'select');
		assert.deepEqual(parameters, [
			undefined,
			':a',
			undefined,
			undefined,
			'?5',
			undefined,
			'@b',
			'$c::d(e)',
		]);
	});

	it('start anew in each statement', () => {
		const { statements } = parse('select :a; select :b');
		assert.deepEqual(
			statements.map(({ parameters }) => parameters),
			[[':a'], [':b']],
		);
	});
});

describe('definitions', () => {
	it('hold columns, types and constraints', () => {
		const { body } = one(
			`create table t(
				id integer primary key autoincrement,
				name varchar(10) not null on conflict ignore default 'x' collate nocase,
				total int generated always as (a + 1) stored,
				constraint c check (id > 0),
				foreign key (name) references u(n) on delete set null deferrable initially deferred
			) strict, without rowid`,
			'createTable',
		);
		assert.equal(body.kind, 'tableDefinition');
		assert.ok(body.isStrict && body.isWithoutRowid);
		assert.deepEqual(
			body.columns.map(({ name, type }) => [name.name, type?.text]),
			[
				['id', 'integer'],
				['name', 'varchar(10)'],
				['total', 'int'],
			],
		);
		assert.deepEqual(
			body.columns.map(({ constraints }) => constraints.map(({ kind }) => kind)),
			[
				['primaryKeyColumn'],
				['notNullColumn', 'defaultColumn', 'collateColumn'],
				['generatedColumn'],
			],
		);
		const [check, foreignKey] = body.constraints;
		assert.equal(check?.name?.name, 'c');
		assert.equal(foreignKey?.kind, 'foreignKeyConstraint');
		assert.deepEqual(
			[foreignKey.references.onDelete, foreignKey.references.isDeferred],
			['setNull', true],
		);
	});

	it('read the arguments of the memory module as a table, of others as text', () => {
		const table = one(
			'create virtual table v using memory(id integer primary key, n text, unique(n))',
			'createVirtualTable',
		);
		assert.equal(table.definition?.columns.length, 2);
		assert.equal(table.definition.constraints[0]?.kind, 'uniqueConstraint');
		const other = one(
			"create virtual table v using fts5(a, b, tokenize = 'x y', (c, d))",
			'createVirtualTable',
		);
		assert.equal(other.definition, undefined);
		assert.deepEqual(
			other.args.map(({ text }) => text),
			['a', 'b', "tokenize = 'x y'", '(c, d)'],
		);
	});

	it('read EXPLAIN in our form', () => {
		const explain = one('explain (format json, analyze) select 1', 'explain');
		assert.deepEqual([explain.mode, explain.format, explain.isAnalyze], ['options', 'json', true]);
		assert.equal(one('explain query plan select 1', 'explain').mode, 'queryPlan');
	});

	it('allow ORDER BY and LIMIT on UPDATE and DELETE', () => {
		assert.ok(one('update t set a = 1 order by b limit 2', 'update').limit !== undefined);
		assert.equal(
			one('delete from t where a order by b limit 2 offset 1', 'delete').orderBy.length,
			1,
		);
	});
});

describe('recovery', () => {
	it('breaks one statement and keeps the others', () => {
		const text =
			'select 1; selec 2; select 3 from; create trigger r after insert on t begin select 1; selec; end; select 4';
		const { statements, errors } = parse(text);
		assert.deepEqual(
			statements.map(({ kind, isBroken }) => [kind, isBroken]),
			[
				['select', false],
				['invalid', true],
				['select', true],
				['createTrigger', true],
				['select', false],
			],
		);
		assert.deepEqual(
			errors.map(({ message, span }) => [message, text.slice(span.start, span.end)]),
			[
				['near "selec": syntax error', 'selec'],
				['near ";": syntax error', ';'],
				['near "selec": syntax error', 'selec'],
			],
		);
	});

	it('keeps the clauses behind a hole', () => {
		const { statements } = parse('select a., from t join u on where x = order by');
		const select = statements[0];
		assert.equal(select?.kind, 'select');
		const { first } = select.query;
		assert.equal(first.kind, 'selectCore');
		assert.equal(first.from?.kind, 'join');
		assert.equal(first.where?.kind, 'binary');
		assert.equal(first.where.right.kind, 'missing');
	});

	it('answers any prefix of a statement without throwing', () => {
		const text =
			'with recursive c(x) as (select 1 union all select x + 1 from c where x < 3) ' +
			'insert into t(a) select case when x in (1, 2) then cast(x as text) end from c ' +
			'where true on conflict(a) do update set a = excluded.a returning *, sum(a) over (order by b)';
		for (let end = 1; end <= text.length; end++) {
			const { statements, errors } = parse(text.slice(0, end));
			assert.equal(statements.length, 1);
			assert.ok(errors.length <= 1);
		}
		assert.deepEqual(parse(text).errors, []);
	});

	it('survives deep and long input', () => {
		const message = 'Expression tree is too large (maximum depth 1000)';
		for (const unit of ['(', '- ', 'not ', 'f(', 'case ', '(select ', 'exists(select ', '1 in (']) {
			const { errors } = parse(`select ${unit.repeat(100_000)}`);
			assert.deepEqual(
				errors.map(error => error.message),
				[message],
				unit,
			);
		}
		for (const text of [
			`select 1${' + 1'.repeat(100_000)}`,
			`select * from ${'('.repeat(100_000)}`,
		]) {
			assert.equal(parse(text).errors[0]?.message, message);
		}
		assert.deepEqual(parse(`select 1${' + 1'.repeat(999)}`).errors, []);
		assert.deepEqual(parse(`select ${'('.repeat(900)}1${')'.repeat(900)}`).errors, []);
		assert.deepEqual(parse(`select 1${' union select 1'.repeat(20_000)}`).errors, []);
	});
});

describe('statement ends', () => {
	it('are found by the lexer alone, trigger bodies respected', () => {
		const text =
			"select ';' ; -- no; \n /* ; */ ;; create temp trigger r after insert on t begin select 1; update t set a = 1; end ; select [;]";
		const parts = splitStatements(text).map(({ start, end }) => text.slice(start, end));
		assert.deepEqual(parts, [
			"select ';'",
			'create temp trigger r after insert on t begin select 1; update t set a = 1; end',
			'select [;]',
		]);
	});

	it('agree with the statements parsed', () => {
		const text = 'select 1;\n\nfoo bar;select (;\ninsert into t values(1)';
		const { statements } = parse(text);
		assert.deepEqual(
			statements.map(({ span }) => span),
			splitStatements(text),
		);
	});

	it('tell whether a text is complete', () => {
		for (const text of [
			'select 1;',
			' ; ',
			'select 1; -- c',
			"select ';';",
			'create table t(a);',
		]) {
			assert.ok(isComplete(text), text);
		}
		const incomplete = [
			'',
			'select 1',
			"select ';",
			'select 1; select',
			'select 1; /* open',
			'create trigger r after insert on t begin select 1;',
			'-- c',
		];
		for (const text of incomplete) assert.ok(!isComplete(text), text);
		assert.ok(isComplete('create trigger r after insert on t begin select 1; end;'));
	});
});

describe('tokens', () => {
	it('cover the text with comments, contextual words told apart', () => {
		const text = 'select over, sum(x) over w -- c\n/* d */ from t window w as ()';
		const tokens = tokenize(text).map(
			({ kind, start, end }) => `${kind}:${text.slice(start, end)}`,
		);
		assert.deepEqual(tokens.slice(0, 3), ['select:select', 'identifier:over', ',:,']);
		assert.ok(tokens.includes('over:over'));
		assert.ok(tokens.includes('window:window'));
		assert.ok(tokens.includes('comment:-- c'));
		assert.ok(tokens.includes('comment:/* d */'));
	});
});
