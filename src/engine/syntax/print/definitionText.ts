/**
 * Column definitions and constraints as SQL.
 */
import { unreachable } from '../../util/unreachable.js';
import type { ConflictAction, Name } from '../ast/name.js';
import type {
	CheckConstraint,
	ColumnConstraint,
	ColumnDefinition,
	DefaultColumn,
	ForeignKeyAction,
	References,
	TableConstraint,
	TableDefinition,
} from '../ast/tableDefinition.js';
import { orderingText } from './expressionText.js';
import { partitionClauseText } from './partitionText.js';
import { printColumnList, printName, printNames, printType } from './printer.js';
import type { Printer } from './printer.js';

export function definitionText(printer: Printer, definition: TableDefinition): string {
	const parts = [
		...definition.columns.map(column => columnText(printer, column)),
		...definition.constraints.map(constraint => tableConstraintText(printer, constraint)),
	];
	const options: string[] = [];
	if (definition.isWithoutRowid) options.push('WITHOUT ROWID');
	if (definition.isStrict) options.push('STRICT');
	const tail = options.length === 0 ? '' : ` ${options.join(', ')}`;
	const settings = definition.settings.map(
		({ name, value }) => `${printName(name)} = ${printName(value)}`,
	);
	const withText = settings.length === 0 ? '' : ` WITH (${settings.join(', ')})`;
	const using = definition.using ? ` USING ${printName(definition.using)}` : '';
	const { partitioning } = definition;
	const divided = partitioning ? ` ${partitionClauseText(printer, partitioning)}` : '';
	return `(${parts.join(', ')})${tail}${withText}${using}${divided}`;
}

export function columnText(
	printer: Printer,
	{ name, type, constraints, openName }: ColumnDefinition,
): string {
	const parts = [printName(name)];
	if (type !== undefined) parts.push(printType(type));
	for (const constraint of constraints) parts.push(columnConstraintText(printer, constraint));
	const lastName = constraints.findLast(constraint => constraint.name !== undefined)?.name;
	if (openName !== undefined && openName.name !== lastName?.name) {
		parts.push(`CONSTRAINT ${printName(openName)}`);
	}
	return parts.join(' ');
}

function named(name: Name | undefined, text: string): string {
	return name === undefined ? text : `CONSTRAINT ${printName(name)} ${text}`;
}

function conflictText(action: ConflictAction | undefined): string {
	return action === undefined ? '' : ` ON CONFLICT ${action.toUpperCase()}`;
}

function columnConstraintText(printer: Printer, constraint: ColumnConstraint): string {
	return named(constraint.name, bareColumnConstraintText(printer, constraint));
}

function bareColumnConstraintText(printer: Printer, constraint: ColumnConstraint): string {
	switch (constraint.kind) {
		case 'primaryKeyColumn': {
			const direction = constraint.direction === 'desc' ? ' DESC' : '';
			const autoincrement = constraint.isAutoincrement ? ' AUTOINCREMENT' : '';
			return `PRIMARY KEY${direction}${conflictText(constraint.onConflict)}${autoincrement}`;
		}
		case 'notNullColumn':
			return `NOT NULL${conflictText(constraint.onConflict)}`;
		case 'nullColumn':
			return 'NULL';
		case 'uniqueColumn':
			return `UNIQUE${conflictText(constraint.onConflict)}`;
		case 'checkConstraint':
			return checkText(printer, constraint);
		case 'defaultColumn':
			return defaultText(printer, constraint);
		case 'collateColumn':
			return `COLLATE ${printName(constraint.collation)}`;
		case 'referencesColumn':
			return referencesText(constraint.references);
		case 'generatedColumn': {
			const expression = printer.expression(constraint.expression);
			return `GENERATED ALWAYS AS (${expression}) ${constraint.storage.toUpperCase()}`;
		}
		default:
			return unreachable(constraint);
	}
}

function checkText(printer: Printer, { expression, onConflict }: CheckConstraint): string {
	return `CHECK (${printer.expression(expression)})${conflictText(onConflict)}`;
}

/** `ADD [CONSTRAINT name] CHECK (...)` shares this with the constraints of a table. */
export function namedCheckText(printer: Printer, check: CheckConstraint): string {
	return named(check.name, checkText(printer, check));
}

function defaultText(printer: Printer, { expression, isParenthesized }: DefaultColumn): string {
	const value = printer.expression(expression);
	return isParenthesized ? `DEFAULT (${value})` : `DEFAULT ${value}`;
}

const actionWords: Readonly<Record<ForeignKeyAction, string>> = {
	noAction: 'NO ACTION',
	restrict: 'RESTRICT',
	setNull: 'SET NULL',
	setDefault: 'SET DEFAULT',
	cascade: 'CASCADE',
};

function referencesText(references: References): string {
	let text = `REFERENCES ${printName(references.table)}${printColumnList(references.columns)}`;
	if (references.onDelete !== 'noAction') text += ` ON DELETE ${actionWords[references.onDelete]}`;
	if (references.onUpdate !== 'noAction') text += ` ON UPDATE ${actionWords[references.onUpdate]}`;
	if (references.match !== undefined) text += ` MATCH ${printName(references.match)}`;
	if (references.isDeferred) text += ' DEFERRABLE INITIALLY DEFERRED';
	return text;
}

function tableConstraintText(printer: Printer, constraint: TableConstraint): string {
	return named(constraint.name, bareTableConstraintText(printer, constraint));
}

function bareTableConstraintText(printer: Printer, constraint: TableConstraint): string {
	switch (constraint.kind) {
		case 'primaryKeyConstraint': {
			const columns = orderingText(printer, constraint.columns);
			const autoincrement = constraint.isAutoincrement ? ' AUTOINCREMENT' : '';
			return `PRIMARY KEY (${columns}${autoincrement})${conflictText(constraint.onConflict)}`;
		}
		case 'uniqueConstraint': {
			const columns = orderingText(printer, constraint.columns);
			return `UNIQUE (${columns})${conflictText(constraint.onConflict)}`;
		}
		case 'checkConstraint':
			return checkText(printer, constraint);
		case 'foreignKeyConstraint': {
			const columns = printNames(constraint.columns);
			return `FOREIGN KEY (${columns}) ${referencesText(constraint.references)}`;
		}
		default:
			return unreachable(constraint);
	}
}
