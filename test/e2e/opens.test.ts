// VS Code opens with the extension, in both extension hosts.
import assert from 'node:assert/strict';
import { openWorkbench, photographFailure, type HostKind, type Workbench } from './workbench.js';

const hosts: readonly HostKind[] = ['node', 'web'];

for (const host of hosts) {
	describe(`VS Code with the extension in the ${host} extension host`, () => {
		let workbench: Workbench | undefined;

		before(async () => {
			workbench = await openWorkbench(host);
		});
		afterEach(async function () {
			await photographFailure(this.currentTest, workbench);
		});
		after(async () => {
			await workbench?.close();
		});

		it('lists the extension among the running ones', async () => {
			assert.ok(workbench);
			await workbench.runCommand('Developer: Show Running Extensions');
			const row = workbench.page.locator('.runtime-extensions-editor', { hasText: 'Strata' });
			await row.first().waitFor();
			await workbench.screenshot(`running-extensions-${host}`);
		});
	});
}
