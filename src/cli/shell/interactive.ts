/** The shell at a terminal: prompts, line editing, history, completion, Ctrl+C. */

import readline from 'node:readline';
import { colorsOf } from '../colors.js';
import { completeLine } from './completeLine.js';
import { addToHistory, historyFile, readHistory } from './history.js';
import type { Shell } from './shell.js';

export interface Terminal {
	/** Keys typed while a statement ran, to be typed now. */
	readonly takeTyped: () => string;
}

export async function interact(shell: Shell, { takeTyped }: Terminal): Promise<void> {
	const file = historyFile();
	const terminal = readline.createInterface({
		input: process.stdin,
		output: process.stdout,
		history: readHistory(file),
		historySize: 1000,
		removeHistoryDuplicates: true,
		completer: (line: string) => completeLine(shell, line),
	});
	let entry: string[] = [];
	const ask = () => {
		terminal.setPrompt(promptOf(shell));
		terminal.prompt();
		const typed = takeTyped();
		if (typed !== '') terminal.write(typed);
	};
	await new Promise<void>(resolve => {
		let queue = Promise.resolve();
		const take = async (line: string): Promise<boolean> => {
			await shell.feed(line);
			entry.push(line);
			if (shell.pending !== '') return true;
			addToHistory(file, entry.join(' ').trim());
			entry = [];
			return !shell.isOver;
		};
		terminal.on('line', line => {
			queue = queue.then(async () => {
				if (shell.isOver) return;
				if (await take(line)) ask();
				else terminal.close();
			});
		});
		terminal.on('SIGINT', () => {
			const isLineEmpty = terminal.line === '';
			const isEmpty = isLineEmpty && shell.pending === '';
			shell.abandon();
			entry = [];
			if (!isLineEmpty) terminal.write(null, { ctrl: true, name: 'e' });
			process.stdout.write(isEmpty ? '\n(.quit or Ctrl+D leaves)\n' : '^C\n');
			terminal.setPrompt(promptOf(shell));
			// Taking the line away draws the prompt.
			if (isLineEmpty) terminal.prompt();
			else terminal.write(null, { ctrl: true, name: 'u' });
		});
		terminal.on('close', () => {
			if (!shell.isOver) process.stdout.write('\n');
			void queue.then(resolve);
		});
		ask();
	});
}

function promptOf(shell: Shell): string {
	if (shell.pending !== '') return '   ...> ';
	const { bold } = colorsOf(process.stdout);
	return `${bold(shell.name)}${shell.database.inTransaction ? '*' : ''}> `;
}
