// The type declarations that the npm package ships: the library's and what they import, and nothing else of ours.
// `index.d.ts` describes what `require` gives and `index.d.mts` what `import` gives, which in Node is the same thing.
import fs from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths.mjs';

/** Where the compiler puts them, by area. */
const compiled = inRoot('out/types');
const start = path.join(compiled, 'library/index.d.ts');
const imported = /(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])(\.[^'"]+)\.js\1/g;

/** @param {string} to a folder, which is made */
export function copyDeclarations(to) {
	for (const file of reachable()) {
		const copy = path.join(to, path.relative(compiled, file));
		fs.mkdirSync(path.dirname(copy), { recursive: true });
		fs.copyFileSync(file, copy);
	}
	fs.writeFileSync(path.join(to, 'library/index.d.mts'), "export * from './index.js';\n");
}

function reachable() {
	const files = new Set([start]);
	for (const file of files) {
		const text = fs.readFileSync(file, 'utf8');
		for (const [, , name] of text.matchAll(imported)) {
			files.add(path.resolve(path.dirname(file), `${name}.d.ts`));
		}
	}
	return files;
}
