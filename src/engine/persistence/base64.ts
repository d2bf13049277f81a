/** Blobs in JSON (the engine has no host objects that do it). */

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Map(Array.from(digits, (digit, value) => [digit.charCodeAt(0), value]));

export function toBase64(bytes: Uint8Array): string {
	let text = '';
	for (let at = 0; at < bytes.length; at += 3) {
		const left = bytes.length - at;
		const bits = ((bytes[at] as number) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
		text += digits.charAt(bits >> 18) + digits.charAt((bits >> 12) & 63);
		text += left > 1 ? digits.charAt((bits >> 6) & 63) : '=';
		text += left > 2 ? digits.charAt(bits & 63) : '=';
	}
	return text;
}

/** Undefined: the text is no base64. */
export function fromBase64(text: string): Uint8Array | undefined {
	if (text.length % 4 !== 0) return undefined;
	const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
	const bytes = new Uint8Array((text.length / 4) * 3 - padding);
	let bits = 0;
	let filled = 0;
	for (let at = 0; at < text.length; at++) {
		const isPadding = at >= text.length - padding;
		const value = isPadding ? 0 : values.get(text.charCodeAt(at));
		if (value === undefined) return undefined;
		bits = (bits << 6) | value;
		if (at % 4 !== 3) continue;
		for (let shift = 16; shift >= 0 && filled < bytes.length; shift -= 8) {
			bytes[filled++] = (bits >> shift) & 0xff;
		}
		bits = 0;
	}
	return bytes;
}
