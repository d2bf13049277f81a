// A program of this folder in one file, so that it starts as fast as installed ones do.
import path from 'node:path';
import { buildSync } from 'esbuild';
import { inRoot } from '../../scripts/paths.mjs';

export function bundledProgram(name: 'crashWriter' | 'lockFighter', folder: string): string {
	const program = path.join(folder, `${name}.cjs`);
	buildSync({
		entryPoints: [inRoot(`test/persistence/${name}.ts`)],
		outfile: program,
		bundle: true,
		platform: 'node',
		// Packages in it are CommonJS and ask for built-ins.
		format: 'cjs',
		logLevel: 'error',
	});
	return program;
}
