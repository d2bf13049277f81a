/** Help as text: of `sqlnb`, and of each command. */

import type { Command, CommandOption } from './command.js';

const WIDTH = 100;

export function programHelp(commands: readonly Command[]): string {
	const widest = Math.max(...commands.map(({ name }) => name.length));
	const lines = commands.map(({ name, summary }) => `  ${name.padEnd(widest)}  ${summary}`);
	return `sqlnb: SQL notebooks (.sqlnb, .nb.sql, .sql) on the command line

usage
  sqlnb COMMAND [options]      'sqlnb COMMAND --help' explains a command, with examples

commands
${lines.join('\n')}

options
  -h, --help                   this text
  -v, --version                the version

examples
  sqlnb run examples/tour.sqlnb
  sqlnb run report.sqlnb --format csv > report.csv
  echo "SELECT sqlite_version()" | sqlnb run -

Exit codes: 0 done, 1 something failed (in the SQL, in a file), 2 the command line is wrong.
`;
}

export function commandHelp({ name, summary, usage, options, notes, examples }: Command): string {
	const rows = Object.entries(options).map(([option, about]) => [
		optionWords(option, about),
		about.help,
	]);
	rows.push(['-h, --help', 'this text']);
	const widest = Math.min(34, Math.max(...rows.map(([words = '']) => words.length)));
	const optionLines = rows.map(([words = '', help = '']) => twoColumns(words, help, widest));
	const exampleLines = examples.map(({ line, says }) =>
		says === undefined ? `  ${line}` : `  # ${says}\n  ${line}`,
	);
	const parts = [
		`sqlnb ${name}: ${summary}`,
		`usage\n  sqlnb ${name} ${usage}`,
		`options\n${optionLines.join('\n')}`,
		...(notes ?? []),
		`examples\n${exampleLines.join('\n')}`,
	];
	return `${parts.join('\n\n')}\n`;
}

function optionWords(option: string, { short, type, value }: CommandOption): string {
	const letter = short === undefined ? '' : `-${short}, `;
	return `${letter}--${option}${type === 'string' ? ` ${value ?? 'TEXT'}` : ''}`;
}

function twoColumns(left: string, right: string, widest: number): string {
	const indent = ' '.repeat(widest + 4);
	const lines: string[] = [];
	let line = '';
	for (const word of right.split(' ')) {
		if (line !== '' && indent.length + line.length + 1 + word.length > WIDTH) {
			lines.push(line);
			line = '';
		}
		line += line === '' ? word : ` ${word}`;
	}
	lines.push(line);
	const first = left.length > widest ? `  ${left}\n${indent}` : `  ${left.padEnd(widest)}  `;
	return first + lines.join(`\n${indent}`);
}
