// The architecture as checks: who imports whom, no cycles, no long files, documents that tell the truth.
// The table itself is scripts/importTable.mjs, which lint uses too.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { areas, engineFolders, packages, recursiveFolders } from '../scripts/importTable.mjs';
import { inRoot } from '../scripts/paths.mjs';
import { readDocumentedPaths } from './architecture/documentedPaths.js';
import { findCycles } from './architecture/importCycles.js';
import { readSourceFiles, type SourceFile } from './architecture/sourceImports.js';

const longestSource = 500;

describe('architecture', () => {
	const files = readSourceFiles();

	it('has a rule for every area of src/ and every folder of the engine', () => {
		assert.deepEqual(
			foldersOf('src').filter(name => !(name in areas)),
			[],
		);
		assert.deepEqual(
			foldersOf('src/engine').filter(name => !(name in engineFolders)),
			[],
		);
	});

	it('lets an area import only the areas the table allows', () => {
		const areaOf = (name: string) => name.split('/')[0] ?? '';
		assert.deepEqual(
			forbiddenImports(files, areaOf, name => name, areas),
			[],
		);
	});

	it('lets a folder of the engine import only the folders the table allows', () => {
		const inEngine = files.filter(({ name }) => /^engine\/.+\//.test(name));
		const folderOf = (name: string) => name.split('/')[1] ?? '';
		const insideEngine = (name: string) => name.slice('engine/'.length);
		assert.deepEqual(forbiddenImports(inEngine, folderOf, insideEngine, engineFolders), []);
	});

	it('lets an area import only the packages the table allows: vscode is the host’s alone', () => {
		const forbidden = files.flatMap(({ name, file, externals }) => {
			const allowed = packages[name.split('/')[0] ?? ''] ?? [];
			return externals
				.filter(external => !allowed.some(entry => isOfPackage(external, entry)))
				.map(external => `${file} imports ${external}`);
		});
		assert.deepEqual(forbidden, []);
	});

	it('has no import cycle at run time but among the files that walk the grammar', () => {
		const graph = new Map(files.map(({ name, runtimeImports }) => [name, runtimeImports]));
		const isRecursion = (cycle: readonly string[]) =>
			recursiveFolders.some(folder => cycle.every(name => name.startsWith(`${folder}/`)));
		assert.deepEqual(
			findCycles(graph).filter(cycle => !isRecursion(cycle)),
			[],
		);
	});

	it(`has no source file over ${longestSource} lines, generated ones apart`, () => {
		const long = files
			.filter(({ isGenerated, lineCount }) => !isGenerated && lineCount > longestSource)
			.map(({ file, lineCount }) => `${file}: ${lineCount}`);
		assert.deepEqual(long, []);
	});

	it('names in its documents only paths that exist', () => {
		const missing = readDocumentedPaths()
			.filter(({ exists }) => !exists)
			.map(({ document, path }) => `${document} names ${path}`);
		assert.deepEqual(missing, []);
	});
});

function foldersOf(where: string): string[] {
	return fs
		.readdirSync(inRoot(where), { withFileTypes: true })
		.filter(entry => entry.isDirectory())
		.map(({ name }) => name);
}

/** `part` is what the table's keys stand for; an entry allows a whole part or one file of it. */
function forbiddenImports(
	sources: readonly SourceFile[],
	partOf: (name: string) => string,
	nameInTable: (name: string) => string,
	table: Readonly<Record<string, readonly string[]>>,
): string[] {
	return sources.flatMap(({ name, file, imports }) => {
		const own = partOf(name);
		const allowed = table[own] ?? [];
		return imports
			.filter(imported => {
				const part = partOf(imported);
				const isAllowed = allowed.includes(part) || allowed.includes(nameInTable(imported));
				return part !== own && !isAllowed;
			})
			.map(imported => `${file} imports ${imported}`);
	});
}

function isOfPackage(external: string, entry: string): boolean {
	if (entry === 'node:*') {
		return external.startsWith('node:');
	}
	return external === entry || external.startsWith(`${entry}/`);
}
