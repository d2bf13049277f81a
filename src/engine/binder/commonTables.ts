/**
 * Common tables (WITH). A common table is bound at its first reference; later references share what was bound,
 * unless it reads an outer row, in which case each reference binds it anew. One whose query refers to itself becomes
 * a recursive block.
 */

import type {
	BoundColumn,
	BoundQuery,
	BoundRecursive,
	QueryRelation,
	Relation,
} from '../plan/logical.js';
import type {
	CommonTable,
	CompoundTerm,
	Query,
	TableExpression,
	TableReference,
	WithClause,
} from '../syntax/ast/query.js';
import { BINARY } from '../types/collations.js';
import { SqlError } from '../types/sqlError.js';
import type { Span } from '../util/span.js';
import { bindOrderOfCompound, bindLimits } from './bindOrderBy.js';
import { bindQuery, bindQueryTerm } from './bindQuery.js';
import type { BindState } from './bindState.js';
import { bindError, newColumnId } from './bindState.js';
import { compoundCollations, compoundColumns } from './compoundColumns.js';
import { readAsTable } from './realColumns.js';
import { columnsOfQuery } from './relationColumns.js';
import { newFrame } from './scope.js';
import type {
	CommonTableDefinition,
	CommonTableScope,
	Frame,
	RelationColumns,
	Scope,
} from './scope.js';

/** Common tables in sight below a WITH clause. Each sees the others, whatever their order. */
export function addCommonTables(
	state: BindState,
	parent: CommonTableScope | undefined,
	clause: WithClause,
): CommonTableScope | undefined {
	let scope = parent;
	const definitions: CommonTableDefinition[] = [];
	for (const table of clause.tables) {
		const isTaken = definitions.some(definition => definition.syntax.name.key === table.name.key);
		if (isTaken) {
			throw bindError(state, `duplicate WITH table name: ${table.name.name}`, table.name.span);
		}
		const definition: CommonTableDefinition = {
			name: table.name.name,
			syntax: table,
			scope: undefined,
			text: state.text,
			isForeignText: state.isForeignText,
			recursion: undefined,
			isBeingBound: false,
			shared: undefined,
		};
		definitions.push(definition);
		scope = { parent: scope, key: table.name.key, definition };
	}
	for (const definition of definitions) definition.scope = scope;
	if (state.observer && !state.isForeignText) definitions.forEach(one => observeNames(state, one));
	return scope;
}

/** Names in a common table that nothing refers to count as well; that it does not bind does not. */
function observeNames(state: BindState, definition: CommonTableDefinition): void {
	try {
		bindDefinition(state, newFrame(undefined), definition);
	} catch (error) {
		if (!(error instanceof SqlError)) throw error;
	}
	definition.isBeingBound = false;
	definition.recursion = undefined;
}

export function findCommonTable(
	scope: CommonTableScope | undefined,
	key: string,
): CommonTableDefinition | undefined {
	for (let current = scope; current; current = current.parent) {
		if (current.key === key) return current.definition;
	}
	return undefined;
}

export function bindCommonReference(
	state: BindState,
	scope: Scope,
	syntax: TableReference,
	definition: CommonTableDefinition,
): Relation {
	const alias = syntax.alias?.name ?? definition.name;
	const key = syntax.alias?.key ?? syntax.name.key;
	if (definition.recursion) {
		return addRecursiveReference(state, scope, definition, { alias, key }, syntax.span);
	}
	const index = syntax.indexHint?.index;
	if (index) throw bindError(state, `no such index: "${index.name}"`, index.span);
	if (definition.isBeingBound) {
		throw bindError(state, `circular reference: ${definition.name}`, syntax.span);
	}
	const known = definition.shared;
	if (known) {
		known.shared.references++;
		const relation = queryRelation(known.query, { alias, key }, known.shared, false);
		pushRelation(scope, relation, known.names);
		return relation;
	}
	const usesBefore = scope.frame.uses;
	const { query, names } = bindDefinition(state, scope.frame, definition);
	const shared = {
		id: state.nextCteId++,
		name: definition.name,
		references: 1,
		materialization: definition.syntax.materialization,
		plan: undefined,
	};
	if (scope.frame.uses === usesBefore) definition.shared = { query, names, shared };
	const relation = queryRelation(query, { alias, key }, shared, true);
	pushRelation(scope, relation, names);
	return relation;
}

function queryRelation(
	query: BoundQuery,
	name: { alias: string; key: string },
	shared: QueryRelation['shared'],
	hasQueryIds: boolean,
): QueryRelation {
	return { kind: 'query', ...name, used: [], query, source: 'cte', shared, hasQueryIds };
}

function pushRelation(scope: Scope, relation: Relation, columns: RelationColumns): void {
	scope.relations.push({
		relation,
		schemaKey: undefined,
		columns,
		using: [],
		join: 'inner',
		exprs: [],
	});
}

function addRecursiveReference(
	state: BindState,
	scope: Scope,
	definition: CommonTableDefinition,
	name: { alias: string; key: string },
	span: Span,
): Relation {
	const recursion = definition.recursion as NonNullable<typeof definition.recursion>;
	recursion.references++;
	if (recursion.references > 1) {
		const isDirect = scope.relations.some(({ relation: { kind } }) => kind === 'recursive');
		const message = isDirect
			? 'multiple references to recursive table'
			: 'multiple recursive references';
		throw bindError(state, `${message}: ${definition.name}`, span);
	}
	const relation: Relation = {
		kind: 'recursive',
		...name,
		used: [],
		cteId: recursion.cteId,
		columnCount: recursion.columns.length,
		ids: recursion.columns.map(column =>
			newColumnId(state, column.affinity, column.collation ?? BINARY),
		),
	};
	pushRelation(scope, relation, namesOf(state, definition.syntax, recursion.columns));
	return relation;
}

