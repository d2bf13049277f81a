// Importing this first makes `vscode` mean test/host/fakeVscode.ts; the modules under test are imported
// dynamically afterwards, because a static import would be resolved before.
import { register } from 'node:module';

const fake = new URL('./fakeVscode.ts', import.meta.url).href;
const hook = `export function resolve(specifier, context, next) {
	return next(specifier === 'vscode' ? ${JSON.stringify(fake)} : specifier, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
