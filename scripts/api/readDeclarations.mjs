// What the library exports, read from its compiled declarations: names, docstrings, and the text of each declaration as
// the compiler wrote it. Members that are not for users (private, protected, @internal) are left out.
import ts from 'typescript';

/**
 * @typedef {{ checker: ts.TypeChecker, exported: ReadonlyMap<ts.Symbol, string> }} Context
 *
 * @typedef {object} Member of a class
 * @property {string} name
 * @property {boolean} isStatic
 * @property {string[]} texts one, or one an overload
 * @property {string} doc
 * @property {string[]} types exported names that the text mentions
 *
 * @typedef {object} Declaration
 * @property {string} name
 * @property {'class' | 'interface' | 'type' | 'function' | 'variable'} kind
 * @property {string} doc
 * @property {string} text of a class: its head
 * @property {Member[]} members of a class
 * @property {string[]} types
 * @property {string[]} undocumented members without a docstring
 * @property {string[]} unexported names that are mentioned, but neither exported nor declared in the same file
 */

/**
 * @param {string} file the declarations of the entry point
 * @returns {Declaration[]} in the order of their names
 */
export function readDeclarations(file) {
	const program = ts.createProgram([file], {
		target: ts.ScriptTarget.ES2023,
		module: ts.ModuleKind.NodeNext,
		types: [],
	});
	const checker = program.getTypeChecker();
	const source = program.getSourceFile(file);
	const entry = source && checker.getSymbolAtLocation(source);
	if (!entry) throw new Error(`${file} is no module`);
	const symbols = checker.getExportsOfModule(entry).map(symbol => ({
		name: symbol.name,
		symbol: symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
	}));
	const exported = new Map(symbols.map(({ name, symbol }) => [symbol, name]));
	for (const { name, symbol } of symbols) {
		const behind = classBehind(symbol.declarations ?? [], checker);
		const own = behind && checker.getTypeAtLocation(behind).getSymbol();
		if (own) exported.set(own, name);
	}
	const context = { checker, exported };
	return symbols
		.map(({ name, symbol }) => readSymbol(name, symbol, context))
		.sort((left, right) => (left.name < right.name ? -1 : 1));
}

/**
 * @param {string} name
 * @param {ts.Symbol} symbol
 * @param {Context} context
 * @returns {Declaration}
 */
function readSymbol(name, symbol, context) {
	const nodes = symbol.declarations ?? [];
	const given = nodes.find(ts.isClassDeclaration) ?? classBehind(nodes, context.checker);
	if (given) return readClass(name, nodes, given, context);
	const [node] = nodes;
	if (!node) throw new Error(`${name} is declared nowhere`);
	const texts = nodes.map(each => textOf(statementOf(each)));
	const mentions = mentionsIn(nodes, context, name);
	return {
		name,
		kind: kindOf(node),
		doc: docOf(nodes),
		text: [...new Set([...texts, ...mentions.helpers])].join('\n'),
		members: [],
		types: mentions.types,
		unexported: mentions.unexported,
		undocumented: nodes.filter(ts.isInterfaceDeclaration).flatMap(undocumentedIn),
	};
}

/**
 * A constant and an interface of one name that stand for a class of another.
 * @param {readonly ts.Node[]} nodes
 * @param {ts.TypeChecker} checker
 */
function classBehind(nodes, checker) {
	const named = nodes.find(ts.isInterfaceDeclaration);
	const above = named?.heritageClauses?.[0]?.types[0];
	if (!above || named.members.length > 0 || !nodes.some(ts.isVariableDeclaration)) return;
	const behind = checker.getTypeAtLocation(above).getSymbol();
	return behind?.declarations?.find(ts.isClassDeclaration);
}

/**
 * @param {string} name
 * @param {readonly ts.Node[]} nodes where the name is declared
 * @param {ts.ClassDeclaration} node the class itself
 * @param {Context} context
 * @returns {Declaration}
 */
function readClass(name, nodes, node, context) {
	/** @type {Map<string, Member>} */
	const members = new Map();
	const { base, classes } = lineage(node, context, name);
	for (const declared of classes) readMembers(declared, members, context, name);
	const generic = node.typeParameters?.map(textOf).join(', ');
	const interfaces = node.heritageClauses
		?.filter(({ token }) => token === ts.SyntaxKind.ImplementsKeyword)
		.flatMap(({ types }) => types.map(textOf));
	const head = [
		`class ${name}${generic ? `<${generic}>` : ''}`,
		...(base ? [`extends ${textOf(base)}`] : []),
		...(interfaces?.length ? [`implements ${interfaces.join(', ')}`] : []),
	].join(' ');
	const all = [...members.values()];
	const given = classes.flatMap(each => each.members.filter(isPublic));
	return {
		name,
		kind: 'class',
		doc: docOf([...nodes, ...classes]),
		text: head,
		members: all,
		types: base ? mentionsIn([base], context, name).types : [],
		unexported: mentionsIn(given, context, name).unexported,
		undocumented: all
			.filter(member => member.doc === '' && member.name !== 'constructor')
			.map(member => member.name),
	};
}

/**
 * The class with those above it that have no exported name: their members are shown as its own.
 * @param {ts.ClassDeclaration} node
 * @param {Context} context
 * @param {string} name
 */
function lineage(node, { checker, exported }, name) {
	const classes = [node];
	for (let last = node; ;) {
		const above = last.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)
			?.types[0];
		if (!above) return { base: undefined, classes };
		const symbol = checker.getTypeAtLocation(above).getSymbol();
		const declared = symbol?.declarations?.find(ts.isClassDeclaration);
		const known = symbol && exported.get(symbol);
		if (!declared || (known !== undefined && known !== name)) return { base: above, classes };
		classes.push(declared);
		last = declared;
	}
}

