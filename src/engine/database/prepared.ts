/**
 * One parsed statement with its program, kept up to date with the catalog. Shared by all Statement objects of the
 * same text on one connection: it holds no bound values and no results.
 */

import { parse } from '../syntax/parse.js';
import type { SqlSyntaxError } from '../syntax/syntaxError.js';
import type { Statement } from '../syntax/ast/statement.js';
import { SqlError, withPosition } from '../types/sqlError.js';
import type { ConnectionCore } from './connectionCore.js';
import { checkHeader } from './ddl/headerChecks.js';
import { compileProgram } from './program.js';
import type { Program } from './program.js';
import { isOutdated } from './statistics/planBasis.js';

const BINDABLE: ReadonlySet<Statement['kind']> = new Set([
	...(['select', 'insert', 'update', 'delete', 'merge', 'explain', 'createTable'] as const),
	...(['pragma', 'attach', 'detach', 'vacuum'] as const),
]);
/** A transaction may be ended whatever others have committed. */
const CONTROL: ReadonlySet<Statement['kind']> = new Set([
	...(['begin', 'commit', 'rollback', 'savepoint', 'release'] as const),
]);
const NO_PARAMETERS: readonly undefined[] = [];

export class Prepared {
	/** The text that the statement's spans refer to. */
	readonly text: string;
	readonly statement: Statement;
	readonly #connection: ConnectionCore;
	#program: Program | undefined = undefined;
	#catalogVersion = -1;
	#registryVersion = -1;

	constructor(connection: ConnectionCore, statement: Statement, text: string) {
		this.#connection = connection;
		this.statement = statement;
		this.text = text;
	}

	/** Names of the parameters that values are bound to; [0] is parameter 1. */
	get parameters(): readonly (string | undefined)[] {
		const { statement } = this;
		const { kind, parameters } = statement;
		if (statement.kind === 'createTable' && statement.body.kind !== 'query') return NO_PARAMETERS;
		// What CREATE stores takes no values: that is an error of its own when it runs.
		return BINDABLE.has(kind) ? parameters : NO_PARAMETERS;
	}

	/** The program for the catalog of this moment. */
	get program(): Program {
		return this.refresh();
	}

	/** Compiles when the schema has changed; throws for names that do not exist any more. */
	refresh(): Program {
		const connection = this.#connection;
		if (!CONTROL.has(this.statement.kind)) connection.refresh();
		const program = this.#program;
		if (
			program !== undefined &&
			this.#catalogVersion === connection.state.catalog.version &&
			this.#registryVersion === connection.database.registryVersion &&
			(program.basis === undefined || !isOutdated(connection, program.basis))
		) {
			return program;
		}
		return this.compile();
	}

	/** Throws for names that do not exist. */
	compile(): Program {
		const connection = this.#connection;
		let program;
		try {
			program = compileProgram(connection, this.statement, this.text);
		} catch (error) {
			throw withPosition(error, this.text);
		}
		this.#program = program;
		this.#catalogVersion = connection.state.catalog.version;
		this.#registryVersion = connection.database.registryVersion;
		return program;
	}
}

export interface Script {
	readonly statements: readonly Statement[];
	/** Throws the syntax error of a statement, if it has one, or what `connection` has to say before it. */
	check(statement: Statement, connection: ConnectionCore): void;
}

export function parseScript(text: string): Script {
	const { statements, errors } = parse(text);
	return {
		statements,
		check(statement, connection) {
			if (!statement.isBroken) return;
			const end = nextStart(statements, statement, text);
			const error = errors.find(
				({ span }) => span.start >= statement.span.start && span.start <= end,
			);
			try {
				checkHeader(connection, statement, text, error?.span.start ?? 0);
			} catch (refusal) {
				throw withPosition(refusal, text);
			}
			throw withPosition(syntaxError(error ?? errors[0]), text);
		},
	};
}

function nextStart(statements: readonly Statement[], statement: Statement, text: string): number {
	return statements[statements.indexOf(statement) + 1]?.span.start ?? text.length;
}

function syntaxError(error: SqlSyntaxError | undefined): SqlError {
	return new SqlError('SQLITE_ERROR', error?.message ?? 'syntax error', {
		span: error?.span,
		hint: error?.hint,
	});
}
