/** What is said between host and worker about a database that is kept in files. Paths are below the store's folder. */

/** Where a notebook's database is kept. */
export interface StoreLocation {
	/** Names the folder; two notebooks with the same one want the same database. */
	readonly uri: string;
	/** The folder in the file system of the machine that the worker runs on; undefined: only the host can reach it. */
	readonly path: string | undefined;
	/** For people: as the notebook's header names it. */
	readonly label: string;
	/** When commits reach the disk; only where the worker writes. */
	readonly fsync: 'always' | 'normal' | 'off';
}

/** One step of changing files: done wholly or not at all, and in the order given. */
export type StoreWrite =
	| { readonly type: 'folder'; readonly path: string }
	/** The whole content. */
	| { readonly type: 'write'; readonly path: string; readonly bytes: Uint8Array }
	/** What is called `to` is replaced. */
	| { readonly type: 'rename'; readonly path: string; readonly to: string }
	/** One that is not there is no error. */
	| { readonly type: 'remove'; readonly path: string };

export interface StoreFiles {
	readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
	/** Another window is known to have the store open. */
	readonly isHeldElsewhere: boolean;
}

/** How far a list of writes got; `problem` says why no farther. */
export interface StoreWritten {
	readonly count: number;
	readonly problem: string | undefined;
}

/** Facts of a store for the database view. */
export interface StoreInfo {
	readonly label: string;
	readonly root: string;
	/** Number of the last commit. */
	readonly commit: number;
	readonly logBytes: number;
	readonly tableBytes: number;
	/** ISO time of the last checkpoint. */
	readonly checkpointTime: string;
	/** Commits that only the log has. */
	readonly unsaved: number;
}
