/** How names are offered: label, detail, and quotes where they must be. */

import type { TableInfo } from '../../engine/index.js';
import type { Completion, CompletionKind } from './completion.js';
import { quotedName } from './quotedName.js';
import type { ScopeColumn, ScopeRelation } from './scope.js';

export function joinConditions(child: ScopeRelation, parent: ScopeRelation): string[] {
	const keys = child.table?.constraints.filter(({ type }) => type === 'foreignKey') ?? [];
	return keys.flatMap(({ columns, text }) => {
		const [, table = '', list] = /-> (.*?)(?:\(([^()]*)\))?$/.exec(text) ?? [];
		if (table.toLowerCase() !== parent.table?.name.toLowerCase()) return [];
		const primary = parent.table.columns
			.filter(({ primaryKey }) => primaryKey > 0)
			.sort((left, right) => left.primaryKey - right.primaryKey)
			.map(({ name }) => name);
		const parents = list === undefined ? primary : list.split(', ');
		if (parents.length !== columns.length) return [];
		const pairs = columns.map(
			(column, index) =>
				`${quotedName(child.name)}.${quotedName(column)} = ${quotedName(parent.name)}.${quotedName(parents[index] ?? '')}`,
		);
		return [pairs.join(' AND ')];
	});
}

export function columnItems(relation: ScopeRelation | undefined): Completion[] {
	return relation?.columns.map(column => columnItem(column, relation.name)) ?? [];
}

export function columnItem({ name, type }: ScopeColumn, relation: string): Completion {
	return item(name, 'column', [type, relation].filter(Boolean).join(' · ') || undefined);
}

export function qualifiedItem({ name }: ScopeRelation, column: Completion): Completion {
	const label = `${name}.${column.label}`;
	return { ...column, label, insertText: `${quotedName(name)}.${column.insertText}` };
}

export function aliasItem({ name, table }: ScopeRelation): Completion {
	return item(name, 'alias', table && table.name !== name ? table.name : undefined);
}

export function tableItem({ name, type, rowCount }: TableInfo, schema?: string): Completion {
	const rows = rowCount === undefined ? undefined : `${rowCount} rows`;
	const detail = [schema, rows].filter(Boolean).join(' · ');
	return item(name, type === 'view' ? 'view' : 'table', detail || undefined);
}

export function rowidItems({ table }: ScopeRelation): Completion[] {
	return table?.hasRowid ? [item('rowid', 'column', 'INTEGER')] : [];
}

export function isInternal({ name }: TableInfo): boolean {
	return /^sqlite_/i.test(name);
}

export function item(
	label: string,
	kind: CompletionKind,
	detail: string | undefined,
	insertText = quotedName(label),
): Completion {
	return { label, kind, insertText, detail };
}
