/** Answers the notebook renderer: pages and values of results, the clipboard, the place of an error. */

import * as vscode from 'vscode';
import { pageToJson, valueToJson } from '../../protocol/pageJson.js';
import type { HostToRenderer, RendererToHost } from '../../protocol/rendererMessages.js';
import { CODE_GONE, type ErrorMessage } from '../../protocol/output.js';
import { RENDERER } from '../names.js';
import { errorMessageOf } from '../notebook/controller.js';
import { revealCell } from '../notebook/revealCell.js';
import type { NotebookSession } from '../session/notebookSession.js';
import type { Sessions } from '../session/sessions.js';

/** Longest text sent within a page; the whole value comes on request. */
const MAX_CELL_LENGTH = 2000;

export function serveRenderer(sessions: Sessions): vscode.Disposable {
	const messaging = vscode.notebooks.createRendererMessaging(RENDERER);
	return messaging.onDidReceiveMessage(({ editor, message }) => {
		const request = message as RendererToHost;
		if (request.type === 'copy') {
			void vscode.env.clipboard.writeText(request.text);
			return;
		}
		if (request.type === 'reveal') {
			void revealCell(editor.notebook, request.cellId, request);
			return;
		}
		const session = sessions.findById(request.session);
		void respondToRenderer(session, request).then(reply => messaging.postMessage(reply, editor));
	});
}

const GONE: ErrorMessage = {
	code: CODE_GONE,
	message: 'The database of this result is gone: run the cell again.',
	span: undefined,
	hint: undefined,
};

type Request = Extract<RendererToHost, { readonly id: number }>;

/** Never rejects: what goes wrong is the answer. */
export async function respondToRenderer(
	session: NotebookSession | undefined,
	request: Request,
): Promise<HostToRenderer> {
	if (!session) return { type: 'failed', id: request.id, error: GONE };
	try {
		return await respond(session, request);
	} catch (error) {
		return { type: 'failed', id: request.id, error: errorMessageOf(error) };
	}
}

async function respond(session: NotebookSession, request: Request): Promise<HostToRenderer> {
	const { id, handle } = request;
	if (request.type === 'getValue') {
		const { row, column } = request;
		const { value } = await session.request('result/value', { handle, row, column });
		return { type: 'value', id, value: valueToJson(value) };
	}
	const { offset, limit, sort, filter } = request;
	const { page, rowCount } = await session.request('result/page', {
		handle,
		offset,
		limit,
		maxCellLength: MAX_CELL_LENGTH,
		...(sort ? { sort } : {}),
		...(filter === undefined ? {} : { filter }),
	});
	return { type: 'page', id, page: pageToJson(page), rowCount };
}
