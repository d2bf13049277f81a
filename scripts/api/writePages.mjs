// The API reference as Markdown: a page a topic, and a list of all names. Classes get a heading a member; of everything
// else the declaration says it all.

import { format } from 'prettier';

/**
 * @typedef {import('./readDeclarations.mjs').Declaration} Declaration
 * @typedef {import('./readDeclarations.mjs').Member} Member
 * @typedef {import('./topics.mjs').Topic} Topic
 */

const generated = '<!-- Made by `npm run docs:api` of the declarations; do not edit. -->';

/**
 * @param {readonly Declaration[]} declarations
 * @param {readonly Topic[]} topics
 * @returns {Promise<Map<string, string>>} file name -> text
 */
export async function writePages(declarations, topics) {
	const byName = new Map(declarations.map(declaration => [declaration.name, declaration]));
	const pageOf = new Map(topics.flatMap(({ page, names }) => names.map(name => [name, page])));
	/** @type {Map<string, string>} */
	const pages = new Map();
	for (const { page, title, about, names } of topics) {
		/** @param {readonly string[]} types */
		const links = types =>
			types
				.filter(name => pageOf.has(name))
				.map(name => {
					const file = pageOf.get(name) === page ? '' : `${pageOf.get(name)}.md`;
					return `[${name}](${file}#${anchor(name)})`;
				})
				.join(', ');
		const shown = names.flatMap(name => byName.get(name) ?? []);
		const parts = await Promise.all(shown.map(declaration => declarationText(declaration, links)));
		pages.set(`${page}.md`, [generated, `# ${title}`, about, ...parts].join('\n\n') + '\n');
	}
	pages.set('README.md', indexPage(byName, topics));
	return pages;
}

/**
 * @param {ReadonlyMap<string, Declaration>} byName
 * @param {readonly Topic[]} topics
 */
function indexPage(byName, topics) {
	const lists = topics.map(({ page, title, names }) => {
		const lines = names.flatMap(name => {
			const declaration = byName.get(name);
			if (!declaration) return [];
			const sentence = firstSentence(declaration.doc);
			return `- [${name}](${page}.md#${anchor(name)})${sentence ? `: ${sentence}` : ''}`;
		});
		return `## [${title}](${page}.md)\n\n${lines.join('\n')}`;
	});
	return [generated, '# API of `strata-sql`', ...lists].join('\n\n') + '\n';
}

/**
 * @param {Declaration} declaration
 * @param {(types: readonly string[]) => string} links
 */
async function declarationText({ name, kind, doc, text, members, types }, links) {
	const own = [
		`## ${name}`,
		doc,
		code(kind === 'class' ? text : await formatted(trimDoc(text))),
		links(types),
	];
	const sorted = [...members].sort((left, right) => rank(left) - rank(right));
	const described = await Promise.all(sorted.map(member => memberText(name, member, links)));
	return [...own, ...described].filter(part => part !== '').join('\n\n');
}

/**
 * @param {string} owner
 * @param {Member} member
 * @param {(types: readonly string[]) => string} links
 */
async function memberText(owner, { name, isStatic, texts, doc, types }, links) {
	const path = name === 'constructor' ? `new ${owner}()` : `${isStatic ? `${owner}.` : ''}${name}`;
	const parts = [`### ${path}`, code(await formattedMember(texts)), doc, links(types)];
	return parts.filter(part => part !== '').join('\n\n');
}

/** How to make one comes first, then what is in it. @param {Member} member */
function rank(member) {
	if (member.name === 'constructor') return 0;
	return member.isStatic ? 1 : 2;
}

/** @param {string} text */
function code(text) {
	return `\`\`\`ts\n${text.replaceAll('\t', '  ')}\n\`\`\``;
}

/** @param {string} text a declaration */
async function formatted(text) {
	const options = { parser: 'typescript', printWidth: 90, singleQuote: true };
	const begin = 'declare ';
	const lines = await format(text.replaceAll(/^(?=(function|const|class) )/gm, begin), options);
	return lines.trim().replaceAll(/^declare /gm, '');
}

/** @param {readonly string[]} texts */
async function formattedMember(texts) {
	const [first = ''] = texts;
	// How one is made is no member by its text.
	if (first.startsWith('new ') || texts.every(text => text.length <= 90)) return texts.join('\n');
	const lines = (await formatted(`declare class Owner {\n${texts.join('\n')}\n}`)).split('\n');
	return lines
		.slice(1, -1)
		.map(line => line.replace(/^ {2}/, ''))
		.join('\n');
}

/** A declaration without the docstring before it, which is said above. @param {string} text */
function trimDoc(text) {
	return text.replace(/^\/\*\*[\s\S]*?\*\/\s*/, '');
}

/** @param {string} doc */
function firstSentence(doc) {
	const [paragraph = ''] = doc.split('\n\n');
	return (/^.*?\.(?=\s|$)/s.exec(`${paragraph}.`)?.[0] ?? '')
		.replace(/\.+$/, '')
		.replace(/\s+/g, ' ');
}

/** As Markdown readers make it of a heading. @param {string} heading */
function anchor(heading) {
	return heading
		.toLowerCase()
		.replace(/[^\w\- ]/g, '')
		.replace(/ /g, '-');
}
