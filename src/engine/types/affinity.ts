/** Column affinities of SQLite (datatype3.html). `none` is a STRICT table's ANY: values stay as they are. */

export type Affinity = 'integer' | 'real' | 'numeric' | 'text' | 'blob' | 'none';

/** Affinity of a declared type, by SQLite's substring rules, in their order. */
export function affinityOfType(declaredType: string | undefined): Affinity {
	if (declaredType === undefined) return 'blob';
	const type = declaredType.toUpperCase();
	if (type.includes('INT')) return 'integer';
	if (type.includes('CHAR') || type.includes('CLOB') || type.includes('TEXT')) return 'text';
	if (type.includes('BLOB')) return 'blob';
	if (type.includes('REAL') || type.includes('FLOA') || type.includes('DOUB')) return 'real';
	return 'numeric';
}
