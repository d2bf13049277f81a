/**
 * Table-valued functions in FROM: `name(arguments)`, or the bare name of one. Its parameters are columns too, which
 * `*` leaves out; `claimArguments` takes equalities with them out of WHERE and ON and makes arguments of them.
 */

import type { TableFunction as TableFunctionSchema } from '../functions/function.js';
import type { Expr, SlotBinding } from '../plan/expression.js';
import { someExpr } from '../plan/exprTree.js';
import type { FunctionRelation, Relation } from '../plan/logical.js';
import type { Expression } from '../syntax/ast/expression.js';
import type { TableFunction, TableReference } from '../syntax/ast/query.js';
import { foldKey } from '../util/foldKey.js';
import { bindExpression } from './bindExpression.js';
import type { BindState } from './bindState.js';
import { bindError } from './bindState.js';
import { columnsOfNames } from './relationColumns.js';
import type { RelationColumns, Scope, ScopeRelation } from './scope.js';

/** The schema table or table-valued function that a bare name means. */
export function bindFunctionByName(
	state: BindState,
	scope: Scope,
	syntax: TableReference,
): Relation | undefined {
	const found = findByName(state, syntax);
	if (!found) return undefined;
	return addFunction(scope, {
		function: found,
		args: [],
		bindings: [],
		alias: syntax.alias?.name ?? syntax.name.name,
		key: syntax.alias?.key ?? syntax.name.key,
		schemaKey: syntax.schema?.key ?? 'main',
	});
}

function findByName(state: BindState, syntax: TableReference): TableFunctionSchema | undefined {
	const { functions, findSchemaTable } = state.context;
	const { key } = syntax.name;
	const schemaTable = findSchemaTable?.(key, syntax.schema?.key ?? state.homeSchema);
	if (schemaTable) return schemaTable;
	const found = functions.find(key, 0);
	return found?.kind === 'table' ? found : undefined;
}

/** Undefined: no table-valued function has that name. */
export function bindFunctionCall(
	state: BindState,
	scope: Scope,
	syntax: TableFunction,
): Relation | undefined {
	const { name } = syntax.function;
	const { functions, catalog } = state.context;
	if (catalog.findRelation(name.key, syntax.function.schema?.key ?? state.homeSchema)) {
		throw bindError(state, `'${name.name}' is not a function`, syntax.span);
	}
	const found = functions.find(name.key, syntax.args.length);
	if (found?.kind !== 'table') {
		const other = functions.find(name.key, 0);
		if (other?.kind !== 'table') return undefined;
		throw bindError(
			state,
			`too many arguments on ${name.name}() - max ${other.maxArguments}`,
			syntax.span,
		);
	}
	const bindings: SlotBinding[] = [];
	const args = syntax.args.map((argument: Expression) =>
		asArgument(state, bindings, bindExpression(state, scope, argument)),
	);
	return addFunction(scope, {
		function: found,
		args,
		bindings,
		alias: syntax.alias?.name ?? name.name,
		key: syntax.alias?.key ?? name.key,
		schemaKey: syntax.function.schema?.key ?? 'main',
	});
}

interface FunctionUse {
	readonly function: TableFunctionSchema;
	readonly args: Expr[];
	readonly bindings: SlotBinding[];
	readonly alias: string;
	readonly key: string;
	readonly schemaKey: string;
}

function addFunction(scope: Scope, use: FunctionUse): Relation {
	const { function: table, args } = use;
	const values = args.map(argument => (argument.kind === 'literal' ? argument.value : undefined));
	const columns = table.bindColumns?.(values) ?? table.columns;
	const relation: FunctionRelation = {
		kind: 'function',
		alias: use.alias,
		key: use.key,
		used: [],
		function: table,
		columns,
		args,
		parameters: args.map((_, position) => position),
		bindings: use.bindings,
	};
	scope.relations.push({
		relation,
		schemaKey: use.schemaKey,
		columns: namesOf(relation),
		using: NO_NAMES,
		join: 'inner',
		exprs: [],
	});
	return relation;
}

const NO_NAMES: readonly string[] = [];

/** The parameters stand behind the columns. */
function namesOf({ columns, function: table }: FunctionRelation): RelationColumns {
	const names = columns.map(column => column.name);
	const parameters = table.parameters ?? NO_NAMES;
	if (parameters.length === 0) return columnsOfNames(names);
	const all = [...names, ...parameters];
	const hidden = new Set(parameters.map((_, position) => names.length + position));
	return { ...columnsOfNames(all, all.map(foldKey)), hidden };
}

/**
 * Equalities of a parameter with something the function can be given become its argument and leave `conjuncts`; only
 * those of relations that `isOpen` takes.
 */
export function claimArguments(
	state: BindState,
	entries: readonly ScopeRelation[],
	conjuncts: Expr[],
	isOpen: (entry: ScopeRelation, position: number) => boolean,
): void {
	for (let at = 0; at < entries.length; at++) {
		const entry = entries[at] as ScopeRelation;
		const { relation } = entry;
		if (relation.kind !== 'function' || !entry.columns.hidden) continue;
		if (!isOpen(entry, at)) continue;
		for (let position = 0; position < conjuncts.length; position++) {
			const claim = claimOf(relation, entries, conjuncts[position] as Expr);
			if (!claim) continue;
			relation.args.push(asArgument(state, relation.bindings, claim.value));
			relation.parameters.push(claim.parameter);
			conjuncts.splice(position--, 1);
		}
	}
}

interface Claim {
	/** Position among the function's parameters. */
	readonly parameter: number;
	readonly value: Expr;
}

function claimOf(
	relation: FunctionRelation,
	entries: readonly ScopeRelation[],
	conjunct: Expr,
): Claim | undefined {
	if (conjunct.kind !== 'compare' || conjunct.op !== '=') return undefined;
	const { left, right } = conjunct;
	return claim(relation, entries, left, right) ?? claim(relation, entries, right, left);
}

function claim(
	relation: FunctionRelation,
	entries: readonly ScopeRelation[],
	side: Expr,
	value: Expr,
): Claim | undefined {
	const column = side.kind === 'affinity' ? side.operand : side;
	if (column.kind !== 'column') return undefined;
	const used = relation.used.find(({ id }) => id === column.id);
	if (!used) return undefined;
	const parameter = used.columnIndex - relation.columns.length;
	if (parameter < 0 || relation.parameters.includes(parameter)) return undefined;
	return dependsOn(entries, value, relation) ? undefined : { parameter, value };
}

/** Whether the value needs a row of the relation, straight or by way of other functions' arguments. */
function dependsOn(
	entries: readonly ScopeRelation[],
	value: Expr,
	relation: FunctionRelation,
): boolean {
	const owners = new Set<Relation>();
	someExpr(value, node => {
		if (node.kind === 'column') {
			const owner = entries.find(entry => entry.relation.used.some(({ id }) => id === node.id));
			if (owner) owners.add(owner.relation);
		}
		return false;
	});
	if (owners.has(relation)) return true;
	for (const owner of owners) {
		if (owner.kind !== 'function') continue;
		if (owner.bindings.some(binding => dependsOn(entries, binding.value, relation))) return true;
	}
	return false;
}

/** Columns of other relations come through slots. */
function asArgument(state: BindState, bindings: SlotBinding[], value: Expr): Expr {
	if (!someExpr(value, node => node.kind === 'column')) return value;
	const slot = state.slotCount++;
	bindings.push({ slot, value });
	return { kind: 'slot', slot, name: value.kind === 'column' ? value.name : 'argument' };
}
