/**
 * Destinations as YAML declares them:
 *
 *   destinations:
 *     results:
 *       connector: in_memory
 *       table_name: daily_summary
 *       mode: replace
 */

import { parseDocument } from 'yaml';
import { DestinationError } from './destinationError.js';
import type { YamlDestinationConfig } from './destinationConfig.js';
import { InMemoryDestination } from './inMemoryDestination.js';
import { memoryStore } from './memoryStore.js';
import type { MemoryStore } from './memoryStore.js';

/** The destinations of a YAML text, by name; whatever else it holds is left alone. Throws DestinationError. */
export function destinationsFromYaml(
	text: string,
	store: MemoryStore = memoryStore,
): Map<string, InMemoryDestination> {
	const document = parseDocument(text);
	const [problem] = document.errors;
	if (problem) {
		throw new DestinationError(`this is no YAML: ${problem.message.split('\n')[0] ?? ''}`);
	}
	const content = document.toJS() as unknown;
	const declared = isMap(content) ? content['destinations'] : undefined;
	if (!isMap(declared)) throw new DestinationError('the text declares no `destinations:`');
	const destinations = new Map<string, InMemoryDestination>();
	for (const [name, config] of Object.entries(declared)) {
		destinations.set(name, destinationOf(name, config, store));
	}
	return destinations;
}

function destinationOf(name: string, config: unknown, store: MemoryStore): InMemoryDestination {
	if (!isMap(config)) throw new DestinationError(`the destination ${name} has no settings`);
	try {
		return new InMemoryDestination(config as unknown as YamlDestinationConfig, store);
	} catch (error) {
		if (!(error instanceof DestinationError)) throw error;
		const { setting, hint } = error;
		throw new DestinationError(`destination ${name}: ${error.message}`, { setting, hint });
	}
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
