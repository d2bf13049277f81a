/** How a session reads files: whoever starts it decides what that may reach. */

export interface FilePort {
	/**
	 * The file in stretches of bytes, read as they are taken.
	 *
	 * Throws FileProblem; a relative path starts from the notebook's folder.
	 */
	read(path: string): Iterable<Uint8Array>;
	/** Fetches what `read` will be asked for, where files can only be had asynchronously. */
	prefetch(path: string): Promise<void>;
}

/** Why a file cannot be read, in words for the user. */
export class FileProblem extends Error {
	override readonly name = 'FileProblem';
	readonly code: 'missing' | 'untrusted' | 'unreadable';
	readonly path: string;
	readonly hint: string | undefined;

	constructor(code: FileProblem['code'], path: string, message: string, hint?: string) {
		super(message);
		this.code = code;
		this.path = path;
		this.hint = hint;
	}
}

export function missingFile(path: string, folder: string | undefined): FileProblem {
	return new FileProblem(
		'missing',
		path,
		`no such file: ${path} (looked in ${folder ?? 'no folder: the notebook is not saved yet'})`,
		folder === undefined
			? 'save the notebook first, or give an absolute path'
			: "paths are relative to the notebook's folder",
	);
}

export function untrustedFile(path: string): FileProblem {
	return new FileProblem(
		'untrusted',
		path,
		`reading files is off in an untrusted workspace: ${path}`,
		'trust the workspace to let its notebooks read files',
	);
}
