/** `sqlnb convert`: a notebook of another product, or a script, as a new file of ours. The original stays. */

import path from 'node:path';
import { convertForeign } from '../../notebook/format/foreign/convert.js';
import { convertPlainSql } from '../../notebook/format/foreign/convertPlainSql.js';
import type { NotebookFile } from '../../notebook/format/model.js';
import { printNotebook } from '../../notebook/format/writeNotebook.js';
import { Failure, Misuse, type Command } from '../command.js';
import { readAnyNotebook } from '../input.js';
import { checkFree, remark, writeText } from '../output.js';
import { plural } from '../plural.js';
import { FORCE } from '../sharedOptions.js';

export const convert: Command = {
	name: 'convert',
	summary: 'make a .sqlnb of another notebook or of an SQL script',
	usage: "FILE... [options]      '-' reads standard input and writes standard output",
	options: {
		out: {
			type: 'string',
			short: 'o',
			value: 'FILE',
			help: "the new file; '-': standard output (default: FILE's name with .sqlnb)",
		},
		force: FORCE,
	},
	notes: [
		`Understood: Jupyter (.ipynb: %%sql, %sql, SQL kernels, polyglot notebooks), Oracle SQL Developer (.sqlnb in YAML),
SQL Notebook and PondPilot (JSON), Markdown with SQL fences, .sql notebooks with /*markdown*/ comments, plain .sql.
Code in other languages comes in as Markdown; results are left out. The original is never changed.`,
	],
	examples: [
		{ line: 'sqlnb convert analysis.ipynb', says: 'makes analysis.sqlnb' },
		{ line: 'sqlnb convert oracle.sqlnb --out ours.sqlnb' },
		{ line: 'sqlnb convert script.sql -o - | sqlnb run -' },
	],
	run(line) {
		const out = line.text('out');
		if (line.words.length === 0) throw new Misuse('convert needs a file');
		if (out !== undefined && line.words.length > 1) throw new Misuse('--out is for one file');
		for (const file of line.words) convertFile(file, out, { force: line.flag('force') });
		return Promise.resolve(0);
	},
};

function convertFile(file: string, out: string | undefined, options: { readonly force: boolean }) {
	const target = out ?? (file === '-' ? '-' : `${file.replace(/\.[^./\\]*$/, '')}.sqlnb`);
	const { notebook, product } = read(file);
	if (target !== '-' && path.resolve(target) === path.resolve(file)) {
		throw new Failure(`${file} would be written over`, 'name the new file with --out FILE');
	}
	checkFree(target, options);
	const text = printNotebook(notebook, { ids: 'assign' });
	writeText(target, [text.replace(/\r?\n$/, '')], options);
	if (target === '-') return;
	const { cells } = notebook;
	const markdown = cells.filter(({ kind }) => kind === 'markdown').length;
	remark(
		`${target}: ${plural(cells.length, 'cell')} from ${product}, ${markdown} of them Markdown`,
	);
}

function read(file: string): { readonly notebook: NotebookFile; readonly product: string } {
	const result = readAnyNotebook(file);
	if (result.kind === 'notebook') {
		if (/^-- sqlnb:/.test(result.file.header)) {
			throw new Failure(`${file} is a notebook of this kind already: there is nothing to convert`);
		}
		return { notebook: convertPlainSql(result.file), product: 'SQL' };
	}
	const isUnknown = result.cells === undefined || result.format === 'unknownText';
	if (isUnknown) throw new Failure(`${file}: ${result.message}`);
	const product = /of (.*?)(?:, opened|$)/.exec(result.message)?.[1] ?? result.format;
	return { notebook: convertForeign(result), product };
}
