/** The `destinations:` of a pipeline's YAML file, as the text of a yaml cell; comments in them stay. */

import { Document, isMap, isScalar, parseDocument } from 'yaml';

/** Throws, in words for the user, where there are none. */
export function destinationsText(pipeline: string): string {
	const document = parseDocument(pipeline);
	const [problem] = document.errors;
	if (problem) throw new Error(`this is no YAML: ${problem.message.split('\n')[0] ?? ''}`);
	const { contents } = document;
	const pair = isMap(contents)
		? contents.items.find(({ key }) => isScalar(key) && key.value === 'destinations')
		: undefined;
	if (!pair || !isMap(pair.value)) throw new Error('the file has no `destinations:`');
	const only = new Document({});
	if (isMap(only.contents)) only.contents.items.push(pair);
	return only.toString({ lineWidth: 0 }).trimEnd();
}
