/** What a collating sequence is to the engine. The built-in three live in collations.ts. */

export interface Collation {
	readonly name: string;
	/** <0, 0, >0. Must be a total order. */
	compare(left: string, right: string): number;
	/**
	 * A string that is equal for two texts exactly when they compare equal, for hashing; `undefined` for
	 * collations that cannot give one (user functions): hashing operators then fall back to ordering.
	 */
	readonly hashKey: ((text: string) => string) | undefined;
}
