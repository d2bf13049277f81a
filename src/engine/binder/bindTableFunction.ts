/**
 * Table-valued functions in FROM: `name(arguments)`, or the bare name of one. Its parameters are columns too, which
 * `*` leaves out; `claimArguments` takes equalities with them out of WHERE and ON and makes arguments of them.
 */

import type { TableSchema } from '../catalog/schema.js';
import type { TableFunction as TableFunctionSchema } from '../functions/function.js';
import type { Expr, SlotBinding } from '../plan/expression.js';
import { someExpr } from '../plan/exprTree.js';
import type { FunctionRelation, Relation } from '../plan/logical.js';
import type { Expression } from '../syntax/ast/expression.js';
import type { TableFunction, TableReference } from '../syntax/ast/query.js';
import { foldKey } from '../util/foldKey.js';
import { bindExpression } from './bindExpression.js';
import type { Span } from '../util/span.js';
import type { BindState } from './bindState.js';
import { bindError, isStored } from './bindState.js';
import { columnsOfNames } from './relationColumns.js';
import type { RelationColumns, Scope, ScopeRelation } from './scope.js';
import { forEachOperand } from './syntaxTree.js';

/** The schema table or table-valued function that a bare name means. */
export function bindFunctionByName(
	state: BindState,
	scope: Scope,
	syntax: TableReference,
): Relation | undefined {
	const found = findByName(state, syntax);
	if (!found) return undefined;
	return addFunction(state, scope, {
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

/** A virtual table that is a function; undefined: it is an ordinary one. */
export function bindVirtualTable(
	state: BindState,
	scope: Scope,
	syntax: TableReference,
	table: TableSchema,
): Relation | undefined {
	if (!table.source) return undefined;
	return addFunction(state, scope, {
		function: usable(state, table.source as TableFunctionSchema, syntax.span),
		args: [],
		bindings: [],
		alias: syntax.alias?.name ?? table.name,
		key: syntax.alias?.key ?? table.key,
		schemaKey: table.schema,
	});
}

function usable(state: BindState, called: TableFunctionSchema, span: Span): TableFunctionSchema {
	const { refusal } = called;
	if (refusal) throw bindError(state, refusal.message, span, refusal.hint);
	return called;
}

/** Undefined: no table-valued function has that name. */
export function bindFunctionCall(
	state: BindState,
	scope: Scope,
	syntax: TableFunction,
): Relation | undefined {
	const { name } = syntax.function;
	const found = findCalled(state, syntax);
	if (!found) return undefined;
	const { maxArguments } = found;
	if (maxArguments >= 0 && syntax.args.length > maxArguments) {
		throw bindError(
			state,
			`too many arguments on ${name.name}() - max ${maxArguments}`,
			syntax.span,
		);
	}
	const bindings: SlotBinding[] = [];
	// What reads a row may mean any table of the FROM clause, also one to the right.
	const isLater = syntax.args.some(readsNames);
	const args = isLater ? [] : syntax.args.map(argument => bindExpression(state, scope, argument));
	const relation = addFunction(state, scope, {
		function: found,
		args,
		bindings,
		alias: syntax.alias?.name ?? name.name,
		key: syntax.alias?.key ?? name.key,
		schemaKey: syntax.function.schema?.key ?? 'main',
	});
	if (isLater) scope.pendingArguments.push({ relation, syntax: syntax.args });
	return relation;
}

function readsNames(syntax: Expression): boolean {
	if (syntax.kind === 'columnReference' || syntax.kind === 'booleanLiteral') return true;
	if (syntax.kind === 'subquery' || syntax.kind === 'exists' || syntax.kind === 'in') return true;
	let found = false;
	forEachOperand(syntax, operand => {
		found ||= readsNames(operand);
	});
	return found;
}

/** Arguments of the FROM clause that is now complete. One that reads the function's own row is none. */
export function bindPendingArguments(state: BindState, scope: Scope): void {
	for (const { relation, syntax } of scope.pendingArguments.splice(0)) {
		syntax.forEach((argument, position) => {
			const value = bindExpression(state, scope, argument);
			if (readsOwnRow(state, scope.relations, value, relation)) return;
			relation.args.push(asArgument(state, relation.bindings, value));
			relation.parameters.push(position);
		});
	}
}

/** A table hides the function of its name; a virtual table may be one itself. */
function findCalled(state: BindState, syntax: TableFunction): TableFunctionSchema | undefined {
	const { name, schema } = syntax.function;
	const { functions, catalog } = state.context;
	const stored = catalog.findRelation(name.key, schema?.key ?? state.homeSchema);
	if (stored) {
		if (stored.kind === 'table' && stored.source) {
			return usable(state, stored.source as TableFunctionSchema, syntax.span);
		}
		throw bindError(state, `'${name.name}' is not a function`, syntax.span);
	}
	const found = functions.find(name.key, syntax.args.length);
	const any = found?.kind === 'table' ? found : functions.find(name.key, 0);
	return any?.kind === 'table' ? any : undefined;
}

interface FunctionUse {
	readonly function: TableFunctionSchema;
	readonly args: Expr[];
	readonly bindings: SlotBinding[];
	readonly alias: string;
	readonly key: string;
	readonly schemaKey: string;
}

function addFunction(state: BindState, scope: Scope, use: FunctionUse): FunctionRelation {
	const { function: table, args } = use;
	if (table.isDirectOnly && isStored(state)) {
		throw bindError(state, `unsafe use of virtual table "${use.alias}"`, undefined);
	}
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

function withHidden(columns: FunctionRelation['columns'], names: RelationColumns): RelationColumns {
	if (!columns.some(column => column.isHidden)) return names;
	const hidden = columns.flatMap((column, position) => (column.isHidden ? [position] : []));
	return { ...names, hidden: new Set(hidden) };
}

/** The parameters stand behind the columns. */
function namesOf({ columns, function: table }: FunctionRelation): RelationColumns {
	const names = columns.map(column => column.name);
	const parameters = table.parameters ?? NO_NAMES;
	if (parameters.length === 0) return withHidden(columns, columnsOfNames(names));
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
			const claim = claimOf(state, relation, entries, conjuncts[position] as Expr);
			if (!claim) continue;
			relation.args.push(asArgument(state, relation.bindings, claim.value));
			relation.parameters.push(claim.parameter);
			conjuncts.splice(position--, 1);
		}
		if (relation.function.onlyEqualities) {
			for (const conjunct of conjuncts) refuseOtherTest(state, relation, conjunct);
		}
	}
}

function refuseOtherTest(state: BindState, relation: FunctionRelation, conjunct: Expr): void {
	for (const side of testedBy(conjunct)) {
		const parameter = parameterOf(relation, side);
		if (parameter < 0) continue;
		const name = relation.function.parameters?.[parameter] ?? '';
		const message = `virtual table parameter "${name}" can only be constrained by the '=' operator`;
		throw bindError(state, message, undefined);
	}
}

/** What a condition compares in another way than by `=`. */
function testedBy(conjunct: Expr): readonly Expr[] {
	if (conjunct.kind === 'compare') {
		return conjunct.op === '=' ? [] : [conjunct.left, conjunct.right];
	}
	if (conjunct.kind === 'nullTest') return [conjunct.operand];
	const isPattern = conjunct.kind === 'call' && /^(?:like|glob)$/.test(conjunct.function.name);
	return isPattern ? conjunct.args.slice(1, 2) : [];
}

/** Position among the function's parameters; negative: it is none of them. */
export function parameterOf(relation: FunctionRelation, side: Expr): number {
	const column = side.kind === 'affinity' ? side.operand : side;
	if (column.kind !== 'column') return -1;
	const used = relation.used.find(({ id }) => id === column.id);
	return used ? used.columnIndex - relation.columns.length : -1;
}

interface Claim {
	/** Position among the function's parameters. */
	readonly parameter: number;
	readonly value: Expr;
}

function claimOf(
	state: BindState,
	relation: FunctionRelation,
	entries: readonly ScopeRelation[],
	conjunct: Expr,
): Claim | undefined {
	if (conjunct.kind !== 'compare' || conjunct.op !== '=') return undefined;
	const { left, right } = conjunct;
	return (
		claim(state, relation, entries, left, right) ?? claim(state, relation, entries, right, left)
	);
}

function claim(
	state: BindState,
	relation: FunctionRelation,
	entries: readonly ScopeRelation[],
	side: Expr,
	value: Expr,
): Claim | undefined {
	const parameter = parameterOf(relation, side);
	if (parameter < 0 || relation.parameters.includes(parameter)) return undefined;
	return readsOwnRow(state, entries, value, relation) ? undefined : { parameter, value };
}

/** Functions that wait for each other's rows are in no order possible. */
function readsOwnRow(
	state: BindState,
	entries: readonly ScopeRelation[],
	value: Expr,
	relation: FunctionRelation,
): boolean {
	const owners = ownersOf(entries, value);
	if (owners.has(relation)) return true;
	if (!dependsOn(entries, value, relation)) return false;
	throw bindError(state, 'no query solution', undefined);
}

/** The relations whose columns the value reads. */
function ownersOf(entries: readonly ScopeRelation[], value: Expr): Set<Relation> {
	const owners = new Set<Relation>();
	someExpr(value, node => {
		if (node.kind === 'column') {
			const owner = entries.find(entry => entry.relation.used.some(({ id }) => id === node.id));
			if (owner) owners.add(owner.relation);
		}
		return false;
	});
	return owners;
}

/** Whether the value needs a row of the relation, straight or by way of other functions' arguments. */
function dependsOn(
	entries: readonly ScopeRelation[],
	value: Expr,
	relation: FunctionRelation,
): boolean {
	const owners = ownersOf(entries, value);
	if (owners.has(relation)) return true;
	for (const owner of owners) {
		if (owner.kind !== 'function') continue;
		if (owner.bindings.some(binding => dependsOn(entries, binding.value, relation))) return true;
	}
	return false;
}

/** Columns of other relations come through slots. */
export function asArgument(state: BindState, bindings: SlotBinding[], value: Expr): Expr {
	if (!someExpr(value, node => node.kind === 'column')) return value;
	const slot = state.slotCount++;
	bindings.push({ slot, value });
	return { kind: 'slot', slot, name: value.kind === 'column' ? value.name : 'argument' };
}
