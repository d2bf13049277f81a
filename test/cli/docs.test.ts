// docs/cli.md names what there is: every command, every option, every line of the shell, and nothing else.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { COMMANDS } from '../../src/cli/commandTable.js';
import { DOT_COMMANDS } from '../../src/cli/shell/dotCommands.js';

describe('docs/cli.md', () => {
	const text = fs.readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');
	const sections = new Map(
		text
			.split(/^## sqlnb /m)
			.slice(1)
			.map(section => [/^\w+/.exec(section)?.[0] ?? '', section]),
	);

	it('has a section for each command', () => {
		assert.deepEqual([...sections.keys()].sort(), COMMANDS.map(({ name }) => name).sort());
	});

	for (const { name, options } of COMMANDS) {
		if (name === 'test') continue;
		it(`names the options of ${name}`, () => {
			const rows = (sections.get(name) ?? '').split('\n').filter(line => /^\| `--/.test(line));
			const named = rows
				.filter(row => !row.startsWith('| `--to` |'))
				.flatMap(row => row.split('|')[1]?.match(/--[a-z-]+/g) ?? [])
				.map(option => option.slice(2));
			const known = Object.keys(options).filter(option => option !== 'to');
			assert.deepEqual(named.sort(), known.sort());
		});
	}

	it('names the commands of the shell', () => {
		const rows = (sections.get('shell') ?? '').split('\n').filter(line => /^\| `\./.test(line));
		const named = rows.flatMap(row => row.match(/`\.[a-z]+/g) ?? []).map(word => word.slice(2));
		assert.deepEqual(named.sort(), DOT_COMMANDS.map(({ name }) => name).sort());
	});
});
