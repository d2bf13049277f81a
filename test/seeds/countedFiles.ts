// The file system of Node, with a note of every call.
import { provideStorage } from '../../src/library/index.js';
import { nodeStorage } from '../../src/library/nodeStorage.js';

export interface Calls {
	/** Paths of files read whole. */
	readonly reads: string[];
	/** Every other call, and its path. */
	readonly others: string[];
	/** Files whose reading fails. */
	failing: RegExp | undefined;
}

/** Until `restoreFiles()`. */
export function countFiles(): Calls {
	const port = nodeStorage();
	if (!port) throw new Error('this is no Node');
	const calls: Calls = { reads: [], others: [], failing: undefined };
	const noted = new Proxy(port, {
		get(target, key, receiver) {
			const member: unknown = Reflect.get(target, key, receiver);
			if (typeof member !== 'function') return member;
			return (...args: unknown[]): unknown => {
				const path = String(args[0]);
				if (key === 'read' && calls.failing?.test(path)) {
					throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
				}
				if (key === 'read') calls.reads.push(path);
				else calls.others.push(`${String(key)} ${path}`);
				return (member as (...args: unknown[]) => unknown).apply(target, args);
			};
		},
	});
	provideStorage(noted);
	return calls;
}

export function restoreFiles(): void {
	const port = nodeStorage();
	if (port) provideStorage(port);
}
