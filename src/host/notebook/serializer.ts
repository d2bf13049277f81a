/**
 * Percent SQL to notebook cells and back. Never empties a file: one that is another product's, or cannot be read,
 * opens as a still picture and refuses to be written.
 */

import * as vscode from 'vscode';
import type { Cell, ForeignNotebook, NotebookFile } from '../../notebook/format/model.js';
import { readNotebook } from '../../notebook/format/readNotebook.js';
import { writeNotebook } from '../../notebook/format/writeNotebook.js';
import { LANGUAGE, YAML } from '../names.js';
import {
	asNotebookMetadata,
	cellMetadataOf,
	kindOf,
	metadataOfCell,
	notebookMetadataOf,
	withCellMetadata,
} from './metadata.js';

export class NotebookSerializer implements vscode.NotebookSerializer {
	deserializeNotebook(bytes: Uint8Array): vscode.NotebookData {
		const result = readNotebook(bytes);
		return result.kind === 'notebook' ? notebookData(result.file) : foreignData(result);
	}

	serializeNotebook(data: vscode.NotebookData): Uint8Array {
		const foreign = notebookMetadataOf(data.metadata)?.foreign;
		if (foreign) {
			throw new Error(
				`${foreign.message} It is not written: run "Strata: Convert a Copy" to get one that can be edited.`,
			);
		}
		return writeNotebook(notebookFile(data));
	}
}

export function notebookData(file: NotebookFile): vscode.NotebookData {
	const data = new vscode.NotebookData(file.cells.map(cellData));
	const { hasBom, eol, header } = file;
	data.metadata = asNotebookMetadata({ hasBom, eol, header, foreign: undefined });
	return data;
}

export function notebookFile(data: vscode.NotebookData): NotebookFile {
	const metadata = notebookMetadataOf(data.metadata);
	const cells = data.cells.map(({ kind, value, languageId, metadata: own }): Cell => {
		const known = cellMetadataOf(own);
		const isMarkup = kind === vscode.NotebookCellKind.Markup;
		return {
			kind: isMarkup ? 'markdown' : kindOf(languageId, known?.kind),
			name: known?.name,
			id: known?.id ?? '',
			attributes: known?.attributes ?? '',
			source: value,
			origin: known?.origin,
		};
	});
	return {
		hasBom: metadata?.hasBom ?? false,
		eol: metadata?.eol ?? '\n',
		header: metadata?.header ?? '',
		cells,
	};
}

function cellData(cell: Cell): vscode.NotebookCellData {
	const isMarkup = cell.kind === 'markdown';
	const data = new vscode.NotebookCellData(
		isMarkup ? vscode.NotebookCellKind.Markup : vscode.NotebookCellKind.Code,
		cell.source,
		isMarkup ? 'markdown' : cell.kind === 'yaml' ? YAML : LANGUAGE,
	);
	data.metadata = withCellMetadata({}, metadataOfCell(cell));
	return data;
}

/** Its cells as they can be read, under a note that says what this is. */
function foreignData(foreign: ForeignNotebook): vscode.NotebookData {
	const note = new vscode.NotebookCellData(
		vscode.NotebookCellKind.Markup,
		`> **${foreign.message}**\n>\n> The file is never changed. **[Convert a copy](command:strata.convertCopy)** makes a notebook of it that can be edited and run.`,
		'markdown',
	);
	const cells = (foreign.cells ?? []).map(cell => {
		const isMarkup = cell.kind === 'markdown';
		return new vscode.NotebookCellData(
			isMarkup ? vscode.NotebookCellKind.Markup : vscode.NotebookCellKind.Code,
			cell.source,
			isMarkup ? 'markdown' : LANGUAGE,
		);
	});
	const data = new vscode.NotebookData([note, ...cells]);
	const { format, message } = foreign;
	data.metadata = asNotebookMetadata({
		hasBom: false,
		eol: '\n',
		header: '',
		foreign: { format, message },
	});
	return data;
}
