/**
 * The shell without its terminal: lines go in, results come out.
 *
 * A line that begins with a dot is a command, anything else SQL that is gathered until its semicolon. What fails is
 * reported and leaves the shell as it was. Databases are opened and closed here.
 */

import fs from 'node:fs';
import { isComplete, splitStatements, SqlError } from '../../engine/index.js';
import type { Database, Layer } from '../../engine/index.js';
import { statementVerb, writesRows, parameterNames } from '../../notebook/session/statementText.js';
import { colorsOf } from '../colors.js';
import { Failure } from '../command.js';
import { reportFailure } from '../notebookRun.js';
import { findDotCommand } from './dotCommands.js';
import { printResult, type ResultMode } from './resultMode.js';
import { splitWords } from './words.js';

export interface ShellSource {
	readonly database: Database;
	/** What the prompt and messages call it. */
	readonly name: string;
	close(): void;
}

export interface ShellOptions {
	readonly mode: ResultMode;
	readonly headers: boolean;
	/** Somebody reads along: what statements did is told, too. */
	readonly isChatty: boolean;
	/** What errors call the input. */
	readonly inputName: string;
	readonly parameters: ReadonlyMap<string, string>;
	/** Opens a database: of a file or folder, or an empty one. */
	readonly open: (source: string | undefined) => Promise<ShellSource>;
	/** Around the running of a statement; what it gives back ends it. */
	readonly guard?: () => () => void;
	/** Somebody has asked to end what runs. */
	readonly isInterrupted?: () => boolean;
}

/** States that `.undo` can go back to. */
const KEPT_STATES = 50;

export class Shell {
	mode: ResultMode;
	headers: boolean;
	nullText: string | undefined;
	/** Shown of a result in tables. */
	maxRows = 1000;
	hasTimer = false;
	hasFailed = false;
	#isOver = false;
	/** Name -> SQL expression. */
	readonly parameters: Map<string, string>;
	readonly #options: ShellOptions;
	#source: ShellSource;
	#buffer = '';
	#line = 0;
	#bufferLine = 0;
	#states: Layer[] = [];
	#output: { readonly descriptor: number; readonly isOnce: boolean } | undefined;

	constructor(source: ShellSource, options: ShellOptions) {
		this.#source = source;
		this.#options = options;
		this.mode = options.mode;
		this.headers = options.headers;
		this.parameters = new Map(options.parameters);
	}

	get database(): Database {
		return this.#source.database;
	}

	get name(): string {
		return this.#source.name;
	}

	get isInterrupted(): () => boolean {
		return this.#options.isInterrupted ?? (() => false);
	}

	get isChatty(): boolean {
		return this.#options.isChatty;
	}

	/** Somebody has left. */
	get isOver(): boolean {
		return this.#isOver;
	}

	leave(): void {
		this.#isOver = true;
	}

	/** SQL that waits for its end. */
	get pending(): string {
		return this.#buffer;
	}

	/** Drops SQL that waits for its end. */
	abandon(): void {
		this.#buffer = '';
	}

