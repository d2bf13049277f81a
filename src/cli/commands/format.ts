/** `sqlnb format`: the SQL of notebooks and scripts laid out; their Markdown and markers stay as they are. */

import { formatSql, type FormatOptions } from '../../language/format/formatSql.js';
import { readCellOptions } from '../../notebook/format/cellOptions.js';
import { holdsSql } from '../../notebook/format/cellText.js';
import { parseNotebook } from '../../notebook/format/readNotebook.js';
import { printNotebook } from '../../notebook/format/writeNotebook.js';
import { Failure, Misuse, type Command } from '../command.js';
import { isPlainSql, readInput } from '../input.js';
import { remark, writeText } from '../output.js';

const KEYWORDS = ['preserve', 'upper', 'lower'] as const;

export const format: Command = {
	name: 'format',
	summary: 'lay out the SQL of notebooks and scripts',
	usage: "FILE... [options]       '-' reads standard input",
	options: {
		write: { type: 'boolean', short: 'w', help: 'write the files (default: standard output)' },
		check: {
			type: 'boolean',
			help: 'change nothing, name the files that are not formatted and end with 1',
		},
		keywords: { type: 'string', value: 'CASE', help: `${KEYWORDS.join(', ')} (default: preserve)` },
		indent: { type: 'string', value: 'N', help: 'blanks of an indentation (default: 2)' },
	},
	notes: [
		'Formatting never changes what SQL means. What cannot be laid out (an error is in it) stays as it is.',
	],
	examples: [
		{ line: 'sqlnb format report.sqlnb --write' },
		{ line: 'sqlnb format --check notebooks/*.sqlnb', says: 'in CI' },
		{ line: 'echo "select a,b from t where c=1" | sqlnb format - --keywords upper' },
	],
	run(line) {
		const files = line.words;
		if (files.length === 0) throw new Misuse("format needs a file; '-' is standard input");
		const isCheck = line.flag('check');
		const isWrite = line.flag('write');
		if (isCheck && isWrite) throw new Misuse('--check and --write exclude each other');
		const options = {
			keywords: line.choice('keywords', KEYWORDS) ?? 'preserve',
			indent: line.wholeNumber('indent', 2, 1),
		};
		let isOk = true;
		for (const file of files) {
			const text = decode(readInput(file), file);
			const formatted = formatFile(text, file, options);
			const isSame = formatted === text;
			if (isCheck) {
				if (!isSame) console.log(file);
				isOk &&= isSame;
			} else if (isWrite && file !== '-') {
				if (isSame) continue;
				writeText(file, [formatted.replace(/\n$/, '')], { force: true });
				remark(`formatted ${file}`);
			} else process.stdout.write(formatted);
		}
		return Promise.resolve(isOk ? 0 : 1);
	},
};

function decode(bytes: Uint8Array, file: string): string {
	try {
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		throw new Failure(`${file} is not UTF-8 text`);
	}
}

function formatFile(text: string, file: string, options: FormatOptions): string {
	const result = parseNotebook(text, { isPlainSql: file === '-' || isPlainSql(file) });
	if (result.kind !== 'notebook') {
		const isKnown = result.cells !== undefined && result.format !== 'unknownText';
		const hint = isKnown ? `sqlnb convert ${file} makes a copy of ours` : undefined;
		throw new Failure(`${file}: ${result.message}`, hint);
	}
	const { file: notebook } = result;
	const hasMarkers = notebook.cells.some(({ origin }) => origin?.marker);
	if (!hasMarkers && !notebook.header.startsWith('-- sqlnb:')) {
		const formatted = formatSql(text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n'), options);
		const lines = formatted === '' ? '' : `${formatted}\n`;
		return (notebook.hasBom ? '\ufeff' : '') + lines.replaceAll('\n', notebook.eol);
	}
	const cells = notebook.cells.map(cell => {
		if (!holdsSql(cell.kind)) return cell;
		const { end } = readCellOptions(cell.source);
		const source = cell.source.slice(0, end) + formatSql(cell.source.slice(end), options);
		return source === cell.source ? cell : { ...cell, source };
	});
	return printNotebook({ ...notebook, cells }, { ids: 'keep' });
}
