/**
 * SQLite's words for a scan: `SEARCH t USING INDEX i (a=? AND b>?)`.
 */

import { trailingKeyParts } from '../catalog/schema.js';
import type {
	IndexScan,
	PlanNode,
	RowidSource,
	ScanBound,
	TableFunctionScan,
	TableScan,
} from '../plan/nodes.js';
import type { IndexSchema } from '../catalog/schema.js';
import { describePartitions } from './partitionFilter.js';
import { remarkOn } from './subqueryNames.js';

export type JoinMark = '' | ' LEFT-JOIN' | ' EXISTS';

export function describeTableScan(scan: TableScan, mark: JoinMark): string {
	const { access, alias } = scan;
	const partitions = describePartitions(scan);
	if (access.kind === 'full') return withMark(`${verbOf(scan)} ${alias}`, partitions, mark);
	if (access.kind === 'search') {
		return withMark(
			`SEARCH ${alias}`,
			` USING ${describeSource(scan, access.source, false)}`,
			mark,
		);
	}
	const terms =
		access.kind === 'range'
			? rangeTerms('rowid', access.lower !== undefined, access.upper !== undefined)
			: ['rowid=?'];
	const using = ` USING INTEGER PRIMARY KEY (${terms.join(' AND ')})${partitions}`;
	return withMark(`SEARCH ${alias}`, using, mark);
}

/** `BITMAP INDEX i (a=?) AND BITMAP INDEX j (b=?)` */
function describeSource(scan: TableScan, source: RowidSource, isInner: boolean): string {
	if ('sources' in source) {
		const word = source.kind.toUpperCase();
		const text = source.sources.map(part => describeSource(scan, part, true)).join(` ${word} `);
		return isInner ? `(${text})` : text;
	}
	const { index } = source;
	const terms =
		source.kind === 'equals'
			? index.columns.map((_, position) => `${sourceColumn(scan, index, position)}=?`)
			: [`${sourceColumn(scan, index, source.column)} ${source.operator.toUpperCase()} ?`];
	return `${(index.type ?? '').toUpperCase()} INDEX ${index.name} (${terms.join(' AND ')})`;
}

function sourceColumn(
	{ table, alias }: TableScan,
	index: IndexSchema,
	position: number | undefined,
): string {
	if (position === undefined) return alias;
	const part = index.columns[position];
	if (!part || part.columnIndex === -1) return 'rowid';
	return table.columns[part.columnIndex]?.name ?? '<expr>';
}

export function describeIndexScan(scan: IndexScan, mark: JoinMark): string {
	const { index, table, alias } = scan;
	const isPrimary = index.id === table.id;
	const covering = scan.isCovering && !isPrimary ? 'COVERING ' : '';
	const using = isPrimary ? ' USING PRIMARY KEY' : ` USING ${covering}INDEX ${index.name}`;
	const partitions = describePartitions(scan);
	const { skip = 0 } = scan;
	const terms: string[] = [];
	for (let at = 0; at < skip; at++) terms.push(`ANY(${partName(scan, at)})`);
	scan.equals.forEach((_, at) => terms.push(`${partName(scan, skip + at)}=?`));
	const { lower, upper, pattern, skipsNull } = scan;
	if (lower || pattern || (skipsNull && remarkOn(scan) !== 'firstRowOnly'))
		terms.push(rangeTerm(scan, '>', lower));
	if (upper || pattern) terms.push(rangeTerm(scan, '<', upper));
	if (terms.length > 0) {
		return withMark(`SEARCH ${alias}`, `${using} (${terms.join(' AND ')})${partitions}`, mark);
	}
	return withMark(`${verbOf(scan)} ${alias}`, isPrimary ? partitions : using, mark);
}

/** The first entry is found, the others are not read. */
function verbOf(scan: PlanNode): string {
	return remarkOn(scan) === 'firstRowOnly' ? 'SEARCH' : 'SCAN';
}

export function describeFunctionScan(scan: TableFunctionScan, mark: JoinMark): string {
	const { name } = scan.function;
	if (scan.virtual) {
		const { number, text } = scan.virtual.plan;
		return withMark(`SCAN ${scan.alias} VIRTUAL TABLE INDEX ${number}:${text}`, '', mark);
	}
	if (name.startsWith('sqlite_')) return withMark(`SCAN ${scan.alias}`, '', mark);
	// Which arguments are given, as bits; pragmas have one plan only.
	let given = 0;
	scan.args.forEach((_, position) => {
		given |= 1 << (scan.parameters?.[position] ?? position);
	});
	const plan = name.startsWith('pragma_') ? 0 : given;
	return withMark(`SCAN ${scan.alias} VIRTUAL TABLE INDEX ${plan}:`, '', mark);
}

/** The inner side of a hash join is what SQLite calls an automatic index. */
export function describeHashed(name: string, keys: readonly string[], mark: JoinMark): string {
	const terms = keys.map(key => `${key}=?`).join(' AND ');
	return withMark(`SEARCH ${name}`, ` USING AUTOMATIC COVERING INDEX (${terms})`, mark);
}

function withMark(start: string, using: string, mark: JoinMark): string {
	return mark === ' EXISTS' ? start + mark + using : start + using + mark;
}

function rangeTerms(name: string, hasLower: boolean, hasUpper: boolean): string[] {
	const terms: string[] = [];
	if (hasLower) terms.push(`${name}>?`);
	if (hasUpper) terms.push(`${name}<?`);
	return terms;
}

/** `a>?`, or `(a,b)>(?,?)` of row values. */
function rangeTerm(scan: IndexScan, sign: '<' | '>', bound: ScanBound | undefined): string {
	const next = (scan.skip ?? 0) + scan.equals.length;
	const more = bound?.more?.length ?? 0;
	const names = Array.from({ length: more + 1 }, (_, at) => partName(scan, next + at));
	if (more === 0) return `${names[0]}${sign}?`;
	return `(${names.join(',')})${sign}(${names.map(() => '?').join(',')})`;
}

function partName(scan: IndexScan, position: number): string {
	const { table, index } = scan;
	const behind = table.hasRowid ? [] : trailingKeyParts(table, index);
	const part = index.columns[position] ?? behind[position - index.columns.length];
	if (!part || part.columnIndex === -1) return 'rowid';
	return scan.table.columns[part.columnIndex]?.name ?? '<expr>';
}
