/** The nodes of the database view and how each looks. Pure data over a catalog snapshot. */

import * as vscode from 'vscode';
import type {
	CatalogSnapshot,
	ColumnInfo,
	ConstraintInfo,
	IndexInfo,
	LayerInfo,
	TableInfo,
	TriggerInfo,
} from '../../protocol/catalog.js';
import type { StoreInfo } from '../../protocol/storeMessages.js';
import type { DropKind } from '../../protocol/workerMessages.js';

export type TreeNode =
	| { readonly kind: 'store'; readonly store: StoreInfo }
	| { readonly kind: 'table'; readonly schemaName: string; readonly table: TableInfo }
	| { readonly kind: 'column'; readonly column: ColumnInfo; readonly path: string }
	| {
			readonly kind: 'index';
			readonly schemaName: string;
			readonly index: IndexInfo;
			readonly path: string;
	  }
	| { readonly kind: 'constraint'; readonly constraint: ConstraintInfo; readonly path: string }
	| {
			readonly kind: 'trigger';
			readonly schemaName: string;
			readonly trigger: TriggerInfo;
			readonly path: string;
	  }
	| {
			readonly kind: 'group';
			readonly label: string;
			readonly path: string;
			readonly children: readonly TreeNode[];
	  }
	| { readonly kind: 'layer'; readonly layer: LayerInfo; readonly label: string };

const count = new Intl.NumberFormat();

export function rootNodes(
	catalog: CatalogSnapshot,
	layers: readonly LayerInfo[],
	cellLabels: ReadonlyMap<string, string>,
	store: StoreInfo | undefined,
): TreeNode[] {
	const nodes: TreeNode[] = store ? [{ kind: 'store', store }] : [];
	for (const schema of catalog.schemas) {
		for (const table of schema.tables)
			nodes.push({ kind: 'table', schemaName: schema.name, table });
	}
	if (layers.length > 0) {
		const children = layers.map((layer): TreeNode => ({
			kind: 'layer',
			layer,
			label: layerLabel(layer, cellLabels),
		}));
		nodes.push({ kind: 'group', label: 'Layers', path: 'layers', children });
	}
	return nodes;
}

export function childrenOf(node: TreeNode): TreeNode[] {
	if (node.kind === 'group') return [...node.children];
	if (node.kind !== 'table') return [];
	const { table, schemaName } = node;
	const path = `${schemaName}.${table.name}`;
	const group = (label: string, children: readonly TreeNode[]): TreeNode[] =>
		children.length === 0 ? [] : [{ kind: 'group', label, path: `${path}/${label}`, children }];
	return [
		...table.columns.map((column): TreeNode => ({ kind: 'column', column, path })),
		...group(
			'Indexes',
			table.indexes.map((index): TreeNode => ({ kind: 'index', schemaName, index, path })),
		),
		...group(
			'Constraints',
			table.constraints.map((constraint): TreeNode => ({ kind: 'constraint', constraint, path })),
		),
		...group(
			'Triggers',
			table.triggers.map((trigger): TreeNode => ({ kind: 'trigger', schemaName, trigger, path })),
		),
	];
}

export function treeItemOf(node: TreeNode): vscode.TreeItem {
	switch (node.kind) {
		case 'table':
			return tableItem(node.table, node.schemaName);
		case 'column':
			return columnItem(node.column, node.path);
		case 'index':
			return indexItem(node.index, node.path);
		case 'constraint':
			return leaf(node.constraint.text, 'lock', `${node.path}/c/${node.constraint.text}`);
		case 'trigger':
			return item(leaf(node.trigger.name, 'zap', `${node.path}/t/${node.trigger.name}`), {
				tooltip: code(node.trigger.sql),
				contextValue: 'trigger',
			});
		case 'group': {
			const group = new vscode.TreeItem(node.label, vscode.TreeItemCollapsibleState.Collapsed);
			if (node.path === 'layers') group.collapsibleState = vscode.TreeItemCollapsibleState.Expanded;
			return item(group, {
				id: node.path,
				iconPath: new vscode.ThemeIcon(node.path === 'layers' ? 'layers' : 'list-unordered'),
				description: String(node.children.length),
			});
		}
		case 'layer':
			return layerItem(node.layer, node.label);
		case 'store':
			return storeItem(node.store);
	}
}

function item(base: vscode.TreeItem, more: Partial<vscode.TreeItem>): vscode.TreeItem {
	return Object.assign(base, more);
}

function leaf(label: string, icon: string, id: string): vscode.TreeItem {
	const made = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
	return item(made, { iconPath: new vscode.ThemeIcon(icon), id });
}

