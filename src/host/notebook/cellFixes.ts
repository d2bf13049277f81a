/** Quick fixes: what an editor can change in a cell about a diagnostic of ours. */

import * as vscode from 'vscode';
import { LANGUAGE, NOTEBOOK_TYPE, YAML } from '../names.js';

export interface CellFix {
	readonly title: string;
	/** The cell to change; it may be another than the one with the diagnostic. */
	readonly cell: vscode.NotebookCell;
	readonly span: { readonly start: number; readonly end: number };
	readonly text: string;
}

export class CellFixes implements vscode.CodeActionProvider, vscode.Disposable {
	/** By what a diagnostic says and where: the editor hands back copies. */
	readonly #fixes = new Map<string, readonly CellFix[]>();
	readonly #registration = vscode.languages.registerCodeActionsProvider(
		[
			{ notebookType: NOTEBOOK_TYPE, language: LANGUAGE },
			{ notebookType: NOTEBOOK_TYPE, language: YAML },
		],
		this,
		{ providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
	);

	offer(diagnostic: vscode.Diagnostic, fixes: readonly CellFix[]): void {
		const key = keyOf(diagnostic);
		if (fixes.length === 0) this.#fixes.delete(key);
		else this.#fixes.set(key, fixes);
	}

	provideCodeActions(
		document: vscode.TextDocument,
		_range: vscode.Range,
		{ diagnostics }: vscode.CodeActionContext,
	): vscode.CodeAction[] {
		return diagnostics.flatMap(diagnostic =>
			(this.#fixes.get(keyOf(diagnostic)) ?? [])
				.filter(({ cell }) => isIn(document, cell))
				.map((fix, at) => actionOf(fix, diagnostic, at === 0)),
		);
	}

	dispose(): void {
		this.#registration.dispose();
		this.#fixes.clear();
	}
}

function actionOf(
	{ title, cell, span, text }: CellFix,
	diagnostic: vscode.Diagnostic,
	isPreferred: boolean,
): vscode.CodeAction {
	const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
	const { document } = cell;
	action.edit = new vscode.WorkspaceEdit();
	action.edit.replace(
		document.uri,
		new vscode.Range(document.positionAt(span.start), document.positionAt(span.end)),
		text,
	);
	action.diagnostics = [diagnostic];
	action.isPreferred = isPreferred;
	return action;
}

function isIn(document: vscode.TextDocument, { notebook }: vscode.NotebookCell): boolean {
	return notebook.getCells().some(cell => cell.document.uri.toString() === document.uri.toString());
}

function keyOf({ message, range }: vscode.Diagnostic): string {
	const { start, end } = range;
	return `${start.line}:${start.character}-${end.line}:${end.character} ${message}`;
}
