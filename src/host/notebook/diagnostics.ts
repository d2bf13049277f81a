/** Errors of the last run as diagnostics at their exact place; gone when the cell is edited or runs again. */

import * as vscode from 'vscode';
import type { ErrorMessage } from '../../protocol/output.js';
import { LANGUAGE, YAML } from '../names.js';
import type { CellFix, CellFixes } from './cellFixes.js';
import { cellIdOf } from './metadata.js';

export class CellDiagnostics implements vscode.Disposable {
	readonly #fixes: CellFixes;
	readonly #collection = vscode.languages.createDiagnosticCollection('strata');
	readonly #listener = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
		const isOurs = document.languageId === LANGUAGE || document.languageId === YAML;
		if (isOurs && contentChanges.length > 0) {
			this.#collection.delete(document.uri);
		}
	});

	constructor(fixes: CellFixes) {
		this.#fixes = fixes;
	}

	report(cell: vscode.NotebookCell, error: ErrorMessage): void {
		const { document } = cell;
		const diagnostic = new vscode.Diagnostic(
			rangeOf(document, error),
			error.hint === undefined ? error.message : `${error.message}\n${error.hint}`,
			vscode.DiagnosticSeverity.Error,
		);
		diagnostic.source = 'Strata';
		diagnostic.code = error.code;
		this.#fixes.offer(diagnostic, cellFixes(cell, error));
		this.#collection.set(document.uri, [...(this.#collection.get(document.uri) ?? []), diagnostic]);
	}

	clear(cell: vscode.NotebookCell): void {
		this.#collection.delete(cell.document.uri);
	}

	dispose(): void {
		this.#listener.dispose();
		this.#collection.dispose();
	}
}

function cellFixes(cell: vscode.NotebookCell, { fixes = [] }: ErrorMessage): CellFix[] {
	return fixes.flatMap(({ title, cellId, span, text }) => {
		const other = cell.notebook.getCells().find(candidate => cellIdOf(candidate) === cellId);
		const target = cellId === undefined ? cell : other;
		return target ? [{ title, cell: target, span, text }] : [];
	});
}

/** An error without a place marks the first line. */
function rangeOf(document: vscode.TextDocument, error: ErrorMessage): vscode.Range {
	if (!error.span) return document.lineAt(0).range;
	const start = document.positionAt(error.span.start);
	return new vscode.Range(
		start,
		document.positionAt(Math.max(error.span.end, error.span.start + 1)),
	);
}
