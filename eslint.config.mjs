// Lint rules: typescript-eslint's strict type-checked set, the habits of this project, and the import zones of
// scripts/importTable.mjs. Formatting is Prettier's alone.
import eslint from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { areas, engineFolders } from './scripts/importTable.mjs';

/** Lets `../engine/index.js` through when 'engine/index' is allowed, and all of `../engine/` when 'engine' is. */
function forbiddenPatterns(own, allowed, all) {
	return all
		.filter(name => name !== own && !allowed.includes(name))
		.map(name => {
			const doors = allowed
				.filter(entry => entry.startsWith(`${name}/`))
				.map(entry => entry.slice(name.length + 1));
			const exceptDoors = doors.length === 0 ? '' : `(?!(${doors.join('|')})\\.js$)`;
			return {
				regex: `^(\\.\\./)+${name}/${exceptDoors}`,
				message: `${own} may not import ${name} (scripts/importTable.mjs).`,
			};
		});
}

const onlyHost = { name: 'vscode', message: 'Only src/host may import vscode.' };

const areaZones = Object.entries(areas).map(([area, allowed]) => ({
	name: `zone ${area}`,
	files: [`src/${area}/**/*.{ts,tsx}`],
	rules: {
		'no-restricted-imports': [
			'error',
			{
				paths: area === 'host' ? [] : [onlyHost],
				patterns: forbiddenPatterns(area, allowed, Object.keys(areas)),
			},
		],
	},
}));

const engineZones = Object.entries(engineFolders).map(([folder, allowed]) => ({
	name: `zone engine/${folder}`,
	files: [`src/engine/${folder}/**/*.ts`],
	rules: {
		'no-restricted-imports': [
			'error',
			{
				paths: [onlyHost],
				patterns: [
					...forbiddenPatterns('engine', [], Object.keys(areas)),
					...forbiddenPatterns(folder, allowed, Object.keys(engineFolders)),
					{ regex: '^[^.]', message: 'The engine imports nothing from outside.' },
				],
			},
		],
	},
}));

export default defineConfig(
	globalIgnores(['dist', 'out', 'coverage', '.vscode-server', '**/*.generated.ts']),
	eslint.configs.recommended,
	{
		linterOptions: { reportUnusedDisableDirectives: 'error' },
	},
	{
		name: 'typescript',
		files: ['**/*.{ts,tsx,mts}'],
		extends: [tseslint.configs.strictTypeChecked],
		languageOptions: {
			parserOptions: {
				projectService: true,
				tsconfigRootDir: import.meta.dirname,
			},
		},
		rules: {
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true },
			],
			'@typescript-eslint/no-non-null-assertion': 'error',
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/no-floating-promises': 'error',
			// Numbers, booleans and bigints read well in messages.
			'@typescript-eslint/restrict-template-expressions': [
				'error',
				{ allowNumber: true, allowBoolean: true },
			],
			'@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
			'@typescript-eslint/no-unnecessary-condition': [
				'error',
				{ allowConstantLoopConditions: 'only-allowed-literals' },
			],
			// A cast after looking at the discriminant is how hot code narrows.
			'@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
			// SQL text is looked at character by character, control characters included.
			'no-control-regex': 'off',
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
			'no-console': 'error',
			eqeqeq: 'error',
			'max-lines': ['warn', { max: 500 }],
			// A switch counts once: one case a node kind is the plainest way to walk a tree.
			complexity: ['warn', { max: 20, variant: 'modified' }],
		},
	},
	...areaZones,
	...engineZones,
	{
		name: 'command line and tests print',
		files: ['src/cli/**', 'test/**', 'bench/**', 'scripts/**', '*.mjs'],
		rules: { 'no-console': 'off' },
	},
	{
		name: 'tests',
		files: ['test/**'],
		rules: {
			'max-lines': ['warn', { max: 600 }],
			// 64-bit limits are written as SQL text has them.
			'no-loss-of-precision': 'off',
		},
	},
	{
		// They import the package by its name, and are compiled with it installed (test/package/examples.test.ts).
		name: 'example programs',
		files: ['examples/**/*.ts'],
		extends: [tseslint.configs.disableTypeChecked],
		languageOptions: { parserOptions: { projectService: false } },
		rules: { 'no-console': 'off' },
	},
	{
		name: 'node scripts',
		files: ['**/*.{mjs,cjs}'],
		languageOptions: { globals: nodeGlobals() },
	},
);

function nodeGlobals() {
	const names = [
		...['process', 'console', 'Buffer', 'URL', 'URLSearchParams', 'TextEncoder', 'TextDecoder'],
		...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate'],
		...['performance', 'structuredClone', 'fetch'],
	];
	return Object.fromEntries(names.map(name => [name, 'readonly']));
}
