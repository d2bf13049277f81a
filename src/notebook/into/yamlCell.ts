/** A yaml cell: the destinations it declares, and what is wrong with them, each at its place. */

import { isMap, isScalar, parseDocument, type YAMLMap } from 'yaml';
import type { PlacedProblem, Span } from './intoOption.js';
import { checkSettings, type SettingFix, type Settings } from './settings.js';

export interface DeclaredDestination {
	readonly name: string;
	readonly settings: Settings;
	readonly span: Span;
}

export interface YamlCell {
	readonly destinations: readonly DeclaredDestination[];
	readonly problems: readonly PlacedProblem[];
}

export function readYamlCell(source: string): YamlCell {
	const document = parseDocument(source);
	const problems: PlacedProblem[] = document.errors.map(({ message, pos }) => ({
		severity: 'error',
		message: `YAML: ${(message.split('\n')[0] ?? '').replace(/ at line.*$/, '')}`,
		span: { start: pos[0], end: Math.max(pos[1], pos[0] + 1) },
		fixes: [],
	}));
	if (problems.length > 0) return { destinations: [], problems };
	const whole = { start: 0, end: Math.max(1, source.trimEnd().length) };
	const declared = isMap(document.contents)
		? valueOf(document.contents, 'destinations')
		: undefined;
	if (!isMap(declared)) {
		const message = 'a yaml cell declares `destinations:`, each with a connector and a table_name';
		return { destinations: [], problems: [error(message, whole)] };
	}
	const destinations: DeclaredDestination[] = [];
	for (const pair of declared.items) {
		const name = isScalar(pair.key) ? String(pair.key.value) : '';
		const span = spanOf(pair.key) ?? whole;
		const { value } = pair;
		if (!isMap(value)) {
			problems.push(error(`the destination ${name} has no settings`, span));
			continue;
		}
		const { settings, problems: found } = checkSettings(
			value.toJS(document) as Record<string, unknown>,
			true,
		);
		destinations.push({ name, settings, span });
		for (const { key, severity, message, fix } of found) {
			const at = (key === undefined ? undefined : pairSpan(value, key)) ?? span;
			const fixes = fix ? [settingFix(source, value, fix)] : [];
			problems.push({ severity, message: `${name}: ${message}`, span: at, fixes });
		}
	}
	return { destinations, problems };
}

/** One setting of a destination changed, or added. */
export function yamlFix(
	source: string,
	destination: string,
	fix: SettingFix,
): PlacedProblem['fixes'][number] | undefined {
	const document = parseDocument(source);
	const declared = isMap(document.contents)
		? valueOf(document.contents, 'destinations')
		: undefined;
	const settings = isMap(declared) ? valueOf(declared, destination) : undefined;
	return isMap(settings) ? settingFix(source, settings, fix) : undefined;
}

function settingFix(
	source: string,
	settings: YAMLMap,
	{ title, setting, value }: SettingFix,
): PlacedProblem['fixes'][number] {
	const known = settings.items.find(({ key }) => isScalar(key) && key.value === setting);
	const at = known && spanOf(known.value);
	const text = JSON.stringify(value);
	if (at) return { title, span: at, text };
	// Behind the last setting, on a line of its own.
	const [first] = settings.items;
	const start = spanOf(first?.key)?.start ?? 0;
	const lineStart = source.lastIndexOf('\n', start - 1) + 1;
	const isFlow = settings.flow === true;
	if (isFlow) return { title, span: { start, end: start }, text: `${setting}: ${text}, ` };
	return {
		title,
		span: { start, end: start },
		text: `${setting}: ${text}\n${source.slice(lineStart, start).replace(/\S/g, ' ')}`,
	};
}

function valueOf(map: YAMLMap, name: string): unknown {
	return map.items.find(({ key }) => isScalar(key) && String(key.value) === name)?.value;
}

function pairSpan(map: YAMLMap, name: string): Span | undefined {
	const pair = map.items.find(({ key }) => isScalar(key) && String(key.value) === name);
	const key = spanOf(pair?.key);
	const value = spanOf(pair?.value);
	return key && { start: key.start, end: value?.end ?? key.end };
}

function spanOf(node: unknown): Span | undefined {
	const { range } = (node ?? {}) as { readonly range?: readonly [number, number, number] | null };
	return range ? { start: range[0], end: range[1] } : undefined;
}

function error(message: string, span: Span): PlacedProblem {
	return { severity: 'error', message, span, fixes: [] };
}
