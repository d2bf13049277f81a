/**
 * What a store asks of a file system. All calls are synchronous and throw an error with a `code` (ENOSPC, EIO ...) when
 * they fail. Paths are joined with `/`.
 */

export interface StoragePort {
	/** With the folders above it; one that is there is fine. */
	createFolder(path: string): void;
	/** Names in a folder; none when there is no such folder. */
	list(path: string): string[];
	/** Undefined: there is no such file. */
	read(path: string): Uint8Array | undefined;
	/** Undefined: there is no such file. */
	size(path: string): number | undefined;
	/** `new`: what the file held is gone. `append`: writing goes on at its end. */
	open(path: string, mode: 'new' | 'append'): OpenFile;
	/** Makes the file with this content; false, and nothing is done, when it is there. */
	createOnce(path: string, bytes: Uint8Array): boolean;
	/** Replaces what is called `to`. */
	rename(from: string, to: string): void;
	/** No error when there is no such file. */
	remove(path: string): void;
	/** Makes names given and taken in a folder durable. */
	syncFolder(path: string): void;
	/** Who this program is, for the lock: another program on this machine never gives the same. */
	readonly process: {
		readonly id: number;
		readonly host: string;
		/** Milliseconds since 1970: an older lock with this id is that of a program that has ended. */
		readonly started: number;
	};
	isRunning(processId: number): boolean;
	/** The one name of a folder that may be written in several ways. Absent: there is one way. */
	absolute?(path: string): string;
	/** Calls once, later; a program may end without. The function returned takes it back. Absent: there are no timers. */
	later?(milliseconds: number, call: () => void): () => void;
}

/** A file that is open for writing. */
export interface OpenFile {
	/** All of the bytes, at the end. */
	append(bytes: Uint8Array): void;
	/** Cuts the file to this length. */
	truncate(size: number): void;
	/** Makes the content durable. */
	sync(): void;
	close(): void;
}
