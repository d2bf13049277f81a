/**
 * `sqlnb test --watch`: tests run again as files change. A changed notebook runs alone; when another file changes (a CSV
 * that a notebook reads), all of them do. On a terminal, keys: a runs all, u records, q quits.
 */

import fs from 'node:fs';
import path from 'node:path';
import { isNotebook } from './findFiles.js';

export interface WatchOptions {
	/** Folders to be watched with all below, and single files. */
	readonly places: readonly string[];
	/** The notebooks as they are now. */
	readonly find: () => readonly string[];
	/** The run of these files; runs never overlap. */
	readonly run: (files: readonly string[], mode: 'asAsked' | 'update') => Promise<void>;
	readonly say: (text: string) => void;
}

/** Changes within this time are one. */
const TOGETHER_MS = 100;
const QUIET = /(?:^|[\\/])(?:\..*|node_modules|dist|out|build|coverage)(?:[\\/]|$)|\.tmp$/;

/** Resolves when it is asked to quit. */
export async function watchFiles(options: WatchOptions): Promise<void> {
	const known = new Map<string, string>();
	const state: State = {
		changed: new Set(),
		wanted: 'asAsked',
		hasQuit: false,
		wake: () => undefined,
	};
	const stop = [
		...watchers(options.places, file => {
			state.changed.add(file);
			state.wake();
		}),
		listenToKeys(key => {
			if (key === 'q' || key === '\u0003') state.hasQuit = true;
			else if (key === 'a' || key === '\r') state.wanted = 'asAsked';
			else if (key === 'u') state.wanted = 'update';
			else return;
			state.wake();
		}),
	];
	try {
		while (!state.hasQuit) {
			await runDue(options, state, known);
			await somethingToDo(state);
		}
	} finally {
		for (const one of stop) one();
	}
}

interface State {
	changed: Set<string>;
	/** By a key: everything. */
	wanted: 'asAsked' | 'update' | undefined;
	hasQuit: boolean;
	wake: () => void;
}

async function somethingToDo(state: State): Promise<void> {
	if (state.hasQuit || state.wanted !== undefined) return;
	if (state.changed.size === 0) await new Promise<void>(resolve => (state.wake = resolve));
	await new Promise(resolve => setTimeout(resolve, TOGETHER_MS));
}

async function runDue(
	{ find, run, say }: WatchOptions,
	state: State,
	known: Map<string, string>,
): Promise<void> {
	const { wanted, changed } = state;
	const files = find();
	const due = wanted === undefined ? dueFiles(files, changed, known) : files;
	state.wanted = undefined;
	state.changed = new Set();
	if (due.length === 0) return;
	await run(due, wanted ?? 'asAsked');
	// What the run itself wrote is no change.
	for (const file of due) known.set(file, textOf(file));
	say(process.stdin.isTTY ? WAITING_KEYS : WAITING);
}

const WAITING = 'waiting for changes';
const WAITING_KEYS = 'waiting for changes (a: run all, u: record expectations, q: quit)';

function dueFiles(
	files: readonly string[],
	changed: ReadonlySet<string>,
	known: ReadonlyMap<string, string>,
): readonly string[] {
	const others = [...changed].filter(file => !isNotebook(file) && !files.includes(file));
	if (others.length > 0) return files;
	return files.filter(file => {
		const isNew = !known.has(file);
		return isNew || (changed.has(file) && known.get(file) !== textOf(file));
	});
}

function textOf(file: string): string {
	try {
		return fs.readFileSync(file, 'latin1');
	} catch {
		return '';
	}
}

function watchers(places: readonly string[], change: (file: string) => void): (() => void)[] {
	return places.map(place => {
		const isFolder = fs.statSync(place).isDirectory();
		// An editor may put another file in a file's place: its folder is what stays.
		const folder = isFolder ? place : path.dirname(place);
		const watcher = fs.watch(folder, { recursive: isFolder }, (_, name) => {
			if (name !== null && !QUIET.test(name)) change(path.join(folder, name));
		});
		return () => watcher.close();
	});
}

function listenToKeys(press: (key: string) => void): () => void {
	const { stdin } = process;
	if (!stdin.isTTY) return () => undefined;
	const listener = (key: Buffer) => press(key.toString());
	stdin.setRawMode(true).resume().on('data', listener);
	return () => {
		stdin.off('data', listener).setRawMode(false).pause();
	};
}
