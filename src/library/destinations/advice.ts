/** Advice about the settings of a destination and its data: none of it is wrong, some of it is slow. */

import type { CheckedConfig } from './destinationConfig.js';
import type { InferredColumn } from './valueTypes.js';

const FEW_ROWS = 1000;
const MANY_ROWS = 10_000;
const MANY_KEYS = 3;

export function adviceOf(
	{ mode, mergeKeys, batchSize }: CheckedConfig,
	columns: readonly InferredColumn[],
): string[] {
	const advice: string[] = [];
	if (batchSize < FEW_ROWS || batchSize > MANY_ROWS) {
		advice.push('Use 1000-10000 rows per batch for best performance.');
	}
	if (mode === 'merge' && mergeKeys.length > MANY_KEYS) {
		advice.push('Use minimal merge keys for better performance.');
	}
	if (mode !== 'merge' && mergeKeys.length > 0) {
		advice.push(`merge_keys are not used by mode ${mode}.`);
	}
	for (const { name, types } of columns) {
		if (types.size < 2 || isNumeric(types)) continue;
		advice.push(`Column '${name}' mixes ${[...types].join(', ')}: use consistent data types.`);
	}
	return advice;
}

function isNumeric(types: InferredColumn['types']): boolean {
	return [...types].every(type => type === 'integer' || type === 'real');
}
