/**
 * The programs of foreign key actions: one statement on the child table for each row of the parent that goes or gets
 * another key.
 *
 * The text is SQL as a trigger would have it, `UPDATE child SET fk = new.pk WHERE old.pk = fk`: so the comparison is
 * the one that SQLite makes, and the planner finds the child's index.
 */

import { quotedName } from '../syntax/quoteName.js';
import type { Reference } from '../plan/foreignKeys.js';
import type { RowProgramSource } from '../planner/planRowProgram.js';
import type { Update } from '../syntax/ast/change.js';
import type { Expression } from '../syntax/ast/expression.js';
import type { TriggerStep } from '../syntax/ast/statement.js';
import { parse } from '../syntax/parse.js';

/** Precondition: the action is CASCADE, SET NULL or SET DEFAULT, and the reference has a key. */
export function actionSource(reference: Reference, event: 'update' | 'delete'): RowProgramSource {
	const { child, foreignKey, key } = reference;
	if (!key) throw new Error('no key to act on');
	const { parent, childColumns, parentColumns } = key;
	const action = event === 'delete' ? foreignKey.onDelete : foreignKey.onUpdate;
	const pairs = childColumns.map((childColumn, part) => {
		const parentColumn = parentColumns[part] as number;
		return {
			child: quotedName(child.columns[childColumn]?.name ?? ''),
			parent: quotedName(parent.columns[parentColumn]?.name ?? ''),
			defaultValue: child.columns[childColumn]?.defaultValue,
		};
	});
	const table = quotedName(child.name);
	const where = pairs.map(pair => `old.${pair.parent} = ${pair.child}`).join(' AND ');
	const isDelete = action === 'cascade' && event === 'delete';
	const values = pairs.map(pair => {
		return `${pair.child} = ${action === 'cascade' ? `new.${pair.parent}` : 'NULL'}`;
	});
	const text = isDelete
		? `DELETE FROM ${table} WHERE ${where}`
		: `UPDATE ${table} SET ${values.join(', ')} WHERE ${where}`;
	const step = parse(text).statements[0] as TriggerStep;
	const defaults = action === 'setDefault' ? pairs.map(pair => pair.defaultValue) : [];
	return {
		table: parent,
		event,
		when: undefined,
		steps: [step.kind === 'update' ? withValues(step, defaults) : step],
		homeSchema: child.schema,
		text,
	};
}

/** Where there is a value it takes the place of NULL. */
function withValues(update: Update, values: readonly (Expression | undefined)[]): Update {
	return {
		...update,
		assignments: update.assignments.map((assignment, position) => ({
			...assignment,
			value: values[position] ?? assignment.value,
		})),
	};
}
