/** M. F. Porter's algorithm of 1980: English words to their stems, in five steps of suffix rules. */

const CONSONANT = '[^aeiou]';
const VOWEL = '[aeiouy]';
const CONSONANTS = `${CONSONANT}[^aeiouy]*`;
const VOWELS = `${VOWEL}[aeiou]*`;

/** What stands before a suffix: at least one, exactly one, more than one vowel-consonant pair; a vowel at all. */
const SOME = new RegExp(`^(${CONSONANTS})?${VOWELS}${CONSONANTS}`);
const ONE = new RegExp(`^(${CONSONANTS})?${VOWELS}${CONSONANTS}(${VOWELS})?$`);
const MANY = new RegExp(`^(${CONSONANTS})?${VOWELS}${CONSONANTS}${VOWELS}${CONSONANTS}`);
const HAS_VOWEL = new RegExp(`^(${CONSONANTS})?${VOWEL}`);
/** consonant, vowel, consonant, where the last is none of w, x, y. */
const SHORT_END = new RegExp(`^${CONSONANTS}${VOWEL}[^aeiouwxy]$`);
const DOUBLED = /([^aeiouylsz])\1$/;

type Rule = readonly [suffix: string, replacement: string];

const STEP_2: readonly Rule[] = [
	['ational', 'ate'],
	['tional', 'tion'],
	['enci', 'ence'],
	['anci', 'ance'],
	['izer', 'ize'],
	['logi', 'log'],
	['bli', 'ble'],
	['alli', 'al'],
	['entli', 'ent'],
	['eli', 'e'],
	['ousli', 'ous'],
	['ization', 'ize'],
	['ation', 'ate'],
	['ator', 'ate'],
	['alism', 'al'],
	['iveness', 'ive'],
	['fulness', 'ful'],
	['ousness', 'ous'],
	['aliti', 'al'],
	['iviti', 'ive'],
	['biliti', 'ble'],
];

const STEP_3: readonly Rule[] = [
	['icate', 'ic'],
	['ative', ''],
	['alize', 'al'],
	['iciti', 'ic'],
	['ical', 'ic'],
	['ful', ''],
	['ness', ''],
];

const STEP_4 = [
	...[
		'ement',
		'ment',
		'ance',
		'ence',
		'able',
		'ible',
		'ant',
		'ent',
		'ism',
		'ate',
		'iti',
		'ous',
		'ive',
		'ize',
	],
	...['al', 'er', 'ic', 'ou'],
];

export function stem(word: string): string {
	if (!/^[a-z]{3,63}$/.test(word)) return word;
	// A y at the start is a consonant: told apart as Y.
	let text = word.startsWith('y') ? `Y${word.slice(1)}` : word;
	text = pastAndGerund(plural(text));
	if (text.endsWith('y') && HAS_VOWEL.test(text.slice(0, -1))) text = `${text.slice(0, -1)}i`;
	text = replaceSuffix(replaceSuffix(text, STEP_2), STEP_3);
	text = finalE(dropSuffix(text));
	return text.toLowerCase();
}

function plural(text: string): string {
	if (/(ss|i)es$/.test(text)) return text.slice(0, -2);
	return /[^s]s$/.test(text) ? text.slice(0, -1) : text;
}

function pastAndGerund(text: string): string {
	if (text.endsWith('eed')) return SOME.test(text.slice(0, -3)) ? text.slice(0, -1) : text;
	const suffix = /(ed|ing)$/.exec(text)?.[0];
	const base = suffix && text.slice(0, -suffix.length);
	if (!base || !HAS_VOWEL.test(base)) return text;
	if (/(at|bl|iz)$/.test(base)) return `${base}e`;
	if (DOUBLED.test(base)) return base.slice(0, -1);
	return SHORT_END.test(base) ? `${base}e` : base;
}

function replaceSuffix(text: string, rules: readonly Rule[]): string {
	let best: Rule | undefined;
	for (const rule of rules) {
		if (text.endsWith(rule[0]) && rule[0].length > (best?.[0].length ?? 0)) best = rule;
	}
	if (!best) return text;
	const base = text.slice(0, -best[0].length);
	return SOME.test(base) ? base + best[1] : text;
}

function dropSuffix(text: string): string {
	const suffix = STEP_4.find(candidate => text.endsWith(candidate));
	if (suffix !== undefined) {
		const base = text.slice(0, -suffix.length);
		return MANY.test(base) ? base : text;
	}
	const base = /(s|t)ion$/.test(text) ? text.slice(0, -3) : text;
	return MANY.test(base) ? base : text;
}

function finalE(text: string): string {
	let result = text;
	if (result.endsWith('e')) {
		const base = result.slice(0, -1);
		if (MANY.test(base) || (ONE.test(base) && !SHORT_END.test(base))) result = base;
	}
	return result.endsWith('ll') && MANY.test(result) ? result.slice(0, -1) : result;
}
