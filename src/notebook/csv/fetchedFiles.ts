/**
 * Files of a session that must ask for them (a browser worker): fetched before the statement that names
 * them runs, by the paths written in it; read from memory while it runs.
 */

import { FileProblem, untrustedFile, type FilePort } from './filePort.js';

export interface FetchedFilesOptions {
	/** Rejects when the file cannot be had, with a message for the user. */
	readonly fetch: (path: string) => Promise<Uint8Array>;
	readonly isTrusted: () => boolean;
}

export function fetchedFiles(options: FetchedFilesOptions): FilePort {
	const files = new Map<string, Uint8Array>();
	const problems = new Map<string, FileProblem>();
	return {
		read(path) {
			if (!options.isTrusted()) throw untrustedFile(path);
			const bytes = files.get(path);
			if (bytes) return [bytes];
			throw (
				problems.get(path) ??
				new FileProblem(
					'unreadable',
					path,
					`cannot read ${path}: here a path must be written in the statement as a text`,
				)
			);
		},
		async prefetch(path) {
			if (!options.isTrusted()) return;
			problems.delete(path);
			files.delete(path);
			try {
				files.set(path, await options.fetch(path));
			} catch (error) {
				problems.set(path, asProblem(error, path));
			}
		},
	};
}

function asProblem(error: unknown, path: string): FileProblem {
	const message = error instanceof Error ? error.message : String(error);
	return new FileProblem('missing', path, `no such file: ${path} (${message})`);
}
