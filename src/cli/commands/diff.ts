/** `sqlnb diff`: what differs between two databases, wherever they come from. */

import { Misuse, type Command } from '../command.js';
import { diffDatabases, type Value } from '../diff/diffDatabases.js';
import { diffScript } from '../diff/diffScript.js';
import { diffText } from '../diff/diffText.js';
import { print } from '../output.js';
import { namedTables, tablesOf } from '../schemaText.js';
import { PARAM, parametersOf } from '../sharedOptions.js';
import { openSource, SOURCES } from '../source.js';

const FORMATS = ['text', 'sql', 'json'] as const;

export const diff: Command = {
	name: 'diff',
	summary: 'compare two databases: definitions by text, rows by primary key',
	usage: 'SOURCE SOURCE [options]',
	options: {
		table: {
			type: 'string',
			multiple: true,
			value: 'NAME',
			help: 'this table alone; may be given several times',
		},
		format: {
			type: 'string',
			value: 'FORMAT',
			help: 'text (default), sql: a script that makes the second of the first, json',
		},
		rows: {
			type: 'string',
			value: 'N',
			help: 'rows that the text shows of a table (default 20; 0: all)',
		},
		param: PARAM,
	},
	notes: [
		SOURCES,
		'Exit code 0: nothing differs; 1: something does.\nRows of tables without a primary key are compared as wholes.',
	],
	examples: [
		{ line: 'sqlnb diff before.sqlite after.sqlite' },
		{ line: 'sqlnb diff ./data/shop report.sqlnb --table customers' },
		{ line: 'sqlnb diff old.sql new.sql --format sql > migrate.sql' },
	],
	async run(line) {
		const [one, other, surplus] = line.words;
		if (one === undefined || other === undefined) throw new Misuse('diff needs two sources');
		if (surplus !== undefined) throw new Misuse(`diff takes two sources: what is '${surplus}'?`);
		const format = line.choice('format', FORMATS) ?? 'text';
		const maxRows = line.wholeNumber('rows', 20) || Infinity;
		const only = new Set(line.texts('table').map(name => name.toLowerCase()));
		const options = { parameters: parametersOf(line), readonly: true };
		const from = await openSource(one, options);
		try {
			const to = await openSource(other, options);
			try {
				namedTables([...tablesOf(from.database), ...tablesOf(to.database)], line.texts('table'));
				const found = diffDatabases(from.database, to.database, only);
				if (format === 'json') print([JSON.stringify(found, jsonValue, 2)]);
				else if (format === 'sql') print(diffScript(found, to.database));
				else print(diffText(found, maxRows));
				return found.tables.length + found.objects.length === 0 ? 0 : 1;
			} finally {
				to.close();
			}
		} finally {
			from.close();
		}
	},
};

/** Integers beyond JavaScript's as texts, blobs in base64. */
function jsonValue(_: string, value: Value | object | undefined): unknown {
	if (typeof value === 'bigint') {
		const number = Number(value);
		return Number.isSafeInteger(number) ? number : String(value);
	}
	return value instanceof Uint8Array ? { $blob: Buffer.from(value).toString('base64') } : value;
}
