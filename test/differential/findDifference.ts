/** One random script of a kind, compared; a difference comes as the shortest script that still differs, as prompts of a golden. */

import fc from 'fast-check';
import { scriptOf } from './fuzzScripts.js';
import type { ScriptKind } from './fuzzScripts.js';
import { runScript } from './script.js';
import type { Difference, RandomScript } from './script.js';

export interface Finding {
	/** Statements that SQLite answered before the first difference. */
	readonly compared: number;
	/** Of these, those that failed on both sides. */
	readonly failed: number;
	readonly shown: string | undefined;
}

export function findDifference(kind: ScriptKind, seed: number): Finding {
	let compared: number | undefined;
	let failed = 0;
	let kept: string | undefined;
	const property = fc.property(scriptOf(kind), script => {
		const run = runScript(script);
		if (compared === undefined) {
			compared = run.compared;
			failed = run.failed;
		}
		if (!run.difference) return true;
		// A shorter script counts when the same errors, or none, stand against each other.
		kept ??= errorsOf(run.difference);
		return errorsOf(run.difference) !== kept;
	});
	const { counterexample } = fc.check(property, { seed, numRuns: 1 });
	return {
		compared: compared ?? 0,
		failed,
		shown: counterexample ? show(counterexample[0]) : undefined,
	};
}

function errorsOf({ ours, sqlite }: Difference): string {
	return [ours, sqlite].map(shown => /^error: .*/.exec(shown)?.[0] ?? 'rows').join(' / ');
}

function show(script: RandomScript): string {
	const { difference } = runScript(script);
	const lines = script.statements.map(sql => `> ${sql.replaceAll('\n', '\n  ')}`);
	if (script.isBound) lines.push('# with literals as parameters');
	if (difference?.disabledRules) lines.push(`# without ${difference.disabledRules.join()}`);
	lines.push(`# ours:\n${difference?.ours}`, `# SQLite:\n${difference?.sqlite}`);
	return lines.join('\n');
}
