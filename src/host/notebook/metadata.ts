/**
 * What the editor keeps for us beside the text of cells: the file model's ids and origins, as metadata. All of it is
 * plain JSON, since VS Code copies it between processes.
 */

import type * as vscode from 'vscode';
import { YAML } from '../names.js';
import type { Cell, CellOrigin, Eol, ForeignFormat } from '../../notebook/format/model.js';

export interface CellMetadata {
	readonly id: string;
	readonly kind: string;
	readonly name: string | undefined;
	readonly attributes: string;
	readonly origin: CellOrigin | undefined;
}

export interface NotebookMetadata {
	readonly hasBom: boolean;
	readonly eol: Eol;
	readonly header: string;
	/** Another product's file: shown, never written. */
	readonly foreign: { readonly format: ForeignFormat; readonly message: string } | undefined;
}

const KEY = 'strata';

export function cellMetadataOf(
	metadata: Readonly<Record<string, unknown>> | undefined,
): CellMetadata | undefined {
	return metadata?.[KEY] as CellMetadata | undefined;
}

export function withCellMetadata(
	metadata: Readonly<Record<string, unknown>>,
	value: CellMetadata,
): Record<string, unknown> {
	return { ...metadata, [KEY]: value };
}

export function notebookMetadataOf(
	metadata: Readonly<Record<string, unknown>> | undefined,
): NotebookMetadata | undefined {
	return metadata?.[KEY] as NotebookMetadata | undefined;
}

export function asNotebookMetadata(value: NotebookMetadata): Record<string, unknown> {
	return { [KEY]: value };
}

export function metadataOfCell({ id, kind, name, attributes, origin }: Cell): CellMetadata {
	return { id, kind, name, attributes, origin };
}

/** The kind of a code cell whose language may have been changed since it was read. */
export function kindOf(language: string, known: string | undefined): string {
	if (language === YAML) return 'yaml';
	return known === undefined || known === 'yaml' || known === 'markdown' ? 'sql' : known;
}

export function cellIdOf(cell: vscode.NotebookCell): string | undefined {
	return cellMetadataOf(cell.metadata)?.id;
}

/** `-- id: x` of the header: the notebook's own identity, kept when it is saved under another name. */
export function notebookIdOf(notebook: vscode.NotebookDocument): string | undefined {
	const header = notebookMetadataOf(notebook.metadata)?.header ?? '';
	return /^-- id:\s*(\S+)\s*$/m.exec(header)?.[1];
}
