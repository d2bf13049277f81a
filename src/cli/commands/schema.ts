/** `sqlnb schema`: what a database is made of, as SQL, as a list or as JSON. */

import { resultAsTable } from '../../notebook/export/resultText.js';
import { Misuse, type Command } from '../command.js';
import { print } from '../output.js';
import { namedTables, schemaLines, tablesOf } from '../schemaText.js';
import { DB, PARAM, parametersOf } from '../sharedOptions.js';
import { openSource, SOURCES } from '../source.js';

const FORMATS = ['sql', 'table', 'json'] as const;

export const schema: Command = {
	name: 'schema',
	summary: 'show the tables, views, indexes and triggers of a database',
	usage: 'SOURCE [TABLE...] [options]',
	options: {
		format: {
			type: 'string',
			value: 'FORMAT',
			help: 'sql: CREATE statements (default), table: a line a table, json',
		},
		param: PARAM,
		db: { ...DB, help: 'the folder of a database, instead of a source' },
	},
	notes: [SOURCES],
	examples: [
		{ line: 'sqlnb schema ./data/shop' },
		{ line: 'sqlnb schema report.sqlnb customers', says: 'one table of those the notebook makes' },
		{ line: 'sqlnb schema shop.sqlite --format table' },
		{ line: "sqlnb schema ./data/shop --format json | jq '.[].name'" },
	],
	async run(line) {
		const db = line.text('db');
		const [name, ...wanted] = db === undefined ? line.words : [db, ...line.words];
		if (name === undefined) throw new Misuse('schema needs a source');
		const format = line.choice('format', FORMATS) ?? 'sql';
		const source = await openSource(name, { parameters: parametersOf(line), readonly: true });
		try {
			const all = tablesOf(source.database);
			const shown = wanted.length === 0 ? all : namedTables(all, wanted);
			if (format === 'sql') print(schemaLines(shown));
			else if (format === 'json') print([JSON.stringify(shown, undefined, 2)]);
			else {
				const rows = shown.map(({ name: table, type, rowCount, columns, indexes }) => [
					table,
					type,
					rowCount ?? null,
					columns.map(column => column.name).join(', '),
					indexes.map(index => index.name).join(', '),
				]);
				const columns = ['table', 'type', 'rows', 'columns', 'indexes'];
				print(resultAsTable({ columns, rowCount: rows.length, rows }, Infinity));
			}
			return 0;
		} finally {
			source.close();
		}
	},
};
