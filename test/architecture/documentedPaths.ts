// Finds the paths that documents name in code spans, such as `src/engine/index.ts` or `scripts/build.mjs`.
import fs from 'node:fs';
import path from 'node:path';
import { inRoot } from '../../scripts/paths.mjs';
import { listFiles } from './sourceImports.js';

export interface DocumentedPath {
	readonly document: string;
	readonly path: string;
	readonly exists: boolean;
}

/** A code span that looks like a path of the repository; a glob, a placeholder or a built folder does not. */
const repositoryPath = /^(src|test|scripts|examples|docs|bench|media|syntaxes)\/[\w./-]*$/;
/** A file beside the document, `rowTree.ts` in a folder's README. */
const neighbour = /^[\w-]+(\/[\w-]+)*\.(ts|tsx|mjs|md|json)$/;

export function readDocumentedPaths(): DocumentedPath[] {
	const documents = [
		...['README.md', 'CONTRIBUTING.md'].map(name => inRoot(name)),
		...['src', 'test', 'docs', 'bench']
			.flatMap(folder => listFiles(inRoot(folder)))
			.filter(file => file.endsWith('.md') && !file.includes('node_modules')),
	];
	return documents.filter(file => fs.existsSync(file)).flatMap(readDocument);
}

function readDocument(file: string): DocumentedPath[] {
	const document = path.relative(inRoot(), file);
	const spans = [...fs.readFileSync(file, 'utf8').matchAll(/`([^`\n]+)`/g)].map(
		match => match[1] ?? '',
	);
	return spans
		.filter(span => repositoryPath.test(span) || neighbour.test(span))
		.map(span => ({
			document,
			path: span,
			exists: [inRoot(span), path.join(path.dirname(file), span)].some(place =>
				fs.existsSync(place),
			),
		}));
}
