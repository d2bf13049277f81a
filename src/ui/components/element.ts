/** Makes an element from attributes and children; text stays text. */

export interface ElementOptions {
	readonly class?: string;
	readonly text?: string;
	readonly role?: string;
	readonly title?: string;
	readonly type?: 'button';
	readonly label?: string;
}

export function element<K extends keyof HTMLElementTagNameMap>(
	tag: K,
	options: ElementOptions = {},
	children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[K] {
	const made = document.createElement(tag);
	if (options.class !== undefined) made.className = options.class;
	if (options.text !== undefined) made.textContent = options.text;
	if (options.role !== undefined) made.setAttribute('role', options.role);
	if (options.title !== undefined) made.title = options.title;
	if (options.type !== undefined) made.setAttribute('type', options.type);
	if (options.label !== undefined) made.setAttribute('aria-label', options.label);
	made.append(...children);
	return made;
}
