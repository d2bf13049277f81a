/** A change event as words: what the feed's two lines and a screen reader say. */

import { cellText } from '../../../protocol/cellText.js';
import type { ChangeMessage } from '../../../protocol/events.js';
import { valueFromJson, type JsonMixedValue } from '../../../protocol/pageJson.js';
import { isDataChange } from './feedModel.js';

export interface ChangeText {
	/** +, ~, − or ◆: never colour alone. */
	readonly mark: string;
	/** CSS class. */
	readonly look: 'insert' | 'update' | 'delete' | 'schema';
	readonly title: string;
	readonly detail: string;
}

const MARKS = { insert: '+', update: '~', delete: '−' } as const;
const LONGEST = 80;

export function describeChange(change: ChangeMessage): ChangeText {
	if (!isDataChange(change)) {
		const column = change.columnName === undefined ? '' : ` column ${change.columnName}`;
		const renamed = change.oldObjectName === undefined ? '' : ` (was ${change.oldObjectName})`;
		return {
			mark: '◆',
			look: 'schema',
			title: `${change.type} ${change.objectType} ${change.objectName}${column}${renamed}`,
			detail: change.ddl?.replace(/\s+/g, ' ') ?? '',
		};
	}
	const { type, oldRow, newRow } = change;
	const key = change.key.map(valueText).join(', ');
	const detail =
		type === 'update'
			? change.changedColumns
					.map(name => `${name}: ${fieldText(oldRow, name)} → ${fieldText(newRow, name)}`)
					.join(', ')
			: Object.entries((type === 'insert' ? newRow : oldRow) ?? {})
					.map(([name, value]) => `${name}: ${valueText(value)}`)
					.join(', ');
	return { mark: MARKS[type], look: type, title: `${change.tableName} [${key}]`, detail };
}

function fieldText(
	row: Readonly<Record<string, JsonMixedValue>> | undefined,
	name: string,
): string {
	const value = row?.[name];
	return value === undefined ? '?' : valueText(value);
}

function valueText(value: JsonMixedValue): string {
	const plain = valueFromJson(value);
	if (plain === null) return 'NULL';
	const text = typeof plain === 'string' ? `'${plain}'` : cellText(plain);
	return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
