/** Statement outputs as notebook outputs: our mime type first, then HTML and plain text for everybody else. */

import * as vscode from 'vscode';
import {
	RESULT_MIME,
	type AssertOutput,
	type CellOutput,
	type ErrorMessage,
	type ResultPayload,
} from '../../protocol/output.js';
import { gridAsHtml, gridAsText } from './textFallback.js';

export interface OutputContext {
	readonly session: string;
	readonly cellId: string;
	readonly executionOrder: number;
}

/** One output per statement; only the last grid is expanded. */
export function notebookOutputs(
	outputs: readonly CellOutput[],
	context: OutputContext,
): vscode.NotebookCellOutput[] {
	const lastGrid = outputs.findLastIndex(output => output.type === 'grid');
	return outputs.map((output, at) => notebookOutput(output, context, at === lastGrid));
}

function notebookOutput(
	output: CellOutput,
	context: OutputContext,
	expanded: boolean,
): vscode.NotebookCellOutput {
	const payload: ResultPayload = { version: 1, ...context, expanded, output };
	const items = [vscode.NotebookCellOutputItem.json(payload, RESULT_MIME)];
	if (output.type === 'grid') {
		items.push(vscode.NotebookCellOutputItem.text(gridAsHtml(output), 'text/html'));
	}
	if (output.type === 'error')
		items.push(vscode.NotebookCellOutputItem.error(asError(output.error)));
	items.push(vscode.NotebookCellOutputItem.text(plainText(output), 'text/plain'));
	return new vscode.NotebookCellOutput(items, { strataStatement: output.statementIndex });
}

function plainText(output: CellOutput): string {
	switch (output.type) {
		case 'grid':
			return gridAsText(output);
		case 'done':
			return output.changes === undefined
				? output.verb
				: `${output.verb}: ${output.changes} ${output.changes === 1 ? 'row' : 'rows'}`;
		case 'error':
			return `Error: ${errorText(output.error)}`;
		case 'assert':
			return assertText(output);
	}
}

function assertText({ passed, detail, difference = [] }: AssertOutput): string {
	if (passed) return detail ?? 'assertion holds';
	return [`assertion failed: ${detail ?? ''}`, ...difference].join('\n');
}

export function errorText(error: ErrorMessage): string {
	const hint = error.hint === undefined ? '' : `\nHint: ${error.hint}`;
	return `${error.message} (${error.code})${hint}`;
}

/** An output for what went wrong outside of any statement, e.g. a crashed worker. */
export function failureOutput(error: ErrorMessage): vscode.NotebookCellOutput {
	return new vscode.NotebookCellOutput([
		vscode.NotebookCellOutputItem.error(asError(error)),
		vscode.NotebookCellOutputItem.text(errorText(error), 'text/plain'),
	]);
}

function asError(error: ErrorMessage): Error {
	const made = new Error(
		error.hint === undefined ? error.message : `${error.message}\n${error.hint}`,
	);
	made.name = error.code;
	delete made.stack; // a stack of ours says nothing about SQL
	return made;
}