function namesOf(
	state: BindState,
	syntax: CommonTable,
	columns: readonly BoundColumn[],
): RelationColumns {
	if (syntax.columns.length === 0) return columnsOfQuery(columns, undefined, true);
	if (syntax.columns.length !== columns.length) {
		throw bindError(
			state,
			`table ${syntax.name.name} has ${columns.length} values for ${syntax.columns.length} columns`,
			syntax.name.span,
		);
	}
	return columnsOfQuery(
		columns,
		syntax.columns.map(column => column.name),
	);
}

function bindDefinition(
	state: BindState,
	frame: Frame,
	definition: CommonTableDefinition,
): { query: BoundQuery; names: RelationColumns } {
	const { text, isForeignText } = state;
	state.text = definition.text;
	state.isForeignText = definition.isForeignText;
	definition.isBeingBound = true;
	const recursiveFrom = firstRecursiveTerm(definition.syntax);
	const query =
		recursiveFrom > 0
			? bindRecursive(state, frame, definition, recursiveFrom)
			: bindQuery(state, frame, definition.scope, definition.syntax.query);
	readAsTable(state, query);
	const names = namesOf(state, definition.syntax, query.columns);
	definition.isBeingBound = false;
	state.text = text;
	state.isForeignText = isForeignText;
	return { query, names };
}

/**
 * Position among compounds, from 1, of the first recursive term: counted from the end, terms that read the table itself
 * and are added by one operator; 0: none.
 */
function firstRecursiveTerm(syntax: CommonTable): number {
	const { compounds } = syntax.query;
	const operator = compounds.at(-1)?.operator;
	if (operator !== 'unionAll' && operator !== 'union') return 0;
	let first = compounds.length;
	for (; first > 0; first--) {
		const compound = compounds[first - 1];
		if (compound?.operator !== operator || compound.term.kind !== 'selectCore') break;
		const { from } = compound.term;
		if (!from || !mentions(from, syntax.name.key)) break;
	}
	return first === compounds.length ? 0 : first + 1;
}

function mentions(from: TableExpression, key: string): boolean {
	switch (from.kind) {
		case 'tableReference':
			return !from.schema && from.name.key === key;
		case 'tableGroup':
			return mentions(from.table, key);
		case 'join':
			return mentions(from.left, key) || mentions(from.right, key);
		default:
			return false;
	}
}

function bindRecursive(
	state: BindState,
	frame: Frame,
	definition: CommonTableDefinition,
	recursiveFrom: number,
): BoundQuery {
	const syntax = definition.syntax.query;
	const commonTables = syntax.with
		? addCommonTables(state, definition.scope, syntax.with)
		: definition.scope;
	const initialSyntax: Query = {
		...syntax,
		with: undefined,
		compounds: syntax.compounds.slice(0, recursiveFrom - 1),
		orderBy: [],
		limit: undefined,
		offset: undefined,
	};
	const recursiveTerms = syntax.compounds.slice(recursiveFrom - 1);
	const outerScopes = state.termScopes;
	if (syntax.orderBy.length > 0) state.termScopes ??= new Map();
	const initial = bindQuery(state, frame, commonTables, initialSyntax);
	const cteId = state.nextCteId++;
	const bindTerms = (columns: readonly BoundColumn[]): BoundQuery[] =>
		recursiveTerms.map(term => {
			definition.recursion = { cteId, columns, references: 0 };
			const bound = bindQueryTerm(state, frame, commonTables, term.term);
			definition.recursion = undefined;
			checkRecursiveTerm(state, initial, term, bound);
			return bound;
		});
	const plain = initial.columns.map(column => ({ ...column, affinity: undefined }));
	namesOf(state, definition.syntax, plain);
	let recursive = bindTerms(plain);
	const columns = compoundColumns(state, [initial, ...recursive]);
	// What the columns are depends on the recursive terms, and these are bound by it.
	if (columns.some(column => column.affinity !== undefined)) recursive = bindTerms(columns);
	const terms = [initial, ...recursive];
	const query: BoundRecursive = {
		kind: 'recursive',
		cteId,
		initial,
		recursive,
		isDistinct: recursiveTerms.some(term => term.operator === 'union'),
		collations: compoundCollations(terms),
		columns,
		orderBy: [],
		limit: undefined,
		offset: undefined,
	};
	query.orderBy = bindOrderOfCompound(state, syntax.orderBy, query, terms);
	state.termScopes = outerScopes;
	bindLimits(state, query, syntax);
	return query;
}

function checkRecursiveTerm(
	state: BindState,
	initial: BoundQuery,
	term: CompoundTerm,
	bound: BoundQuery,
): void {
	if (bound.columns.length !== initial.columns.length) {
		throw bindError(
			state,
			`SELECTs to the left and right of ${term.operator === 'union' ? 'UNION' : 'UNION ALL'} ` +
				'do not have the same number of result columns',
			term.span,
		);
	}
	if (bound.kind === 'select' && bound.windows) {
		throw bindError(state, 'cannot use window functions in recursive queries', term.span);
	}
	if (bound.kind === 'select' && bound.aggregate) {
		throw bindError(state, 'recursive aggregate queries not supported', term.span);
	}
}
