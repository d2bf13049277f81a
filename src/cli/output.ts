/** Where a command's result goes: standard output, or a file that is written whole or not at all. */

import fs from 'node:fs';
import path from 'node:path';
import { Failure } from './command.js';

/** Standard output takes what it is given, but not a call per line. */
export function print(lines: Iterable<string>): void {
	for (const text of stretches(lines)) {
		// Nobody reads any more (head).
		if (process.stdout.destroyed) return;
		process.stdout.write(text);
	}
}

/** A remark of ours, apart from results. */
export function remark(text: string): void {
	console.error(`sqlnb: ${text}`);
}

export interface OutputOptions {
	/** A file that is there is written over. */
	readonly force: boolean;
}

/** `-` is standard output. */
export function writeText(file: string, lines: Iterable<string>, options: OutputOptions): void {
	if (file === '-') {
		print(lines);
		return;
	}
	writeFile(file, options, descriptor => {
		for (const text of stretches(lines)) fs.writeSync(descriptor, text);
	});
}

export function writeBytes(file: string, bytes: Uint8Array, options: OutputOptions): void {
	if (file === '-') {
		process.stdout.write(bytes);
		return;
	}
	writeFile(file, options, descriptor => fs.writeFileSync(descriptor, bytes));
}

function writeFile(
	file: string,
	{ force }: OutputOptions,
	write: (descriptor: number) => void,
): void {
	checkFree(file, { force });
	const draft = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);
	try {
		const descriptor = fs.openSync(draft, 'w', modeOf(file));
		try {
			write(descriptor);
		} finally {
			fs.closeSync(descriptor);
		}
		fs.renameSync(draft, file);
	} catch (error) {
		fs.rmSync(draft, { force: true });
		if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
		throw new Failure(`cannot write ${file}: ${(error as Error).message}`);
	}
}

/** Fails when the file is there and may not be written over. */
export function checkFree(file: string, { force }: OutputOptions): void {
	if (file === '-' || force || !fs.existsSync(file)) return;
	throw new Failure(`${file} is there already`, '--force writes over it; --out FILE names another');
}

function modeOf(file: string): number {
	return fs.statSync(file, { throwIfNoEntry: false })?.mode ?? 0o666;
}

function* stretches(lines: Iterable<string>): Generator<string> {
	let buffer = '';
	for (const line of lines) {
		buffer += `${line}\n`;
		if (buffer.length < 65_536) continue;
		yield buffer;
		buffer = '';
	}
	if (buffer !== '') yield buffer;
}
