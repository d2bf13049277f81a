/**
 * The file system of the machine for the database of one notebook, where there is one.
 *
 * Workers of one program share its process id, and one that is ended leaves its lock. Precondition: whoever starts
 * workers lets no two of them have the same store, so that a lock of this process from before this worker is a dead one's.
 */

import type { StoragePort } from '../../engine/index.js';
import { nodeStorage } from '../../library/nodeStorage.js';

/** `started`: milliseconds since 1970. */
export function ownStorage(started: number): StoragePort | undefined {
	const storage = nodeStorage();
	if (!storage) return undefined;
	const own: StoragePort = Object.create(storage) as StoragePort;
	Object.defineProperty(own, 'process', { get: () => ({ ...storage.process, started }) });
	return own;
}
