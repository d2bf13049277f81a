/**
 * A notebook as its tests are found and run: as it stands in the editor when it is open there, changed or not, else as
 * it is in its file.
 */

import * as vscode from 'vscode';
import { positionInFile } from '../../notebook/format/cellPositions.js';
import type { NotebookFile } from '../../notebook/format/model.js';
import { readNotebook } from '../../notebook/format/readNotebook.js';
import { findPlacedTests, type PlacedTestCell } from '../../notebook/testing/findTests.js';
import { NOTEBOOK_TYPE } from '../names.js';
import { cellIdOf, notebookMetadataOf } from '../notebook/metadata.js';
import { notebookFile } from '../notebook/serializer.js';

export interface TestNotebook {
	readonly uri: vscode.Uri;
	readonly file: NotebookFile;
	readonly document: vscode.NotebookDocument | undefined;
}

export function openDocument(uri: vscode.Uri): vscode.NotebookDocument | undefined {
	const key = uri.toString();
	return vscode.workspace.notebookDocuments.find(
		({ uri: other, notebookType }) => notebookType === NOTEBOOK_TYPE && other.toString() === key,
	);
}

/** undefined: there is none, or one of another product. */
export async function readTestNotebook(uri: vscode.Uri): Promise<TestNotebook | undefined> {
	const document = openDocument(uri);
	if (document) return ofDocument(document);
	try {
		const result = readNotebook(await vscode.workspace.fs.readFile(uri));
		if (result.kind === 'foreign') return undefined;
		return { uri, file: result.file, document: undefined };
	} catch {
		return undefined;
	}
}

export function ofDocument(document: vscode.NotebookDocument): TestNotebook | undefined {
	if (notebookMetadataOf(document.metadata)?.foreign) return undefined;
	const cells = document.getCells().map(({ kind, document: text, metadata }) => {
		const data = new vscode.NotebookCellData(kind, text.getText(), text.languageId);
		data.metadata = { ...metadata };
		return data;
	});
	const data = new vscode.NotebookData(cells);
	data.metadata = { ...document.metadata };
	return { uri: document.uri, file: notebookFile(data), document };
}

export interface TestPlace {
	readonly test: PlacedTestCell;
	/** The cell's own document where the notebook is open, else the file. */
	readonly uri: vscode.Uri;
	readonly range: vscode.Range;
}

export function testsOf({ uri, file, document }: TestNotebook): TestPlace[] {
	return findPlacedTests(file).map(test => {
		const cell = document?.getCells()[test.cellIndex];
		if (cell) {
			const { document: text } = cell;
			const end = text.lineAt(text.lineCount - 1).range.end;
			return { test, uri: text.uri, range: new vscode.Range(new vscode.Position(0, 0), end) };
		}
		const source = file.cells[test.cellIndex]?.source ?? '';
		const end = positionInFile(test.start, source, source.length);
		const start = new vscode.Position(test.start.line - 1, 0);
		return { test, uri, range: new vscode.Range(start, positionOf(end)) };
	});
}

/** Where a span of a cell's source is; undefined when the notebook is not open, or the cell is gone. */
export function placeInCell(
	document: vscode.NotebookDocument,
	cellId: string,
	span: { readonly start: number; readonly end: number },
): vscode.Location | undefined {
	const cell = document.getCells().find(one => cellIdOf(one) === cellId);
	if (!cell) return undefined;
	const { document: text } = cell;
	const range = new vscode.Range(text.positionAt(span.start), text.positionAt(span.end));
	return new vscode.Location(text.uri, range);
}

function positionOf({ line, column }: { line: number; column: number }): vscode.Position {
	return new vscode.Position(line - 1, column - 1);
}
