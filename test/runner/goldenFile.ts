/**
 * Golden scripts: input and output in one file.
 *
 *   # what is shown
 *   > SELECT 1 AS one;          statement(s) of the default session; further lines start with `  `
 *   s2:> BEGIN                  of session s2: its own connection on the same database
 *   [plan]> SELECT ...          a tag asks for something else than rows
 *   ----
 *   one                         the output, up to the next blank line
 *   1
 *
 * Several prompts may share one output. A file is a list of blocks; text outside blocks is kept as it is.
 */

export interface Prompt {
	readonly session: string;
	readonly tag: string | undefined;
	readonly sql: string;
	readonly line: number;
}

export interface GoldenBlock {
	readonly prompts: readonly Prompt[];
	readonly expected: string;
	/** Lines [start, end) of the output in the file, to be replaced by an update. */
	readonly outputStart: number;
	readonly outputEnd: number;
	readonly hasSeparator: boolean;
}

const PROMPT = /^(?:([a-z]\w*):)?(?:\[(\w+)\])?> ?(.*)$/;

export function readGolden(text: string): { lines: string[]; blocks: GoldenBlock[] } {
	const lines = text.split('\n');
	const blocks: GoldenBlock[] = [];
	let at = 0;
	while (at < lines.length) {
		if (!PROMPT.test(lines[at] ?? '') || lines[at]?.startsWith('#')) {
			at++;
			continue;
		}
		const prompts: Prompt[] = [];
		while (at < lines.length && lines[at] !== '' && lines[at] !== '----') {
			const line = lines[at] ?? '';
			const match = PROMPT.exec(line);
			if (match) {
				prompts.push({
					session: match[1] ?? 's1',
					tag: match[2],
					sql: match[3] ?? '',
					line: at + 1,
				});
			} else {
				const last = prompts.pop();
				if (!last || !line.startsWith('  '))
					throw new Error(`line ${at + 1}: not a prompt: ${line}`);
				prompts.push({ ...last, sql: `${last.sql}\n${line.slice(2)}` });
			}
			at++;
		}
		const hasSeparator = lines[at] === '----';
		if (hasSeparator) at++;
		const outputStart = at;
		while (hasSeparator && at < lines.length && lines[at] !== '') at++;
		const expected = lines.slice(outputStart, at).join('\n');
		blocks.push({ prompts, expected, outputStart, outputEnd: at, hasSeparator });
	}
	return { lines, blocks };
}

/** An output as a file holds it: an empty line would end it, so a backslash stands there. */
export function printedOutput(output: string): string {
	return output === '' ? '' : output.replace(/^$/gm, '\\');
}

/** The file's text with each block's output replaced. */
export function writeGolden(
	lines: readonly string[],
	blocks: readonly GoldenBlock[],
	outputs: readonly string[],
): string {
	const result: string[] = [];
	let at = 0;
	blocks.forEach((block, index) => {
		result.push(...lines.slice(at, block.outputStart));
		if (!block.hasSeparator) result.push('----');
		const output = printedOutput(outputs[index] ?? '');
		if (output !== '') result.push(...output.split('\n'));
		at = block.outputEnd;
	});
	result.push(...lines.slice(at));
	return result.join('\n');
}
