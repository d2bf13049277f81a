/**
 * Random sequences of tokens: the parser ends, never throws, and cuts statements where the lexer does.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { keywords } from '../../src/engine/syntax/keywords.js';
import { parse } from '../../src/engine/syntax/parse.js';
import { splitStatements } from '../../src/engine/syntax/splitStatements.js';
import { snippets } from './snippets.js';

const marks = '( ) , ; . + - * / % = < <= > >= <> << >> & | || ~ -> ->>'.split(' ');
const others = [
	'a',
	'"b"',
	"'c'",
	'1',
	'2.5',
	"x'00'",
	'?',
	':d',
	'12x',
	"'open",
	'{',
	'/*',
	'--\n',
];
const words = [...keywords.map(({ keyword }) => keyword), ...marks, ...marks, ...others];
const soup = fc.array(fc.constantFrom(...words), { maxLength: 40 }).map(tokens => tokens.join(' '));

/** Valid beginnings reach deeper than pure chance does. */
const brokenSnippet = fc
	.tuple(fc.constantFrom(...snippets), fc.nat(), fc.constantFrom(...words), fc.nat(3))
	.map(([text, at, word, removed]) => {
		const parts = text.split(/\b/);
		parts.splice(at % (parts.length + 1), removed, ` ${word} `);
		return parts.join('');
	});

const randomSeed = Date.now() % 1_000_000_000;

describe('token soup', () => {
	for (const seed of [20260101, randomSeed]) {
		it(`is digested (seed ${String(seed)})`, () => {
			const isDigested = fc.property(fc.oneof(soup, brokenSnippet), text => {
				const { statements, errors } = parse(text);
				assert.equal(statements.filter(({ isBroken }) => isBroken).length, errors.length);
				assert.deepEqual(
					statements.map(({ span }) => span),
					splitStatements(text),
				);
				for (const { message, span } of errors) {
					assert.ok(message.length > 0);
					assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length);
				}
			});
			fc.assert(isDigested, { seed, numRuns: 3000 });
		});
	}
});
