/**
 * Collating sequences beyond SQLite's three, by `Intl.Collator`: made when a name is first asked for.
 *
 *   UNICODE            the order of the Unicode collation algorithm; equal only in case and accents alike
 *   NATURAL            the same with runs of digits as numbers: 'item 9' before 'item 10'. 'item 9' and 'item 09' differ
 *   de, sv, de-u-kn    a language tag of BCP 47 with its -u- extension (kn: digits as numbers, co: a variant)
 *   ..._CI, ..._AI     behind any of these: case, accents do not count; both together ..._CI_AI
 *
 * The order of a name is that of the host's ICU data, which may change with its version.
 */

import { compareBinary } from './collations.js';
import type { Collation } from './collation.js';

/** Undefined: not a name of this kind, or a language the host has no data for. */
export function localeCollation(name: string): Collation | undefined {
	const [, base = '', caseSuffix, accentSuffix] = /^(.*?)(_ci)?(_ai)?$/i.exec(name) ?? [];
	const locale = localeOf(base);
	if (locale === undefined) return undefined;
	const sensitivity = caseSuffix
		? accentSuffix
			? 'base'
			: 'accent'
		: accentSuffix
			? 'case'
			: 'variant';
	const isNatural = /^natural$/i.test(base);
	const collator = new Intl.Collator(locale, {
		usage: 'sort',
		sensitivity,
		...(isNatural && { numeric: true }),
	});
	const compare = (left: string, right: string) => collator.compare(left, right);
	// Numbers of equal value may be written in several ways: told apart, so that NATURAL alone is an equality of texts.
	const isExact = isNatural && sensitivity === 'variant';
	return {
		name,
		compare: isExact
			? (left, right) => compare(left, right) || compareBinary(left, right)
			: compare,
		hashKey: isExact ? text => text : undefined,
	};
}

function localeOf(base: string): string | undefined {
	if (/^(unicode|natural)$/i.test(base)) return 'und';
	if (!/^[a-z]{2,3}(-[a-z0-9]{1,8})*$/i.test(base)) return undefined;
	try {
		return Intl.Collator.supportedLocalesOf(base)[0];
	} catch {
		return undefined;
	}
}
