// The extension is found and activates.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

export function defineActivation(): void {
	describe('the extension', () => {
		it('activates', async () => {
			const extension = vscode.extensions.getExtension('strata.strata-sql');
			assert.ok(extension, 'VS Code does not know strata.strata-sql');
			await extension.activate();
			assert.equal(extension.isActive, true);
		});
	});
}
