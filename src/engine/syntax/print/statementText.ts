/**
 * Statements as SQL, without a semicolon.
 */
import { unreachable } from '../../util/unreachable.js';
import type {
	Begin,
	AlterAction,
	CreateIndex,
	CreateTrigger,
	CreateVirtualTable,
	Explain,
	Statement,
	TriggerEvent,
} from '../ast/statement.js';
import { deleteText, insertText, updateText } from './changeText.js';
import { columnText, definitionText, namedCheckText } from './definitionText.js';
import { orderingText } from './expressionText.js';
import {
	printColumnList,
	printName,
	printNames,
	printOptional,
	printQualified,
	printText,
} from './printer.js';
import { layerStatementText } from './layerText.js';
import { mergeText } from './mergeText.js';
import { partitionActionText } from './partitionText.js';
import type { Printer } from './printer.js';

export function statementText(printer: Printer, statement: Statement): string {
	switch (statement.kind) {
		case 'select':
			return printer.query(statement.query);
		case 'insert':
			return insertText(printer, statement);
		case 'update':
			return updateText(printer, statement);
		case 'delete':
			return deleteText(printer, statement);
		case 'merge':
			return mergeText(printer, statement);
		case 'createTable': {
			const head = createHead('TABLE', statement.isTemporary, statement.ifNotExists);
			const name = printQualified(statement.table);
			if (statement.body.kind === 'query') {
				return `${head} ${name} AS ${printer.query(statement.body)}`;
			}
			return `${head} ${name} ${definitionText(printer, statement.body)}`;
		}
		case 'createVirtualTable':
			return virtualTableText(printer, statement);
		case 'createIndex':
			return indexText(printer, statement);
		case 'createView': {
			const head = createHead('VIEW', statement.isTemporary, statement.ifNotExists);
			const name = `${printQualified(statement.view)}${printColumnList(statement.columns)}`;
			return `${head} ${name} AS ${printer.query(statement.query)}`;
		}
		case 'createTrigger':
			return triggerText(printer, statement);
		case 'drop': {
			const condition = statement.ifExists ? ' IF EXISTS' : '';
			const type = statement.objectType.toUpperCase();
			return `DROP ${type}${condition} ${printQualified(statement.object)}`;
		}
		case 'alterTable': {
			const action = alterText(printer, statement.action);
			return `ALTER TABLE ${printQualified(statement.table)} ${action}`;
		}
		case 'begin':
			return beginText(statement);
		case 'commit':
			return 'COMMIT';
		case 'rollback':
			return `ROLLBACK${printOptional('TO', statement.savepoint && printName(statement.savepoint))}`;
		case 'savepoint':
			return `SAVEPOINT ${printName(statement.name)}`;
		case 'release':
			return `RELEASE ${printName(statement.name)}`;
		case 'pragma': {
			const { schema, name, value } = statement;
			const prefix = schema === undefined ? '' : `${printName(schema)}.`;
			const assigned = value === undefined ? '' : ` = ${pragmaValueText(value.text)}`;
			return `PRAGMA ${prefix}${printName(name)}${assigned}`;
		}
		case 'attach': {
			const file = printer.expression(statement.file);
			const schema = printer.expression(statement.schema);
			const key = printOptional('KEY', statement.key && printer.expression(statement.key));
			return `ATTACH ${file} AS ${schema}${key}`;
		}
		case 'detach':
			return `DETACH ${printer.expression(statement.schema)}`;
		case 'analyze':
			return statement.object === undefined
				? 'ANALYZE'
				: `ANALYZE ${printQualified(statement.object)}`;
		case 'reindex':
			return statement.object === undefined
				? 'REINDEX'
				: `REINDEX ${printQualified(statement.object)}`;
		case 'vacuum': {
			const schema = statement.schema === undefined ? '' : ` ${printName(statement.schema)}`;
			const into = printOptional('INTO', statement.into && printer.expression(statement.into));
			return `VACUUM${schema}${into}`;
		}
		case 'createLayer':
		case 'restoreLayer':
		case 'dropLayer':
		case 'createBranch':
		case 'checkout':
		case 'dropBranch':
		case 'mergeBranch':
			return layerStatementText(statement);
		case 'explain':
			return explainText(printer, statement);
		case 'invalid':
			return '';
		default:
			return unreachable(statement);
	}
}

function beginText({ mode, isolation }: Begin): string {
	const begin = mode === 'deferred' ? 'BEGIN' : `BEGIN ${mode.toUpperCase()}`;
	if (!isolation) return begin;
	const level = isolation === 'readCommitted' ? 'READ COMMITTED' : isolation.toUpperCase();
	return `${begin} ISOLATION LEVEL ${level}`;
}

