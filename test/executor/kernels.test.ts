/** Generated kernels are what the templates give. */

import assert from 'node:assert/strict';
import { staleFiles } from '../../scripts/generateKernels.mjs';

describe('executor: kernels', () => {
	it('are up to date with scripts/generateKernels.mjs', () => {
		assert.deepEqual(staleFiles(), []);
	});
});
