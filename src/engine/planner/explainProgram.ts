/**
 * EXPLAIN: a statement as a list of steps in the order they run. There is no byte code behind it, so the steps are the
 * operators of the plan, in the eight columns that programs expect of EXPLAIN: p1 and p2 are the addresses of a step's
 * inputs (0: none), p3 how many columns it gives, p4 the table, index or function it works on, `comment` how.
 */

import type { PlanNode } from '../plan/nodes.js';
import type { StatementPlan } from '../plan/statements.js';
import { explainJson } from './explainJson.js';
import type { ExplainedNode } from './explainJson.js';

export interface ProgramStep {
	readonly addr: number;
	readonly opcode: string;
	readonly p1: number;
	readonly p2: number;
	readonly p3: number;
	readonly p4: string | null;
	readonly p5: number;
	readonly comment: string | null;
}

type StepParts = Partial<Omit<ProgramStep, 'addr' | 'opcode' | 'p5'>>;

export function explainProgram(plan: StatementPlan): ProgramStep[] {
	const steps: ProgramStep[] = [];
	add(steps, 'Init', { p2: 1 });
	add(steps, 'Transaction', { p2: plan.kind === 'select' ? 0 : 1 });
	const { root, nodes } = explainJson(plan);
	// A table that is emptied as a whole is not read.
	const isRead = root !== undefined && !(plan.kind === 'delete' && plan.isTruncate);
	const source = isRead ? addOperators(steps, root, nodes) : 0;
	if (plan.kind === 'select') {
		add(steps, 'ResultRow', { p1: source, p3: plan.columns.length });
	} else {
		const { kind, table, returning } = plan;
		const changed = add(steps, WRITES[kind], {
			p1: source,
			p3: table.columns.length,
			p4: table.name,
			comment: writeComment(plan),
		});
		if (returning) add(steps, 'ResultRow', { p1: changed, p3: returning.columns.length });
	}
	add(steps, 'Halt', {});
	return steps;
}

/** A statement that is one step of its own. */
export function explainCommandProgram(
	opcode: string,
	object: string | null,
	isReadonly: boolean,
	columnCount: number,
): ProgramStep[] {
	const steps: ProgramStep[] = [];
	add(steps, 'Init', { p2: 1 });
	if (!isReadonly) add(steps, 'Transaction', { p2: 1 });
	const step = add(steps, opcode, { p3: columnCount, p4: object });
	if (columnCount > 0) add(steps, 'ResultRow', { p1: step, p3: columnCount });
	add(steps, 'Halt', {});
	return steps;
}

const WRITES = { insert: 'Insert', update: 'Update', delete: 'Delete' } as const;

function add(steps: ProgramStep[], opcode: string, parts: StepParts): number {
	const addr = steps.length;
	steps.push({ addr, opcode, p1: 0, p2: 0, p3: 0, p4: null, p5: 0, comment: null, ...parts });
	return addr;
}

/** Inputs and nested queries come before the operator that reads them; its address. */
function addOperators(
	steps: ProgramStep[],
	{ id, operator, detail, name, children }: ExplainedNode,
	nodes: readonly PlanNode[],
): number {
	const inputs = children.map(child => addOperators(steps, child, nodes));
	const node = nodes[id] as PlanNode;
	const words = [name === undefined ? '' : `${name}:`, detail].filter(word => word !== '');
	return add(steps, operator.charAt(0).toUpperCase() + operator.slice(1), {
		p1: inputs[0] ?? 0,
		p2: inputs[1] ?? 0,
		p3: node.output.length,
		p4: objectOf(node),
		comment: words.length > 0 ? words.join(' ') : null,
	});
}

function objectOf(node: PlanNode): string | null {
	switch (node.kind) {
		case 'tableScan':
			return node.table.name;
		case 'indexScan':
			return node.index.name;
		case 'tableFunctionScan':
			return node.function.name;
		case 'cteScan':
		case 'recursiveScan':
			return node.name;
		default:
			return null;
	}
}

function writeComment(plan: Exclude<StatementPlan, { kind: 'select' }>): string | null {
	if (plan.kind === 'delete') return plan.isTruncate ? 'all rows' : null;
	return plan.conflict ? `or ${plan.conflict}` : null;
}
