/**
 * Reads the text of small functions, `s => s.gpa > 3.5 && !s.isGuest`, as a tree of comparisons of fields with literals.
 *
 * What it understands it understands wholly: no name but the parameter's, no call, no arithmetic. Everything else
 * is `unknown`, with the function itself left to decide.
 */

export type Literal = number | string | boolean | null;

export type ComparisonOperator = '===' | '!==' | '==' | '!=' | '<' | '<=' | '>' | '>=';

export type PredicateTree =
	| { readonly kind: 'and' | 'or'; readonly left: PredicateTree; readonly right: PredicateTree }
	| { readonly kind: 'not'; readonly operand: PredicateTree }
	| {
			readonly kind: 'compare';
			readonly field: string;
			readonly operator: ComparisonOperator;
			readonly literal: Literal;
	  }
	| { readonly kind: 'field'; readonly field: string }
	| { readonly kind: 'unknown' };

/** The tree of a function of one parameter that does nothing but return an expression. */
export function readFunction(given: (row: never) => unknown): PredicateTree {
	const text = Function.prototype.toString.call(given);
	// `return` at the end of a line returns nothing.
	if (/return\s*?([\n\r\u2028\u2029]|\/[/*])/.test(text)) return unknown;
	const tokens = tokenize(text);
	if (!tokens) return unknown;
	const reader = new Reader(tokens);
	const tree = reader.function();
	return tree && reader.isAtEnd ? tree : unknown;
}

const unknown: PredicateTree = { kind: 'unknown' };

type Token =
	| { readonly kind: 'name' | 'punctuator'; readonly text: string }
	| { readonly kind: 'literal'; readonly value: string | number };

const TOKEN =
	/\s+|\/\/[^\n]*|\/\*[^]*?\*\/|([\p{ID_Start}$_][\p{ID_Continue}$]*)|(0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w$])|('(?:[^'\\\n]|\\['"\\nt])*'|"(?:[^"\\\n]|\\['"\\nt])*"|`(?:[^`\\$]|\\[`\\$nt])*`)|(=>|[!=]==?|[<>]=?|&&|\|\||[(){}[\].,;:!-])/uy;

/** Undefined where there is anything that is not understood. */
function tokenize(text: string): readonly Token[] | undefined {
	const tokens: Token[] = [];
	TOKEN.lastIndex = 0;
	while (TOKEN.lastIndex < text.length) {
		const match = TOKEN.exec(text);
		if (!match) return undefined;
		const [, name, number, string, punctuator] = match;
		if (name !== undefined) tokens.push({ kind: 'name', text: name });
		else if (number !== undefined) {
			// 017 is another number in old programs.
			if (/^0\d/.test(number)) return undefined;
			tokens.push({ kind: 'literal', value: Number(number) });
		} else if (string !== undefined) tokens.push({ kind: 'literal', value: unescape(string) });
		else if (punctuator !== undefined) tokens.push({ kind: 'punctuator', text: punctuator });
	}
	return tokens;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t' };

function unescape(quoted: string): string {
	return quoted
		.slice(1, -1)
		.replace(/\\(.)/gs, (_, character: string) => ESCAPES[character] ?? character);
}

/** How a field is reached: through the parameter, or by a name taken out of it. */
interface Scope {
	readonly parameter: string | undefined;
	readonly fields: ReadonlyMap<string, string>;
}

type Operand =
	| { readonly kind: 'field'; readonly field: string }
	| { readonly kind: 'literal'; readonly value: Literal };

const MIRRORED: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
	'===': '===',
	'!==': '!==',
	'==': '==',
	'!=': '!=',
	'<': '>',
	'<=': '>=',
	'>': '<',
	'>=': '<=',
};

const WORDS: Readonly<Record<string, Literal>> = { true: true, false: false, null: null };

class Reader {
	readonly #tokens: readonly Token[];
	#at = 0;
	#scope: Scope = { parameter: undefined, fields: new Map() };

	constructor(tokens: readonly Token[]) {
		this.#tokens = tokens;
	}

	get isAtEnd(): boolean {
		return this.#at === this.#tokens.length;
	}

	/** `s => e`, `(s) => e`, `({ gpa }) => e`, with a block that returns, `function (s) { return e; }` */
	function(): PredicateTree | undefined {
		if (this.#takeName('function')) {
			if (!this.#is('(')) this.#at++;
			return this.#parameters() ? this.#block() : undefined;
		}
		const bare = this.#peekName();
		if (bare !== undefined) {
			this.#at++;
			this.#scope = { parameter: bare, fields: new Map() };
		} else if (!this.#parameters()) return undefined;
		if (!this.#take('=>')) return undefined;
		return this.#is('{') ? this.#block() : this.#or();
	}

	#parameters(): boolean {
		if (!this.#take('(')) return false;
		const name = this.#peekName();
		if (name !== undefined) {
			this.#at++;
			this.#scope = { parameter: name, fields: new Map() };
		} else if (!this.#destructured()) return false;
		this.#take(',');
		return this.#take(')');
	}

	#destructured(): boolean {
		if (!this.#take('{')) return false;
		const fields = new Map<string, string>();
		while (!this.#take('}')) {
			const field = this.#peekName();
			if (field === undefined) return false;
			this.#at++;
			const renamed = this.#take(':') ? this.#peekName() : field;
			if (renamed === undefined) return false;
			if (renamed !== field) this.#at++;
			fields.set(renamed, field);
			if (!this.#take(',') && !this.#is('}')) return false;
		}
		this.#scope = { parameter: undefined, fields };
		return true;
	}

	#block(): PredicateTree | undefined {
		if (!this.#take('{') || !this.#takeName('return')) return undefined;
		const tree = this.#or();
		this.#take(';');
		return this.#take('}') ? tree : undefined;
	}

	#or(): PredicateTree | undefined {
		return this.#list('||', 'or', () => this.#list('&&', 'and', () => this.#unary()));
	}

	#list(
		operator: string,
		kind: 'and' | 'or',
		operand: () => PredicateTree | undefined,
	): PredicateTree | undefined {
		let left = operand();
		while (left && this.#take(operator)) {
			const right = operand();
			if (!right) return undefined;
			left = { kind, left, right };
		}
		return left;
	}

	#unary(): PredicateTree | undefined {
		if (this.#take('!')) {
			const operand = this.#unary();
			// `!s.a > 3` compares a boolean.
			if (!operand || this.#comparison()) return undefined;
			return { kind: 'not', operand };
		}
		if (this.#take('(')) {
			const inner = this.#or();
			return inner && this.#take(')') && !this.#comparison() ? inner : undefined;
		}
		return this.#compare();
	}

	#compare(): PredicateTree | undefined {
		const left = this.#operand();
		if (!left) return undefined;
		const operator = this.#comparison();
		if (!operator) return left.kind === 'field' ? left : undefined;
		this.#at++;
		const right = this.#operand();
		// `1 < s.a < 3` compares a boolean.
		if (!right || this.#comparison()) return undefined;
		if (left.kind === 'field' && right.kind === 'literal') {
			return { kind: 'compare', field: left.field, operator, literal: right.value };
		}
		if (left.kind === 'literal' && right.kind === 'field') {
			const mirrored = MIRRORED[operator];
			return { kind: 'compare', field: right.field, operator: mirrored, literal: left.value };
		}
		return undefined;
	}

	#operand(): Operand | undefined {
		const isNegative = this.#take('-');
		const token = this.#tokens[this.#at];
		if (token?.kind === 'literal') {
			const { value } = token;
			this.#at++;
			if (!isNegative) return { kind: 'literal', value };
			return typeof value === 'number' ? { kind: 'literal', value: -value } : undefined;
		}
		if (isNegative || token?.kind !== 'name') return undefined;
		this.#at++;
		const { parameter, fields } = this.#scope;
		if (token.text === parameter) return this.#member();
		const field = fields.get(token.text);
		if (field !== undefined)
			return this.#is('.') || this.#is('[') ? undefined : { kind: 'field', field };
		const word = Object.hasOwn(WORDS, token.text) ? WORDS[token.text] : undefined;
		return word === undefined ? undefined : { kind: 'literal', value: word };
	}

	/** After the parameter: `.gpa` or `['gpa']`, and no more. */
	#member(): Operand | undefined {
		let field: string | undefined;
		if (this.#take('.')) {
			field = this.#peekName();
			this.#at++;
		} else if (this.#take('[')) {
			const token = this.#tokens[this.#at++];
			if (token?.kind === 'literal' && typeof token.value === 'string') field = token.value;
			if (!this.#take(']')) return undefined;
		}
		if (field === undefined || this.#is('.') || this.#is('[') || this.#is('(')) return undefined;
		return { kind: 'field', field };
	}

	#comparison(): ComparisonOperator | undefined {
		const token = this.#tokens[this.#at];
		if (token?.kind !== 'punctuator' || !Object.hasOwn(MIRRORED, token.text)) return undefined;
		return token.text as ComparisonOperator;
	}

	#peekName(): string | undefined {
		const token = this.#tokens[this.#at];
		return token?.kind === 'name' ? token.text : undefined;
	}

	#takeName(text: string): boolean {
		if (this.#peekName() !== text) return false;
		this.#at++;
		return true;
	}

	#is(text: string): boolean {
		const token = this.#tokens[this.#at];
		return token?.kind === 'punctuator' && token.text === text;
	}

	#take(text: string): boolean {
		if (!this.#is(text)) return false;
		this.#at++;
		return true;
	}
}
