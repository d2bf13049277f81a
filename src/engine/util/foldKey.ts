/**
 * Folds a SQL identifier for comparison: ASCII letters to lower case, everything else untouched.
 *
 * This is SQLite's rule: `É` and `é` are different names. `String.prototype.toLowerCase` would also
 * fold letters outside ASCII, so it is used only after the name has proved to be plain ASCII.
 */
export function foldKey(name: string): string {
	let hasUpper = false;
	let isAscii = true;
	for (let index = 0; index < name.length; index++) {
		const code = name.charCodeAt(index);
		if (code >= 65 && code <= 90) hasUpper = true;
		else if (code > 127) isAscii = false;
	}
	if (!hasUpper) return name;
	if (isAscii) return name.toLowerCase();
	return name.replace(/[A-Z]/g, letter => letter.toLowerCase());
}
