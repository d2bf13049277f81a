// Reads which file of src/ imports which, with the compiler's own parser.
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { inRoot } from '../../scripts/paths.mjs';

export interface SourceFile {
	/** Relative to src/, with forward slashes and no extension: `engine/types/value`. */
	readonly name: string;
	/** Relative to the repository, for messages. */
	readonly file: string;
	readonly lineCount: number;
	readonly isGenerated: boolean;
	/** Names of the files in src/ it imports, be it only for types. */
	readonly imports: readonly string[];
	/** Those of `imports` that are still there at run time. */
	readonly runtimeImports: readonly string[];
	/** Packages and built-ins it imports, as written. */
	readonly externals: readonly string[];
}

export function readSourceFiles(): SourceFile[] {
	const source = inRoot('src');
	return listFiles(source)
		.filter(file => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
		.map(file => readSourceFile(source, file));
}

function readSourceFile(source: string, file: string): SourceFile {
	const text = fs.readFileSync(file, 'utf8');
	const found = readImports(file, text);
	const specifiers = found.map(({ specifier }) => specifier);
	const named = (ofInterest: readonly FoundImport[]) =>
		ofInterest
			.filter(({ specifier }) => specifier.startsWith('.'))
			.map(({ specifier }) => toName(source, path.resolve(path.dirname(file), specifier)));
	return {
		name: toName(source, file),
		file: path.relative(inRoot(), file).replaceAll('\\', '/'),
		lineCount: text.split('\n').length,
		isGenerated: /\.generated\.tsx?$/.test(file),
		imports: named(found),
		runtimeImports: named(found.filter(({ isTypeOnly }) => !isTypeOnly)),
		externals: specifiers.filter(specifier => !specifier.startsWith('.')),
	};
}

interface FoundImport {
	readonly specifier: string;
	readonly isTypeOnly: boolean;
}

/** Import and re-export declarations, and `import()` anywhere. */
function readImports(file: string, text: string): FoundImport[] {
	const found: FoundImport[] = [];
	const add = (specifier: ts.Expression | undefined, isTypeOnly: boolean) => {
		if (specifier !== undefined && ts.isStringLiteral(specifier)) {
			found.push({ specifier: specifier.text, isTypeOnly });
		}
	};
	const visit = (node: ts.Node): void => {
		if (ts.isImportDeclaration(node)) {
			add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
		} else if (ts.isExportDeclaration(node)) {
			add(node.moduleSpecifier, node.isTypeOnly);
		} else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
			add(node.arguments[0], false);
		}
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
	return found;
}

export function listFiles(folder: string): string[] {
	if (!fs.existsSync(folder)) {
		return [];
	}
	return fs
		.readdirSync(folder, { withFileTypes: true, recursive: true })
		.filter(entry => entry.isFile())
		.map(entry => path.join(entry.parentPath, entry.name))
		.sort();
}

const toName = (source: string, file: string) =>
	path
		.relative(source, file)
		.replaceAll('\\', '/')
		.replace(/\.(tsx?|js|json)$/, '');
