/**
 * What is wrong with the directives of a cell, or with the destinations that a yaml cell declares, while it is typed:
 * mistakes as errors, directives that have no effect as warnings, advice as information. Nothing runs for it.
 */

import * as vscode from 'vscode';
import { optionWarnings, type OptionWarning } from '../../notebook/format/optionWarnings.js';
import { intoProblems, readInto, type PlacedProblem } from '../../notebook/into/intoOption.js';
import { readYamlCell } from '../../notebook/into/yamlCell.js';
import { LANGUAGE, NOTEBOOK_TYPE, YAML } from '../names.js';
import type { Sessions } from '../session/sessions.js';
import type { CellFixes } from './cellFixes.js';

/** A table that no cell reads is worth a word when it takes this much. */
const UNUSED_BYTES = 1024 * 1024;
const DELAY_MS = 200;

const SEVERITIES = {
	error: vscode.DiagnosticSeverity.Error,
	warning: vscode.DiagnosticSeverity.Warning,
	information: vscode.DiagnosticSeverity.Information,
};

export class OptionProblems implements vscode.Disposable {
	readonly #collection = vscode.languages.createDiagnosticCollection('strata-options');
	readonly #sessions: Sessions;
	readonly #fixes: CellFixes;
	readonly #disposables: vscode.Disposable[] = [this.#collection];
	readonly #waiting = new Map<vscode.NotebookDocument, ReturnType<typeof setTimeout>>();

	constructor(sessions: Sessions, fixes: CellFixes) {
		this.#sessions = sessions;
		this.#fixes = fixes;
		this.#disposables.push(
			vscode.workspace.onDidOpenNotebookDocument(notebook => {
				this.#lookLater(notebook);
			}),
			vscode.workspace.onDidChangeNotebookDocument(({ notebook }) => {
				this.#lookLater(notebook);
			}),
			vscode.workspace.onDidCloseNotebookDocument(notebook => {
				clearTimeout(this.#waiting.get(notebook));
				for (const cell of notebook.getCells()) this.#collection.delete(cell.document.uri);
			}),
			sessions.onDidOpen(({ notebook, session }) => {
				this.#disposables.push(
					session.onDidChangeDatabase(() => {
						this.#lookLater(notebook);
					}),
				);
			}),
		);
		for (const notebook of vscode.workspace.notebookDocuments) this.#lookLater(notebook);
	}

	dispose(): void {
		for (const timer of this.#waiting.values()) clearTimeout(timer);
		vscode.Disposable.from(...this.#disposables).dispose();
	}

	#lookLater(notebook: vscode.NotebookDocument): void {
		if (notebook.notebookType !== NOTEBOOK_TYPE) return;
		clearTimeout(this.#waiting.get(notebook));
		this.#waiting.set(
			notebook,
			setTimeout(() => {
				this.#waiting.delete(notebook);
				if (!notebook.isClosed) this.#look(notebook);
			}, DELAY_MS),
		);
	}

	#look(notebook: vscode.NotebookDocument): void {
		for (const cell of notebook.getCells()) {
			const { document } = cell;
			const problems = [...problemsOf(document), ...this.#unusedTables(cell)];
			if (problems.length === 0) {
				this.#collection.delete(document.uri);
				continue;
			}
			const diagnostics = problems.map(problem => {
				const diagnostic = new vscode.Diagnostic(
					rangeOf(document, problem.span),
					problem.message,
					SEVERITIES[problem.severity],
				);
				diagnostic.source = 'Strata';
				this.#fixes.offer(
					diagnostic,
					problem.fixes.map(fix => ({ ...fix, cell })),
				);
				return diagnostic;
			});
			this.#collection.set(document.uri, diagnostics);
		}
	}

	/** Rows were written to a table that takes memory and that no other cell names. */
	#unusedTables(cell: vscode.NotebookCell): PlacedProblem[] {
		const into =
			cell.document.languageId === LANGUAGE ? readInto(cell.document.getText()) : undefined;
		const name = into?.checked.settings.table_name ?? into?.name;
		if (!into || name === undefined) return [];
		const catalog = this.#sessions.find(cell.notebook)?.catalog;
		const tables = catalog?.schemas.flatMap(schema => schema.tables) ?? [];
		const table = tables.find(candidate => candidate.name.toLowerCase() === name.toLowerCase());
		if (!table || (table.bytes ?? 0) < UNUSED_BYTES) return [];
		const others = cell.notebook.getCells().filter(other => other !== cell);
		const word = new RegExp(`(?<![\\w$])${name.replace(/\W/g, '\\$&')}(?![\\w$])`, 'iu');
		if (others.some(({ document }) => word.test(document.getText()))) return [];
		const size = `${((table.bytes ?? 0) / 1024 / 1024).toFixed(1)} MB`;
		const message = `No other cell uses ${table.name}, which takes ${size}. Clear unused tables.`;
		return [{ severity: 'information', message, span: into.span, fixes: [] }];
	}
}

function problemsOf(document: vscode.TextDocument): readonly PlacedProblem[] {
	const { languageId } = document;
	const source = document.getText();
	if (languageId === YAML) return readYamlCell(source).problems;
	if (languageId !== LANGUAGE) return [];
	return [...optionWarnings({ kind: 'sql', source }).map(problemOf), ...intoProblems(source)];
}

/** Options that cannot be read have none of the effects they were written for. */
function problemOf({ isUnreadable, message, span, moved }: OptionWarning): PlacedProblem {
	const severity = isUnreadable ? 'error' : 'warning';
	if (!moved) return { severity, message, span, fixes: [] };
	const fix = { title: 'Move to the top of the cell', span: { start: 0, end: moved.end } };
	return { severity, message, span, fixes: [{ ...fix, text: moved.text }] };
}

function rangeOf(
	document: vscode.TextDocument,
	span: { readonly start: number; readonly end: number },
): vscode.Range {
	return new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
}
