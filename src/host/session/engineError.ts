/** What a request to an engine rejects with; `data` is for the reader of the notebook. */

import type { ErrorMessage } from '../../protocol/output.js';

export class EngineError extends Error {
	readonly data: ErrorMessage;

	constructor(data: ErrorMessage) {
		super(data.message);
		this.name = 'EngineError';
		this.data = data;
	}
}