function createHead(type: string, isTemporary: boolean, ifNotExists: boolean): string {
	return `CREATE ${isTemporary ? 'TEMP ' : ''}${type}${ifNotExists ? ' IF NOT EXISTS' : ''}`;
}

function pragmaValueText(text: string): string {
	return /^-?[\d.]+$/.test(text) || /^(on|delete|default)$/i.test(text) ? text : printText(text);
}

function virtualTableText(printer: Printer, statement: CreateVirtualTable): string {
	const head = createHead('VIRTUAL TABLE', false, statement.ifNotExists);
	const name = `${printQualified(statement.table)} USING ${printName(statement.module)}`;
	if (statement.definition !== undefined) {
		return `${head} ${name}${definitionText(printer, statement.definition)}`;
	}
	if (statement.args.length === 0) return `${head} ${name}`;
	return `${head} ${name}(${statement.args.map(({ text }) => text).join(', ')})`;
}

function indexText(printer: Printer, statement: CreateIndex): string {
	const unique = statement.isUnique ? 'UNIQUE INDEX' : 'INDEX';
	const head = createHead(unique, false, statement.ifNotExists);
	const columns = orderingText(printer, statement.columns);
	const using = printOptional('USING', statement.using && printName(statement.using));
	const include =
		statement.included.length > 0 ? ` INCLUDE (${printNames(statement.included)})` : '';
	const where = printOptional('WHERE', statement.where && printer.expression(statement.where));
	const on = `${printQualified(statement.index)} ON ${printName(statement.table)}`;
	return `${head} ${on}${using} (${columns})${include}${where}${indexOptionsText(statement)}`;
}

function indexOptionsText({ options }: CreateIndex): string {
	if (options.length === 0) return '';
	const texts = options.map(({ name, value }) => {
		const text = typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
		return `${printName(name)} = ${text}`;
	});
	return ` WITH (${texts.join(', ')})`;
}

const timingWords = { before: 'BEFORE', after: 'AFTER', insteadOf: 'INSTEAD OF' } as const;

function triggerText(printer: Printer, trigger: CreateTrigger): string {
	const head = createHead('TRIGGER', trigger.isTemporary, trigger.ifNotExists);
	const event = `${timingWords[trigger.timing]} ${eventText(trigger.event)}`;
	const forEachRow = trigger.isForEachRow ? ' FOR EACH ROW' : '';
	const when = printOptional('WHEN', trigger.when && printer.expression(trigger.when));
	const body = trigger.body.map(step => `${statementText(printer, step)}; `).join('');
	const on = `ON ${printQualified(trigger.table)}${forEachRow}${when}`;
	return `${head} ${printQualified(trigger.trigger)} ${event} ${on} BEGIN ${body}END`;
}

function eventText({ kind, columns }: TriggerEvent): string {
	const of = columns.length === 0 ? '' : ` OF ${printNames(columns)}`;
	return `${kind.toUpperCase()}${of}`;
}

function alterText(printer: Printer, action: AlterAction): string {
	switch (action.kind) {
		case 'renameTable':
			return `RENAME TO ${printName(action.newName)}`;
		case 'renameColumn':
			return `RENAME COLUMN ${printName(action.column)} TO ${printName(action.newName)}`;
		case 'addColumn':
			return `ADD COLUMN ${columnText(printer, action.column)}`;
		case 'dropColumn':
			return `DROP COLUMN ${printName(action.column)}`;
		case 'addCheck':
			return `ADD ${namedCheckText(printer, action.constraint)}`;
		case 'dropConstraint':
			return `DROP CONSTRAINT ${printName(action.constraint)}`;
		case 'setNotNull':
			return `ALTER COLUMN ${printName(action.column)} SET NOT NULL`;
		case 'dropNotNull':
			return `ALTER COLUMN ${printName(action.column)} DROP NOT NULL`;
		case 'addPartition':
		case 'dropPartition':
		case 'truncatePartition':
			return partitionActionText(printer, action);
		default:
			return unreachable(action);
	}
}

function explainText(printer: Printer, explain: Explain): string {
	const inner = statementText(printer, explain.statement);
	switch (explain.mode) {
		case 'program':
			return `EXPLAIN ${inner}`;
		case 'queryPlan':
			return `EXPLAIN QUERY PLAN ${inner}`;
		case 'options': {
			const analyze = explain.isAnalyze ? ', ANALYZE' : '';
			return `EXPLAIN (FORMAT ${explain.format.toUpperCase()}${analyze}) ${inner}`;
		}
		default:
			return unreachable(explain.mode);
	}
}
