/** The list of built-in functions: adding one touches its own file and its group's list. */

import { extremeFunctions } from './aggregate/extremes.js';
import { groupConcatFunctions } from './aggregate/groupConcat.js';
import { percentileFunctions } from './aggregate/percentile.js';
import { sumFunctions } from './aggregate/sums.js';
import { datetimeFunctions } from './datetime/datetimeFunctions.js';
import type { SqlFunction } from './function.js';
import { jsonAggregates } from './json/jsonAggregates.js';
import { jsonFunctions } from './json/jsonFunctions.js';
import { jsonTables } from './json/jsonTables.js';
import { binaryFunctions } from './scalar/binary.js';
import { conditionalFunctions } from './scalar/conditional.js';
import { formatFunctions } from './scalar/format.js';
import { numericFunctions } from './scalar/numeric.js';
import { textFunctions } from './scalar/text.js';
import { generateSeries } from './table/generateSeries.js';
import { windowFunctions } from './window/windowFunctions.js';

export const builtinFunctions: readonly SqlFunction[] = [
	...conditionalFunctions,
	...textFunctions,
	...binaryFunctions,
	...numericFunctions,
	...formatFunctions,
	...datetimeFunctions,
	...jsonFunctions,
	...sumFunctions,
	...extremeFunctions,
	...groupConcatFunctions,
	...percentileFunctions,
	...jsonAggregates,
	...windowFunctions,
	...jsonTables,
	generateSeries,
];
