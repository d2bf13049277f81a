// Builds for production and compares what users download with its budget.
//   node scripts/bundleSizes.mjs
// Budgets are gzip bytes; the VSIX is measured by scripts/package.mjs. What a bundle loads on demand does not count.
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { inRoot } from './paths.mjs';
import { mustRun } from './processes.mjs';

const kilobyte = 1024;
const budgets = {
	renderer: 60 * kilobyte,
	panel: 90 * kilobyte,
};

const folder = inRoot('out/sized');
await mustRun(process.execPath, ['esbuild.config.mjs', '--production', '--dist=out/sized'], {
	isQuiet: true,
});

const renderer = path.join(folder, 'renderer.js');
const panels = path.join(folder, 'webviews');
const measured = [
	...(fs.existsSync(renderer) ? [{ file: renderer, budget: budgets.renderer }] : []),
	...listFiles(panels, '.js').map(file => ({ file, budget: budgets.panel })),
];

for (const { file, budget } of measured) {
	const size = gzipSync(fs.readFileSync(file), { level: 9 }).length;
	const isOver = size > budget;
	const text = `${(size / kilobyte).toFixed(1)} of ${budget / kilobyte} KB gzip`;
	console.log(`${isOver ? 'TOO BIG' : 'fits   '} ${path.relative(folder, file)}: ${text}`);
	if (isOver) {
		process.exitCode = 1;
	}
}

/**
 * @param {string} where
 * @param {string} extension
 */
function listFiles(where, extension) {
	if (!fs.existsSync(where)) {
		return [];
	}
	return fs
		.readdirSync(where)
		.filter(name => name.endsWith(extension))
		.map(name => path.join(where, name));
}
