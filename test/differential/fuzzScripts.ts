/**
 * The random scripts as arbitraries of fast-check: it chooses the kind and the seed, and shortens a script that fails
 * by leaving statements out, from halves of the script down to single ones. Every script ends with the schema.
 *
 * What the scripts leave out is listed in test/README.md, with the reasons.
 */

import fc from 'fast-check';
import { alterScript } from './alterScript.js';
import { functionScript } from './functionScript.js';
import { foreignKeyScript } from './foreignKeyScript.js';
import { largeScript } from './largeScript.js';
import { triggerScript } from './randomTrigger.js';
import { objectScript } from './objectScript.js';
import { windowScript } from './randomWindow.js';
import { EVERY_RULE, randomScript } from './script.js';
import type { RandomScript } from './script.js';
import { writeScript } from './writeScript.js';

const SCHEMA = 'SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name';

export const SCRIPT_KINDS = {
	mixed: randomScript,
	large: largeScript,
	writes: writeScript,
	foreignKeys: foreignKeyScript,
	windows: randomWindows,
	triggers: randomTriggers,
	functions: functionScript,
	objects: objectScript,
	alter: alterScript,
} satisfies Record<string, (seed: number) => RandomScript>;

export type ScriptKind = keyof typeof SCRIPT_KINDS;

export const KIND_NAMES = Object.keys(SCRIPT_KINDS) as ScriptKind[];

/** Rows that tie may come in another order when an index is not used: rules stay on then. */
function randomWindows(seed: number): RandomScript {
	const statements = windowScript(seed);
	const hasIndex = statements.some(sql => sql.startsWith('CREATE INDEX'));
	return { statements, disabledRules: hasIndex ? [] : EVERY_RULE };
}

/** When triggers of REPLACE change the table that an UPDATE is at, which changes do so is not documented. */
function randomTriggers(seed: number): RandomScript {
	return {
		statements: triggerScript(seed),
		disabledRules: [],
		isExact: true,
		endsAt: 'constraint failed',
	};
}

class ScriptArbitrary extends fc.Arbitrary<RandomScript> {
	readonly #kind: ScriptKind;

	constructor(kind: ScriptKind) {
		super();
		this.#kind = kind;
	}

	override generate(random: fc.Random): fc.Value<RandomScript> {
		const script = SCRIPT_KINDS[this.#kind](random.nextInt(0, 0x7fffffff));
		const statements = [...script.statements, SCHEMA];
		return new fc.Value({ ...script, statements }, statements.length);
	}

	override canShrinkWithoutContext(value: unknown): value is RandomScript {
		return typeof value === 'object' && value !== null && 'statements' in value;
	}

	/** The context is the size of the pieces that are left out. */
	override shrink(script: RandomScript, context: unknown): fc.Stream<fc.Value<RandomScript>> {
		const most = typeof context === 'number' ? context : script.statements.length;
		return fc.stream(shorterScripts(script, Math.min(most, script.statements.length)));
	}
}

function* shorterScripts(script: RandomScript, most: number): Generator<fc.Value<RandomScript>> {
	const { statements } = script;
	for (let size = most; size >= 1; size >>= 1) {
		for (let end = statements.length; end > 0; end -= size) {
			const shorter = [...statements.slice(0, Math.max(0, end - size)), ...statements.slice(end)];
			yield new fc.Value({ ...script, statements: shorter }, size);
		}
	}
}

export function scriptOf(kind: ScriptKind): fc.Arbitrary<RandomScript> {
	return new ScriptArbitrary(kind);
}