/**
 * @param {ts.ClassDeclaration} node
 * @param {Map<string, Member>} members those of classes below, which it adds to
 * @param {Context} context
 * @param {string} own the class's name
 */
function readMembers(node, members, context, own) {
	/** @type {Map<string, ts.ClassElement[]>} */
	const overloads = new Map();
	for (const member of node.members) {
		if (!isPublic(member)) continue;
		const name = ts.isConstructorDeclaration(member) ? 'constructor' : textOf(member.name);
		overloads.set(name, [...(overloads.get(name) ?? []), member]);
	}
	for (const [name, nodes] of overloads) {
		if (members.has(name)) continue;
		members.set(name, {
			name,
			isStatic: nodes.some(each => hasModifier(each, ts.SyntaxKind.StaticKeyword)),
			texts: nodes.map(each => memberText(each, node, own)),
			doc: docOf(nodes),
			types: mentionsIn(nodes, context, own).types,
		});
	}
}

/**
 * @param {ts.ClassElement} member
 * @param {ts.ClassDeclaration} node its class, which may be called otherwise where it is declared
 * @param {string} own the class's name
 */
function memberText(member, node, own) {
	const declared = node.name?.text ?? own;
	return textOf(member)
		.replace(/^get (\w+)\(\)/, 'readonly $1')
		.replace(/^constructor\(/, `new ${own}(`)
		.replaceAll(new RegExp(`\\b${declared}\\b`, 'g'), own);
}

/** @param {ts.ClassElement} member */
function isPublic(member) {
	if (member.name && ts.isPrivateIdentifier(member.name)) return false;
	if (ts.getJSDocTags(member).some(({ tagName }) => tagName.text === 'internal')) return false;
	return ![ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword].some(kind =>
		hasModifier(member, kind),
	);
}

/**
 * @param {ts.Node} node
 * @param {ts.SyntaxKind} kind
 */
function hasModifier(node, kind) {
	const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
	return modifiers?.some(modifier => modifier.kind === kind) === true;
}

/** @param {ts.Node} node */
function kindOf(node) {
	if (ts.isInterfaceDeclaration(node)) return 'interface';
	if (ts.isFunctionDeclaration(node)) return 'function';
	return ts.isTypeAliasDeclaration(node) ? 'type' : 'variable';
}

/**
 * The docstring of the first of them that has one.
 * @param {readonly ts.Node[]} nodes
 */
function docOf(nodes) {
	for (const node of nodes) {
		const [doc] = ts.getJSDocCommentsAndTags(statementOf(node)).filter(ts.isJSDoc).slice(-1);
		if (!doc) continue;
		const lines = doc
			.getText()
			.replace(/^\/\*\*|\*\/$/g, '')
			.split('\n')
			.map(line => line.replace(/^\s*\* ?/, ''));
		const text = lines.join('\n').trim();
		if (text !== '') return text.replace(/\{@link (\w+)\}/g, '`$1`');
	}
	return '';
}

/**
 * Properties and methods of interfaces, however deep in them.
 * @param {ts.InterfaceDeclaration} node
 */
function undocumentedIn(node) {
	return node.members
		.filter(member => docOf([member]) === '' && member.name)
		.map(member => textOf(member.name));
}

/**
 * What declarations mention: exported names, the texts of types that only their own file knows, and other names of ours.
 * @param {readonly ts.Node[]} nodes
 * @param {Context} context
 * @param {string} own the name they belong to
 */
function mentionsIn(nodes, { checker, exported }, own) {
	const types = new Set();
	const helpers = new Set();
	const unexported = new Set();
	/** @param {ts.Node} each */
	const visit = each => {
		const symbol = ts.isIdentifier(each) ? symbolOf(each, checker) : undefined;
		const name = symbol && exported.get(symbol);
		if (name !== undefined) {
			if (name !== own) types.add(name);
		} else if (symbol && isOurType(symbol)) {
			const [declared] = symbol.declarations ?? [];
			if (declared && !isExported(declared) && ts.isTypeAliasDeclaration(declared)) {
				if (!helpers.has(textOf(declared))) {
					helpers.add(textOf(declared));
					visit(declared);
				}
			} else if (symbol.name !== own) unexported.add(symbol.name);
		}
		ts.forEachChild(each, visit);
	};
	nodes.forEach(visit);
	return { types: [...types], helpers: [...helpers], unexported: [...unexported] };
}

/**
 * @param {ts.Identifier} node
 * @param {ts.TypeChecker} checker
 */
function symbolOf(node, checker) {
	const symbol = checker.getSymbolAtLocation(node);
	return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** A class, an interface or an alias of our own sources, not a type parameter. @param {ts.Symbol} symbol */
function isOurType({ flags, declarations }) {
	const isType = flags & (ts.SymbolFlags.Type & ~ts.SymbolFlags.TypeParameter);
	const file = declarations?.[0]?.getSourceFile().fileName;
	return isType !== 0 && file !== undefined && !file.includes('/node_modules/');
}

/** @param {ts.Node} node */
function isExported(node) {
	return hasModifier(node, ts.SyntaxKind.ExportKeyword);
}

/**
 * A variable's docstring and keyword stand at its statement.
 * @param {ts.Node} node
 */
function statementOf(node) {
	return ts.isVariableDeclaration(node) ? node.parent.parent : node;
}

/** @param {ts.Node | undefined} node */
function textOf(node) {
	const text = node?.getText() ?? '';
	return text
		.replace(/^export (declare )?/, '')
		.replace(/^declare /, '')
		.replaceAll(/^( {4})+/gm, spaces => '\t'.repeat(spaces.length / 4))
		.replace(/\bimport\("[^"]*"\)\./g, '');
}
