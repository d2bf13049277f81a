/**
 * Ctrl+C while a statement runs.
 *
 * The engine is synchronous, so this thread can neither read a key nor take a signal until it is done. A thread of its
 * own reads the terminal meanwhile and sets a flag that the engine polls; other keys it reads are handed on afterwards.
 * Where there is no /dev/tty, a statement cannot be interrupted.
 */

import fs from 'node:fs';
import { Worker } from 'node:worker_threads';

export interface Interrupt {
	readonly isRequested: () => boolean;
	/** A statement begins; the call that comes back ends it and gives what was typed meanwhile. */
	begin(): () => string;
	close(): void;
}

/** Flags: a statement runs; Ctrl+C was typed; bytes typed ahead. */
const RUNNING = 0;
const REQUESTED = 1;
const TYPED = 2;
const MOST_TYPED = 4096;

const WORKER = `
const { workerData: { flags, typed } } = require('node:worker_threads');
const fs = require('node:fs');
const { O_RDONLY, O_NONBLOCK } = fs.constants;
const tty = fs.openSync('/dev/tty', O_RDONLY | O_NONBLOCK);
const bytes = new Uint8Array(256);
for (;;) {
	Atomics.wait(flags, ${RUNNING}, 0);
	Atomics.wait(flags, ${RUNNING}, 1, 30);
	if (Atomics.load(flags, ${RUNNING}) !== 1) continue;
	let length = 0;
	try { length = fs.readSync(tty, bytes); } catch {}
	for (const byte of bytes.subarray(0, length)) {
		if (byte === 3) Atomics.store(flags, ${REQUESTED}, 1);
		else {
			const at = Atomics.load(flags, ${TYPED});
			if (at < typed.length) { typed[at] = byte; Atomics.store(flags, ${TYPED}, at + 1); }
		}
	}
}
`;

export function watchInterrupts(): Interrupt {
	const flags = new Int32Array(new SharedArrayBuffer(12));
	const typed = new Uint8Array(new SharedArrayBuffer(MOST_TYPED));
	const worker = startWorker({ flags, typed });
	return {
		isRequested: () => Atomics.load(flags, REQUESTED) === 1,
		begin() {
			Atomics.store(flags, REQUESTED, 0);
			Atomics.store(flags, RUNNING, 1);
			Atomics.notify(flags, RUNNING);
			return () => {
				Atomics.store(flags, RUNNING, 0);
				Atomics.notify(flags, RUNNING);
				Atomics.store(flags, REQUESTED, 0);
				const length = Atomics.exchange(flags, TYPED, 0);
				return Buffer.from(typed.slice(0, length)).toString('utf8');
			};
		},
		close: () => void worker?.terminate(),
	};
}

function startWorker(workerData: object): Worker | undefined {
	if (!process.stdin.isTTY || !fs.existsSync('/dev/tty')) return undefined;
	const worker = new Worker(WORKER, { eval: true, workerData });
	worker.on('error', () => undefined);
	worker.unref();
	return worker;
}
