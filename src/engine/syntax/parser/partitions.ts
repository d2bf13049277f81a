/**
 * `PARTITION BY RANGE (column) (PARTITION name VALUES LESS THAN (value), ...)`, LIST and HASH, and the partitions of ALTER
 * TABLE. The words are names everywhere else: these places take nothing else.
 */
import type { Expression } from '../ast/expression.js';
import type { Name } from '../ast/name.js';
import type {
	PartitionAction,
	PartitionClause,
	PartitionCount,
	PartitionDefinition,
} from '../ast/partitions.js';
import { atName, parseName } from './names.js';
import type { Parser } from './parser.js';

/** At PARTITION, behind a table's definition. */
export function parsePartitionClause(p: Parser): PartitionClause {
	const { start } = p;
	p.expect('partition');
	p.expect('by');
	const method = parseMethod(p);
	p.expect('(');
	const column = parseName(p);
	if (p.kind === '(' || p.kind === ',') {
		p.unexpected('a table is divided by one column; a generated column can hold an expression');
	}
	p.expect(')');
	const isCounted = p.spells('partitions');
	const count = isCounted ? parseCount(p) : undefined;
	const partitions: PartitionDefinition[] = [];
	if (!isCounted) {
		p.expect('(');
		do partitions.push(parsePartition(p));
		while (p.accept(','));
		p.expect(')');
	}
	return { kind: 'partitionClause', method, column, count, partitions, span: p.spanFrom(start) };
}

function parseMethod(p: Parser): PartitionClause['method'] {
	for (const method of ['range', 'list', 'hash'] as const) {
		if (!p.spells(method)) continue;
		p.advance();
		return method;
	}
	p.unexpected('PARTITION BY takes RANGE, LIST or HASH');
	return 'hash';
}

function parseCount(p: Parser): PartitionCount {
	p.advance();
	const { start } = p;
	const number = p.grammar.expression(p);
	const value = number.kind === 'integerLiteral' ? Number(number.value) : 0;
	return { value, span: p.spanFrom(start) };
}

function parsePartition(p: Parser): PartitionDefinition {
	const { start } = p;
	p.expect('partition');
	const name = parseName(p);
	const bound = parseBound(p);
	return { kind: 'partitionDefinition', name, ...bound, span: p.spanFrom(start) };
}

function parseBound(p: Parser): Pick<PartitionDefinition, 'bound' | 'values'> {
	if (p.accept('default')) return { bound: 'default', values: [] };
	if (!p.accept('values')) return { bound: 'none', values: [] };
	if (p.accept('in')) return { bound: 'in', values: parseValues(p) };
	expectWord(p, 'less');
	expectWord(p, 'than');
	if (acceptWord(p, 'maxvalue')) return { bound: 'maxvalue', values: [] };
	p.expect('(');
	if (acceptWord(p, 'maxvalue')) {
		p.expect(')');
		return { bound: 'maxvalue', values: [] };
	}
	const value = p.grammar.expression(p);
	p.expect(')');
	return { bound: 'lessThan', values: [value] };
}

function parseValues(p: Parser): Expression[] {
	p.expect('(');
	const values: Expression[] = [];
	do values.push(p.grammar.expression(p));
	while (p.accept(','));
	p.expect(')');
	return values;
}

/**
 * Behind ALTER TABLE t: ADD, DROP or TRUNCATE PARTITION name; undefined when it is something else. A column may be called
 * partition: `DROP partition` and `ADD partition INTEGER` mean it.
 */
export function parsePartitionAction(p: Parser): PartitionAction | undefined {
	const { start } = p;
	const rest = p.text.slice(start, start + 200);
	const words = /^(add|drop|truncate)\s+partition\s+(["`[\w]\S*)(\s+(?:values|default)\b)?/i.exec(
		rest,
	);
	const verb = words?.[1]?.toLowerCase();
	if (words === null || verb === undefined) return undefined;
	if (verb === 'add' && words[3] === undefined) return undefined;
	p.advance();
	if (verb === 'add') {
		return { kind: 'addPartition', partition: parsePartition(p), span: p.spanFrom(start) };
	}
	p.expect('partition');
	const partition: Name = parseName(p);
	const kind = verb === 'drop' ? 'dropPartition' : 'truncatePartition';
	return { kind, partition, span: p.spanFrom(start) };
}

function expectWord(p: Parser, word: string): void {
	if (!acceptWord(p, word)) p.unexpected();
}

function acceptWord(p: Parser, word: string): boolean {
	if (!atName(p) || !p.spells(word)) return false;
	p.advance();
	return true;
}
