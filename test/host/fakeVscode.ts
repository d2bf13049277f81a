// The few data classes of the vscode API that serializing and outputs need. Behaviour is tested in the real one
// (test/integration).

export const NotebookCellKind = { Markup: 1, Code: 2 } as const;

export class NotebookCellData {
	metadata?: Record<string, unknown>;
	constructor(
		public kind: number,
		public value: string,
		public languageId: string,
	) {}
}

export class NotebookData {
	metadata?: Record<string, unknown>;
	constructor(public cells: NotebookCellData[]) {}
}

export class NotebookCellOutputItem {
	static json(value: unknown, mime: string) {
		return new NotebookCellOutputItem(JSON.stringify(value), mime);
	}
	static text(value: string, mime: string) {
		return new NotebookCellOutputItem(value, mime);
	}
	static error({ name, message, stack }: Error) {
		const text = JSON.stringify({ name, message, stack });
		return new NotebookCellOutputItem(text, 'application/vnd.code.notebook.error');
	}
	constructor(
		public data: string,
		public mime: string,
	) {}
}

export class NotebookCellOutput {
	constructor(
		public items: NotebookCellOutputItem[],
		public metadata?: Record<string, unknown>,
	) {}
}
