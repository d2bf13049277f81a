// The tests that run inside a real extension host, the same list in the Node host and in the web host.
// A suite is a function that calls mocha's `describe`: it runs only once the harness has set mocha up.
import { defineActivation } from './activation.js';
import { defineCrashing } from './crashing.js';
import { defineDestinations } from './destinations.js';
import { defineExchange } from './exchange.js';
import { defineFiles } from './files.js';
import { definePersistence } from './persistence.js';
import { defineRunning } from './running.js';
import { defineTesting } from './testing.js';

export const suites: readonly (() => void)[] = [
	defineActivation,
	defineRunning,
	defineFiles,
	defineCrashing,
	definePersistence,
	defineDestinations,
	defineExchange,
	defineTesting,
];
