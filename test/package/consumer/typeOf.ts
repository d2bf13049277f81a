// For type tests: `typeOf(value).is<T>()` compiles when the value is of exactly the type T, neither narrower nor wider.

/** `any` is a mistake too: it is equal to nothing but itself. */
/* eslint-disable @typescript-eslint/no-unnecessary-type-parameters -- two such functions are alike only if A and B are */
type IsEqual<A, B> =
	(<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

export declare function typeOf<Actual>(value: Actual): {
	is<Expected>(...mismatch: IsEqual<Actual, Expected> extends true ? [] : [expected: never]): void;
};