/** Where the database is kept, and what only its log has. */
function storeItem({
	label,
	root,
	commit,
	logBytes,
	tableBytes,
	checkpointTime,
	unsaved,
}: StoreInfo): vscode.TreeItem {
	const commits = `${count.format(unsaved)} ${unsaved === 1 ? 'commit' : 'commits'}`;
	const when = new Date(checkpointTime).toLocaleString();
	const lines = [
		`Kept in \`${root}\``,
		`Commit ${count.format(commit)} · tables ${bytesText(tableBytes)} · log ${bytesText(logBytes)}`,
		`Last saved ${when}${unsaved === 0 ? '' : `; ${commits} since are safe in the log`}`,
	];
	return item(leaf(label.replace(/^\.\//, ''), 'save-all', 'store'), {
		description: unsaved === 0 ? 'saved' : `${commits} in log`,
		tooltip: new vscode.MarkdownString(lines.join('\n\n')),
		contextValue: 'store',
	});
}

function tableItem(table: TableInfo, schemaName: string): vscode.TreeItem {
	const made = new vscode.TreeItem(table.name, vscode.TreeItemCollapsibleState.Collapsed);
	const isView = table.type === 'view';
	const rows = table.rowCount === undefined ? '' : rowsText(table.rowCount);
	const schema = schemaName === 'main' ? '' : ` · ${schemaName}`;
	return item(made, {
		id: `${schemaName}.${table.name}`,
		iconPath: new vscode.ThemeIcon(isView ? 'eye' : 'table'),
		description: (isView ? 'view' : rows) + schema,
		tooltip: code(table.sql ?? table.name),
		contextValue: isView ? 'view' : 'table',
	});
}

function columnItem(column: ColumnInfo, path: string): vscode.TreeItem {
	const facts = [column.type];
	if (column.primaryKey > 0) facts.push('primary key');
	if (column.isNotNull) facts.push('not null');
	if (column.defaultValue !== undefined) facts.push(`default ${column.defaultValue}`);
	if (column.generated === 'virtual' || column.generated === 'stored') facts.push('generated');
	const icon = column.primaryKey > 0 ? 'key' : 'symbol-field';
	return item(leaf(column.name, icon, `${path}/${column.name}`), {
		description: facts.filter(fact => fact !== '').join(', '),
		contextValue: 'column',
	});
}

function indexItem(index: IndexInfo, path: string): vscode.TreeItem {
	const columns = index.columns.map(column => column ?? 'expression').join(', ');
	const facts = [`(${columns})`];
	if (index.isUnique) facts.push('unique');
	if (index.isPartial) facts.push('partial');
	return item(leaf(index.name, 'list-tree', `${path}/i/${index.name}`), {
		description: facts.join(' '),
		tooltip: index.sql === undefined ? 'Made by a constraint' : code(index.sql),
		contextValue: index.origin === 'c' ? 'index' : 'autoIndex',
	});
}

function layerLabel(layer: LayerInfo, cellLabels: ReadonlyMap<string, string>): string {
	const cell = layer.cellId === undefined ? undefined : cellLabels.get(layer.cellId);
	if (cell !== undefined && layer.type === 'cell') return `before ${cell}`;
	if (cell !== undefined && layer.type === 'result') return `result of ${cell}`;
	return layer.label;
}

function layerItem(layer: LayerInfo, label: string): vscode.TreeItem {
	const icons: Readonly<Record<LayerInfo['type'], string>> = {
		base: 'database',
		cell: 'notebook',
		transaction: 'git-commit',
		savepoint: 'bookmark',
		result: 'pinned',
		named: 'tag',
	};
	const facts = layer.isCurrent ? ['current'] : [];
	if (layer.rowsChanged !== undefined && layer.rowsChanged > 0) {
		facts.push(`${rowsText(layer.rowsChanged)} changed`);
	}
	if (layer.bytes !== undefined) facts.push(bytesText(layer.bytes));
	return item(leaf(label, icons[layer.type], `layer/${layer.type}/${layer.id}`), {
		description: facts.join(' · '),
		contextValue: 'layer',
	});
}

function rowsText(rows: number): string {
	return `${count.format(rows)} ${rows === 1 ? 'row' : 'rows'}`;
}

function bytesText(bytes: number): string {
	if (bytes < 1024) return `${bytes} B`;
	if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
	return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function code(sql: string): vscode.MarkdownString {
	return new vscode.MarkdownString().appendCodeblock(sql, 'sql');
}

/** What the context actions need to know of a node; undefined for nodes that they do not apply to. */
export function namedObject(
	node: TreeNode | undefined,
): { type: DropKind; schemaName: string; name: string; sql: string | undefined } | undefined {
	switch (node?.kind) {
		case 'table': {
			const { name, sql, type } = node.table;
			return { type: type === 'view' ? 'view' : 'table', schemaName: node.schemaName, name, sql };
		}
		case 'index':
			return {
				type: 'index',
				schemaName: node.schemaName,
				name: node.index.name,
				sql: node.index.sql,
			};
		case 'trigger':
			return {
				type: 'trigger',
				schemaName: node.schemaName,
				name: node.trigger.name,
				sql: node.trigger.sql,
			};
		default:
			return undefined;
	}
}

export function nameOf(node: TreeNode): string | undefined {
	return node.kind === 'column' ? node.column.name : namedObject(node)?.name;
}
