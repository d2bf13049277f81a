/**
 * Which stores the notebooks of this window have open: one notebook at a time has one.
 *
 * Workers of a window share its process, so the lock in a store's folder cannot tell them apart; this can. Where the
 * host is a page of a browser, windows that share its storage are told apart by its locks.
 */

interface Held {
	readonly owner: string;
	/** It is being closed: who wants it waits. */
	isEnding: boolean;
	readonly isOver: Promise<void>;
}

export interface StoreHold {
	/** Another window is known to have it. */
	readonly isHeldElsewhere: boolean;
	/** It is being closed. */
	end(): void;
	/** Another one may have it: the worker that had it does nothing any more. */
	release(): void;
}

/** The part of a browser's lock manager that is used. */
interface LockManager {
	request(
		name: string,
		options: { readonly ifAvailable: boolean },
		work: (lock: unknown) => Promise<void>,
	): Promise<void>;
}

const held = new Map<string, Held>();

/** Rejects with the name of the notebook that has it. */
export async function holdStore(uri: string, owner: string): Promise<StoreHold> {
	for (;;) {
		const other = held.get(uri);
		if (!other) break;
		if (!other.isEnding) throw new StoreInUse(other.owner);
		await other.isOver;
	}
	let release: () => void = () => undefined;
	const isOver = new Promise<void>(resolve => {
		release = resolve;
	});
	const own: Held = { owner, isEnding: false, isOver };
	held.set(uri, own);
	const window = await holdAcrossWindows(uri);
	return {
		isHeldElsewhere: window.isHeldElsewhere,
		end() {
			own.isEnding = true;
		},
		release() {
			window.release();
			held.delete(uri);
			release();
		},
	};
}

export class StoreInUse extends Error {
	readonly owner: string;

	constructor(owner: string) {
		super(`the notebook ${owner} has it open`);
		this.owner = owner;
	}
}

interface WindowHold {
	readonly isHeldElsewhere: boolean;
	release(): void;
}

function holdAcrossWindows(uri: string): Promise<WindowHold> {
	const { navigator } = globalThis as { readonly navigator?: { readonly locks?: LockManager } };
	const nothing = { isHeldElsewhere: false, release: () => undefined };
	const locks = navigator?.locks;
	if (!locks) return Promise.resolve(nothing);
	return new Promise(resolve => {
		const work = (lock: unknown): Promise<void> => {
			if (lock === null) {
				resolve({ ...nothing, isHeldElsewhere: true });
				return Promise.resolve();
			}
			return new Promise(release => {
				resolve({ isHeldElsewhere: false, release });
			});
		};
		locks.request(`strata:${uri}`, { ifAvailable: true }, work).catch(() => {
			resolve(nothing);
		});
	});
}
