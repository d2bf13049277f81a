/** What EXPLAIN calls the statements that have no plan, and what they work on. */

import type { QualifiedName } from '../../syntax/ast/name.js';
import type { PlannedStatement, Statement } from '../../syntax/ast/statement.js';

type Command = Exclude<Statement, PlannedStatement>;

/** `CreateTable`, `DropIndex`, `Pragma` ... */
export function commandOpcode(statement: Command): string {
	const { kind } = statement;
	const word = kind === 'drop' ? `drop${capital(statement.objectType)}` : kind;
	return capital(word);
}

function capital(word: string): string {
	return word.charAt(0).toUpperCase() + word.slice(1);
}

export function commandObject(statement: Command): string | null {
	switch (statement.kind) {
		case 'createTable':
		case 'createVirtualTable':
		case 'alterTable':
			return full(statement.table);
		case 'createIndex':
			return full(statement.index);
		case 'createView':
			return full(statement.view);
		case 'createTrigger':
			return full(statement.trigger);
		case 'drop':
			return full(statement.object);
		case 'savepoint':
		case 'release':
		case 'pragma':
			return statement.name.name;
		case 'rollback':
			return statement.savepoint?.name ?? null;
		case 'analyze':
		case 'reindex':
			return statement.object ? full(statement.object) : null;
		case 'vacuum':
			return statement.schema?.name ?? null;
		default:
			return null;
	}
}

function full({ schema, name }: QualifiedName): string {
	return schema ? `${schema.name}.${name.name}` : name.name;
}
