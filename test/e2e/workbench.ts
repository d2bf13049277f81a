// A real VS Code in a real browser for one test file: opened, closed, photographed when a test fails.
// Guarantees: each session has its own copy of examples/ and its own server, so tests cannot see each other.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { launchBrowser } from '../../scripts/browser.mjs';
import { inRoot, shotsFolder } from '../../scripts/paths.mjs';
import { startVscodeServer, workbenchUrl } from '../../scripts/vscodeServer.mjs';
import { startWebServer } from '../../scripts/webServer.mjs';

export type HostKind = 'node' | 'web';

export interface Workbench {
	readonly page: Page;
	/** The opened folder; `undefined` in the web host, whose files live in the browser's memory. */
	readonly folder: string | undefined;
	/** Waits until some webview frame holds the selector, and returns that frame. */
	frameWith(selector: string): Promise<Frame>;
	/** Runs a command by its title through the palette. */
	runCommand(title: string): Promise<void>;
	/** Opens a file of the workspace through quick open. */
	openFile(name: string): Promise<void>;
	/** Writes out/shots/NAME.png. */
	screenshot(name: string): Promise<void>;
	close(): Promise<void>;
}

/** Opens VS Code on a copy of examples/; resolves when the window is up and the extension is known. */
export async function openWorkbench(kind: HostKind): Promise<Workbench> {
	const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'strata-e2e-'));
	const { url, folder, stop } = kind === 'web' ? await startWeb() : await startNode(scratch);
	const browser = await launchBrowser();
	const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
	await page.goto(url);
	await page.locator('.monaco-workbench .part.activitybar').waitFor({ timeout: 90_000 });
	const screenshot = async (name: string) => {
		await page.screenshot({ path: path.join(shotsFolder, `${name}.png`) });
	};
	return {
		page,
		folder,
		screenshot,
		frameWith: selector => frameWith(page, selector),
		runCommand: title => pick(page, 'F1', `>${title}`, title),
		openFile: name => pick(page, 'Control+P', name, name),
		async close() {
			await browser.close();
			await stop();
			fs.rmSync(scratch, { recursive: true, force: true });
		},
	};
}

/** In an `afterEach`: keeps a picture of what the user would have seen when the test failed. */
export async function photographFailure(
	test: Mocha.Test | undefined,
	workbench: Workbench | undefined,
): Promise<void> {
	if (test?.state === 'failed' && workbench !== undefined) {
		await workbench.screenshot(`failed ${test.fullTitle()}`.replace(/[^\w]+/g, '-'));
	}
}

/** Polls until the value is neither undefined nor false. */
export async function eventually<T>(
	what: string,
	read: () => Promise<T | undefined | false>,
	timeout = 30_000,
): Promise<T> {
	const deadline = Date.now() + timeout;
	for (;;) {
		const value = await read();
		if (value !== undefined && value !== false) {
			return value;
		}
		if (Date.now() > deadline) {
			throw new Error(`timed out waiting for ${what}`);
		}
		await new Promise(resolve => setTimeout(resolve, 100));
	}
}

async function startNode(scratch: string) {
	const folder = path.join(scratch, 'workspace');
	fs.mkdirSync(folder);
	if (fs.existsSync(inRoot('examples'))) {
		fs.cpSync(inRoot('examples'), folder, { recursive: true });
	}
	const server = await startVscodeServer({ dataFolder: path.join(scratch, 'server') });
	return { url: workbenchUrl(server, folder), folder, stop: server.stop };
}

async function startWeb() {
	const server = await startWebServer();
	return { url: server.origin, folder: undefined, stop: server.stop };
}

/** Each webview is iframe.webview > iframe#active-frame; trying every frame is the robust way in. */
async function frameWith(page: Page, selector: string): Promise<Frame> {
	return eventually(`a webview with ${selector}`, async () => {
		for (const frame of page.frames()) {
			const count = await frame
				.locator(selector)
				.count()
				.catch(() => 0); // a frame may go away while we look
			if (count > 0) {
				return frame;
			}
		}
		return undefined;
	});
}

/** Types into quick open and takes the entry. Keys are lost while a webview has the focus: click out first. */
async function pick(page: Page, key: string, text: string, entry: string): Promise<void> {
	const input = page.locator('.quick-input-widget input[type="text"]');
	await eventually('quick open', async () => {
		await page
			.locator('.titlebar')
			.first()
			.click({ position: { x: 5, y: 5 } });
		await page.keyboard.press(key);
		await page.waitForTimeout(300);
		return input.isVisible();
	});
	await input.fill(text);
	await page.locator('.quick-input-list .monaco-list-row', { hasText: entry }).first().click();
}

/** Turns the wheel until the cell with this text is on top: VS Code draws only the cells in view. */
export async function scrollTo({ page }: Workbench, text: string): Promise<void> {
	const line = page.locator('.notebook-editor .view-line').filter({ hasText: text, visible: true });
	const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
	// Beside the outputs, which have a wheel of their own.
	await page.mouse.move(width - 30, height / 2);
	await eventually(`the cell with ${text}`, async () => {
		// While the list scrolls, a line that is there now may be gone the next moment.
		const box = await line
			.first()
			.boundingBox({ timeout: 500 })
			.catch(() => null);
		if (box && box.y < height / 2) return true;
		await page.mouse.wheel(0, 300);
		return false;
	});
}
