/**
 * Layers and branches. Their words are names everywhere else: each statement is told by a word in a place where SQLite has
 * none that it could be.
 */
import type {
	Checkout,
	CreateBranch,
	CreateLayer,
	DropBranch,
	DropLayer,
	LayerReference,
	MergeBranch,
	RestoreLayer,
} from '../ast/layers.js';
import type { Name } from '../ast/name.js';
import { atName, parseIfExists, parseIfNotExists, parseName } from './names.js';
import type { Parser } from './parser.js';

/** Behind CREATE, at LAYER or BRANCH. */
export function parseCreateLayer(p: Parser, start: number): CreateLayer | CreateBranch {
	const isLayer = p.spells('layer');
	p.advance();
	const ifNotExists = parseIfNotExists(p);
	const name = parseName(p);
	if (isLayer) return { kind: 'createLayer', ifNotExists, name, ...p.finish(start) };
	const from = p.accept('from') ? parseLayer(p) : undefined;
	return { kind: 'createBranch', ifNotExists, name, from, ...p.finish(start) };
}

/** Behind DROP, at LAYER or BRANCH. */
export function parseDropLayer(p: Parser, start: number): DropLayer | DropBranch {
	const kind = p.spells('layer') ? 'dropLayer' : 'dropBranch';
	p.advance();
	const ifExists = parseIfExists(p);
	return { kind, ifExists, name: parseName(p), ...p.finish(start) };
}

/** RESTORE LAYER, CHECKOUT or MERGE BRANCH; undefined when none of them begins here. */
export function parseLayerStatement(
	p: Parser,
	start: number,
): RestoreLayer | Checkout | MergeBranch | undefined {
	const words = /^(restore\s+layer|checkout(?:\s+branch)?|merge\s+branch)\s+\S/i.exec(
		p.text.slice(start, start + 100),
	);
	const [first, second] = words?.[1]?.toLowerCase().split(/\s+/) ?? [];
	if (first === undefined) return undefined;
	p.advance();
	if (second !== undefined) p.advance();
	if (first === 'restore') {
		return { kind: 'restoreLayer', layer: parseLayerName(p), ...p.finish(start) };
	}
	const branch = parseName(p);
	const kind = first === 'merge' ? 'mergeBranch' : 'checkout';
	return { kind, branch, ...p.finish(start) };
}

/** `LAYER name`, `LAYER 'name'` or `LAYER 12`. */
function parseLayer(p: Parser): LayerReference {
	if (p.spells('layer')) p.advance();
	else p.unexpected('LAYER and its name or number belong here');
	return parseLayerName(p);
}

function parseLayerName(p: Parser): LayerReference {
	const { start, end } = p;
	const span = { start, end };
	if (p.kind === 'integer') {
		const layer = Number(p.text.slice(start, end));
		p.advance();
		return { kind: 'layerReference', layer, span };
	}
	return { kind: 'layerReference', layer: parseName(p).name, span };
}

/** The rest of `AS OF LAYER x`, when `of` was read as an alias and LAYER follows. */
export function parseAsOf(p: Parser, alias: Name | undefined): LayerReference | undefined {
	if (alias?.key !== 'of' || !p.spells('layer')) return undefined;
	p.advance();
	if (p.kind !== 'integer' && !atName(p) && p.kind !== 'string') {
		p.unexpected('AS OF LAYER takes a name or a number');
	}
	return parseLayerName(p);
}
