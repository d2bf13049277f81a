/** Differences of two databases for people: a line an object, rows below their table. */

import { colorsOf, type Paint } from '../colors.js';
import type { ChangedRow, DatabaseDiff, Row, TableDiff, Value } from './diffDatabases.js';
import { valueText } from './diffDatabases.js';
import { valueLiteral } from './valueLiteral.js';

const LONGEST = 60;

/** `maxRows`: shown of a table. */
export function* diffText({ tables, objects }: DatabaseDiff, maxRows: number): Generator<string> {
	const colors = colorsOf(process.stdout);
	const signs: Readonly<Record<string, readonly [string, Paint]>> = {
		added: ['+', colors.green],
		removed: ['-', colors.red],
		changed: ['~', colors.yellow],
	};
	const signed = (change: string, text: string) => {
		const [sign = ' ', paint = colors.dim] = signs[change] ?? [];
		return paint(`${sign} ${text}`);
	};
	for (const table of tables) {
		yield signed(table.change, `table ${table.name}: ${summary(table)}`);
		if (table.change !== 'changed') continue;
		if (table.hasOtherSchema) {
			yield `  ${signed('removed', oneLine(table.from))}`;
			yield `  ${signed('added', oneLine(table.to))}`;
		}
		let shown = 0;
		for (const [change, text] of rowTexts(table)) {
			if (shown++ === maxRows) {
				const left = table.added.length + table.removed.length + table.changed.length - maxRows;
				yield colors.dim(`  ... ${left} more (--rows ${maxRows + left} or 0 shows them)`);
				break;
			}
			yield `  ${signed(change, text)}`;
		}
	}
	for (const { type, name, from, to } of objects) {
		const change = from === undefined ? 'added' : to === undefined ? 'removed' : 'changed';
		yield signed(change, `${type} ${name}`);
		if (change !== 'changed') continue;
		yield `  ${signed('removed', oneLine(from))}`;
		yield `  ${signed('added', oneLine(to))}`;
	}
}

function summary({ change, added, removed, changed, same, hasOtherSchema }: TableDiff): string {
	const rows = (count: number) => `${count} ${count === 1 ? 'row' : 'rows'}`;
	if (change === 'added') return `new, ${rows(added.length)}`;
	if (change === 'removed') return `gone, with ${rows(removed.length)}`;
	const parts = [
		...(hasOtherSchema ? ['another definition'] : []),
		...(added.length > 0 ? [`${rows(added.length)} added`] : []),
		...(removed.length > 0 ? [`${rows(removed.length)} removed`] : []),
		...(changed.length > 0 ? [`${rows(changed.length)} changed`] : []),
		`${same} the same`,
	];
	return parts.join(', ');
}

function* rowTexts({
	removed,
	added,
	changed,
	columns,
	key,
}: TableDiff): Generator<[string, string]> {
	for (const row of removed) yield ['removed', rowText(row)];
	for (const row of added) yield ['added', rowText(row)];
	for (const one of changed) yield ['changed', changeText(one, columns, key)];
}

function rowText(row: Row): string {
	return row.map(shownValue).join(' | ');
}

function changeText(
	{ from, to }: ChangedRow,
	columns: readonly string[],
	key: readonly string[],
): string {
	const place = key
		.map(name => `${name} ${shownValue(to[columns.indexOf(name)] ?? null)}`)
		.join(', ');
	const changes = columns.flatMap((name, at) => {
		const before = from[at] ?? null;
		const after = to[at] ?? null;
		if (valueText(before) === valueText(after)) return [];
		return [`${name} ${shownValue(before)} -> ${shownValue(after)}`];
	});
	return `${place}: ${changes.join(', ')}`;
}

function shownValue(value: Value): string {
	return shortened(valueLiteral(value).replace(/\s*\n\s*/g, '↵'));
}

function shortened(text: string): string {
	return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function oneLine(sql: string | undefined): string {
	return (sql ?? '').replace(/\s+/g, ' ');
}
