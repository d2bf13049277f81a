/** Seeded choices, and the values that scripts are made of: limits of the number types, texts that look like numbers. */

import { seededRandom } from '../oracle/oracle.js';

export class RandomSource {
	readonly #next: () => number;

	constructor(seed: number) {
		this.#next = seededRandom(seed);
	}

	/** 0 <= result < limit */
	below(limit: number): number {
		return Math.floor(this.#next() * limit);
	}

	between(low: number, high: number): number {
		return low + this.below(high - low + 1);
	}

	chance(probability: number): boolean {
		return this.#next() < probability;
	}

	pick<T>(items: readonly T[]): T {
		return items[this.below(items.length)] as T;
	}

	/** One of the makers, the second number of each being its weight. */
	make<T>(...makers: readonly (readonly [number, () => T])[]): T {
		let rest = this.#next() * makers.reduce((sum, [weight]) => sum + weight, 0);
		for (const [weight, maker] of makers) {
			rest -= weight;
			if (rest < 0) return maker();
		}
		return (makers[0] as (typeof makers)[number])[1]();
	}

	list<T>(least: number, most: number, maker: (index: number) => T): T[] {
		return Array.from({ length: this.between(least, most) }, (_, index) => maker(index));
	}

	some<T>(items: readonly T[], least = 1): T[] {
		const rest = [...items];
		const count = this.between(Math.min(least, rest.length), rest.length);
		return Array.from({ length: count }, () => rest.splice(this.below(rest.length), 1)[0] as T);
	}
}

const INTEGERS = [
	'9007199254740991',
	'9007199254740992',
	'9007199254740993',
	'-9007199254740993',
	'9223372036854770000',
	'-9223372036854775808',
	'4294967296',
	'-2147483649',
];
const REALS = ['0.5', '1.5', '-2.5', '3.0', '1.0', '0.0', '-1.0', '1e3', '2.25', '1e18'];
const FAR_REALS = ['9007199254740992.0', '9223372036854775807.0', '1e300', '-1e-300', '1e999'];
const TEXTS = [
	"''",
	"'a'",
	"'A'",
	"'b'",
	"'B '",
	"'a '",
	"'ab'",
	"'Abc'",
	"'abc'",
	"' '",
	"'it''s'",
	"'a%'",
	"'ä'",
	"'Ä'",
	"'日本'",
	"'x😀'",
	"'x￿'",
];
const NUMERIC_TEXTS = ["'1'", "'01'", "'2.0'", "'1e0'", "' 3 '", "'-1'", "'3x'", "'0x10'", "'2.5'"];
const FAR_TEXTS = ["'9007199254740993'", "'9223372036854775808'", "'1e400'"];
const BLOBS = ["x''", "x'61'", "x'31'", "x'6162'", "x'7f'"];

export function randomLiteral(random: RandomSource): string {
	return random.make(
		[12, () => String(random.between(-3, 6))],
		[2, () => 'NULL'],
		[1, () => random.pick(INTEGERS)],
		[3, () => random.pick(REALS)],
		[0.4, () => random.pick(FAR_REALS)],
		[5, () => random.pick(TEXTS)],
		[2, () => random.pick(NUMERIC_TEXTS)],
		[0.4, () => random.pick(FAR_TEXTS)],
		[1, () => random.pick(BLOBS)],
	);
}
