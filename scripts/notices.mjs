// The licences of the packages that bundles contain, as one text: who ships their code ships these, too.
import fs from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

const licenceFile = /^(licen[cs]e|copying)(\.(md|txt))?$/i;

/** @param {readonly import('esbuild').Metafile[]} metafiles of all bundles */
export function noticesOf(metafiles) {
	const folders = new Set();
	for (const { inputs } of metafiles) {
		for (const input of Object.keys(inputs)) {
			const folder = /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(input)?.[0];
			if (folder !== undefined) folders.add(path.resolve(root, folder));
		}
	}
	return (
		[...folders]
			.map(noticeOf)
			.sort()
			.join(`\n\n${'-'.repeat(80)}\n\n`) + '\n'
	);
}

/** @param {string} folder */
function noticeOf(folder) {
	const text = fs.readFileSync(path.join(folder, 'package.json'), 'utf8');
	const { name, version, license } = JSON.parse(text);
	const file = fs.readdirSync(folder).find(entry => licenceFile.test(entry));
	if (file === undefined) throw new Error(`${name} has no licence file: ${license}`);
	const licence = fs.readFileSync(path.join(folder, file), 'utf8').trim();
	return `${name} ${version} (${license})\n\n${licence}`;
}