	async feed(line: string): Promise<void> {
		this.#line++;
		if (this.#buffer === '' && /^\s*\./.test(line)) {
			await this.#attempt(() => this.#command(line));
			return;
		}
		if (this.#buffer === '' && line.trim() === '') return;
		if (this.#buffer === '') this.#bufferLine = this.#line;
		this.#buffer += this.#buffer === '' ? line : `\n${line}`;
		if (isComplete(this.#buffer)) this.#runBuffer();
	}

	/** The input is over: what waits is run as it is. */
	finish(): void {
		if (splitStatements(this.#buffer).length > 0) this.#runBuffer();
		this.#buffer = '';
	}

	close(): void {
		this.setOutput(undefined);
		if (this.database.inTransaction) {
			console.error('A transaction was open: it is rolled back. COMMIT keeps one.');
		}
		this.#forgetStates();
		this.#source.close();
	}

	async open(source: string | undefined): Promise<void> {
		const next = await this.#options.open(source);
		this.#forgetStates();
		this.#source.close();
		this.#source = next;
	}

	print(lines: Iterable<string>): void {
		let buffer = '';
		for (const line of lines) {
			buffer += `${line}\n`;
			if (buffer.length < 65_536) continue;
			this.#write(buffer);
			buffer = '';
		}
		if (buffer !== '') this.#write(buffer);
	}

	/** Results go to a file from now on, or (`isOnce`) those of the next line; undefined: to standard output. */
	setOutput(file: string | undefined, isOnce = false): void {
		if (this.#output) fs.closeSync(this.#output.descriptor);
		this.#output = undefined;
		if (file !== undefined) this.#output = { descriptor: fs.openSync(file, 'w'), isOnce };
	}

	/** Takes back what the last statement changed. */
	undo(): boolean {
		if (this.database.inTransaction) {
			throw new Failure('a transaction is open', 'ROLLBACK takes it back');
		}
		const layer = this.#states.pop();
		if (!layer) return false;
		this.database.restore(layer);
		layer.release();
		return true;
	}

	/** What `work` changes is one step that `undo` takes back. */
	async asOneStep<T>(work: () => Promise<T>): Promise<T> {
		const before = this.database.inTransaction ? undefined : this.database.snapshot();
		try {
			return await work();
		} finally {
			if (before) this.#keep(before);
		}
	}

	/** Runs all statements of a text; says whether they did. */
	run(text: string, place: { readonly file: string | undefined; readonly line: number }): boolean {
		for (const span of splitStatements(text)) {
			try {
				this.#guarded(() => this.#runStatement(text.slice(span.start, span.end)));
			} catch (error) {
				if (!(error instanceof SqlError)) throw error;
				this.hasFailed = true;
				if (error.code === 'SQLITE_INTERRUPT' && this.isChatty) {
					this.#note('interrupted');
					return false;
				}
				const at = error.span ?? { start: 0, end: span.end - span.start };
				reportFailure({
					file: place.file,
					text,
					start: { line: place.line, column: 1 },
					span: { start: span.start + at.start, end: span.start + at.end },
					message: `${error.message} (${error.code})`,
					hint: error.hint,
				});
				return false;
			}
		}
		return true;
	}

	/** A file of SQL and dot commands. */
	async read(text: string, file: string): Promise<void> {
		let sql = '';
		let start = 1;
		for (const [index, line] of text.split(/\r?\n/).entries()) {
			if (sql.trim() === '' && /^\./.test(line)) {
				await this.#command(line);
				continue;
			}
			if (sql === '') start = index + 1;
			sql += `${line}\n`;
			if (!isComplete(sql)) continue;
			if (!this.run(sql, { file, line: start })) return;
			sql = '';
		}
		this.run(sql, { file, line: start });
	}

	#runBuffer(): void {
		const text = this.#buffer;
		this.#buffer = '';
		const file = this.isChatty ? undefined : this.#options.inputName;
		try {
			this.run(text, { file, line: this.#bufferLine });
		} finally {
			this.#endOnce();
		}
	}

	#runStatement(sql: string): void {
		const start = performance.now();
		const { database } = this;
		const statement = database.prepare(sql);
		const before = statement.readonly || database.inTransaction ? undefined : database.snapshot();
		const bound = this.#bound(sql);
		try {
			if (statement.reader) {
				const result = statement.openResult(...bound);
				try {
					printResult(result, this);
				} finally {
					result.release();
				}
			} else this.#tell(sql, statement.run(...bound).changes);
		} finally {
			if (before) this.#keep(before);
		}
		if (this.hasTimer) {
			this.#note(`Run time: ${(performance.now() - start).toFixed(1)} ms`);
		}
	}

	#tell(sql: string, changes: number): void {
		if (!this.isChatty) return;
		const verb = statementVerb(sql);
		const rows = writesRows(verb) ? ` (${changes} ${changes === 1 ? 'row' : 'rows'})` : '';
		this.#note(verb + rows);
	}

	#note(text: string): void {
		console.error(colorsOf(process.stderr).dim(text));
	}

	#bound(sql: string): unknown[] {
		if (this.parameters.size === 0) return [];
		const names = [...parameterNames(sql)].filter(name => this.parameters.has(name));
		if (names.length === 0) return [];
		const values = names.map(name => {
			const expression = this.parameters.get(name) ?? 'NULL';
			return [name, this.database.prepare(`SELECT ${expression}`).pluck().get()] as const;
		});
		return [Object.fromEntries(values)];
	}

	#keep(before: Layer): void {
		const after = this.database.inTransaction ? undefined : this.database.snapshot();
		after?.release();
		if (after?.id === before.id) {
			before.release();
			return;
		}
		this.#states.push(before);
		if (this.#states.length > KEPT_STATES) this.#states.shift()?.release();
	}

	#forgetStates(): void {
		for (const layer of this.#states) layer.release();
		this.#states = [];
	}

	async #command(line: string): Promise<void> {
		const [word = '', ...args] = splitWords(line.trim().slice(1));
		const command = findDotCommand(word);
		if (args.length < command.least || args.length > command.most) {
			throw new Failure(`.${command.name} is written as: .${command.name} ${command.usage}`);
		}
		const end = this.#options.guard?.();
		try {
			await command.run(this, args);
		} finally {
			end?.();
		}
		if (command.name !== 'once') this.#endOnce();
	}

	async #attempt(work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch (error) {
			this.hasFailed = true;
			report(error);
		}
	}

	#guarded(work: () => void): void {
		const end = this.#options.guard?.();
		try {
			work();
		} finally {
			end?.();
		}
	}

	#endOnce(): void {
		if (this.#output?.isOnce) this.setOutput(undefined);
	}

	#write(text: string): void {
		if (this.#output) fs.writeSync(this.#output.descriptor, text);
		else process.stdout.write(text);
	}
}

function report(error: unknown): void {
	const { red, cyan } = colorsOf(process.stderr);
	const isOurs = error instanceof Failure || error instanceof SqlError;
	const isSystem = (error as NodeJS.ErrnoException).syscall !== undefined;
	if (!isOurs && !isSystem && !(error instanceof TypeError)) throw error;
	console.error(`${red('Error:')} ${(error as Error).message}`);
	const { hint } = error as { readonly hint?: string };
	const isUnknown = error instanceof Failure && /^no command/.test(error.message);
	const help = hint ?? (isUnknown ? '.help lists the commands' : undefined);
	if (help !== undefined) console.error(`  ${cyan('hint:')} ${help}`);
}
