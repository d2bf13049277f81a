/**
 * Parts of a notebook and its results as HTML: one page without scripts, nothing fetched, light and dark.
 *
 * HTML in Markdown is shown, not used, and links lead to the web, to mail and to files only: a page made of somebody's
 * notebook does nothing to its reader.
 */

import { Marked } from 'marked';
import { keywords, Lexer } from '../../engine/index.js';
import { cellText, valueClass } from '../../protocol/cellText.js';
import type { TextResult } from './resultText.js';

export function pageStart(title: string): string {
	return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>`;
}

export const PAGE_END = '</main>\n</body>\n</html>';

export function markdownAsHtml(source: string): string {
	return `<section class="markdown">\n${MARKED.parse(source, { async: false }).trim()}\n</section>`;
}

export function sqlAsHtml(source: string, name: string | undefined): string {
	const label = name === undefined ? '' : `<div class="name">${escapeHtml(name)}</div>\n`;
	return `${label}<pre class="sql"><code>${highlighted(source)}</code></pre>`;
}

/** What a statement did, or what became of an assertion. */
export function noteAsHtml(text: string, kind: 'done' | 'passed' | 'failed'): string {
	return `<p class="${kind}">${escapeHtml(text)}</p>`;
}

export function* resultAsHtml(result: TextResult, maxRows: number): Generator<string> {
	yield '<div class="result"><table>';
	yield `<thead><tr>${result.columns.map(name => `<th>${escapeHtml(name)}</th>`).join('')}</tr></thead>`;
	yield '<tbody>';
	let shown = 0;
	for (const row of result.rows) {
		if (shown++ === maxRows) break;
		const cells = row.map(value =>
			value === null
				? '<td class="null">NULL</td>'
				: `<td class="${valueClass(value)}">${escapeHtml(cellText(value))}</td>`,
		);
		yield `<tr>${cells.join('')}</tr>`;
	}
	yield '</tbody></table>';
	const rows = result.rowCount === 1 ? '1 row' : `${result.rowCount} rows`;
	const more = result.rowCount > maxRows ? `, the first ${maxRows} shown` : '';
	yield `<p class="count">${rows}${more}</p></div>`;
}

const MARKED = new Marked({
	gfm: true,
	renderer: {
		html: ({ text }) => escapeHtml(text),
		link({ href, title, tokens }) {
			const text = this.parser.parseInline(tokens);
			if (!isSafeLink(href)) return text;
			const about = title ? ` title="${escapeHtml(title)}"` : '';
			return `<a href="${escapeHtml(href)}"${about}>${text}</a>`;
		},
		image({ href, text }) {
			return isSafeLink(href)
				? `<img src="${escapeHtml(href)}" alt="${escapeHtml(text)}">`
				: escapeHtml(text);
		},
		code({ text, lang }) {
			const body = /^(?:sql|sqlite)\b/i.test(lang ?? '') ? highlighted(text) : escapeHtml(text);
			return `<pre><code>${body}</code></pre>\n`;
		},
	},
});

function isSafeLink(href: string): boolean {
	const scheme = /^\s*([a-z][a-z0-9+.-]*):/i.exec(href)?.[1]?.toLowerCase();
	return scheme === undefined || ['http', 'https', 'mailto'].includes(scheme);
}

const KEYWORDS: ReadonlySet<string> = new Set(keywords.map(({ keyword }) => keyword));

function highlighted(sql: string): string {
	const lexer = new Lexer(sql);
	let out = '';
	let end = 0;
	for (;;) {
		lexer.advance();
		const between = sql.slice(end, lexer.kind === 'eof' ? sql.length : lexer.start);
		out += /\S/.test(between)
			? `<span class="comment">${escapeHtml(between)}</span>`
			: escapeHtml(between);
		if (lexer.kind === 'eof') return out;
		end = lexer.end;
		const text = escapeHtml(sql.slice(lexer.start, end));
		const kind = tokenClass(lexer.kind);
		out += kind === undefined ? text : `<span class="${kind}">${text}</span>`;
	}
}

function tokenClass(kind: string): string | undefined {
	if (kind === 'string' || kind === 'blob') return 'string';
	if (kind === 'integer' || kind === 'float') return 'number';
	return KEYWORDS.has(kind) ? 'keyword' : undefined;
}

function escapeHtml(text: string): string {
	return text
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;');
}

const STYLE = `
:root { color-scheme: light dark; --line: #d8dee4; --soft: #f6f8fa; --dim: #656d76; --text: #1f2328; --back: #fff;
  --keyword: #0550ae; --string: #0a6b2d; --number: #953800; --bad: #b3261e; --good: #1a7f37; }
@media (prefers-color-scheme: dark) { :root { --line: #30363d; --soft: #161b22; --dim: #8d96a0; --text: #e6edf3;
  --back: #0d1117; --keyword: #79c0ff; --string: #7ee787; --number: #ffa657; --bad: #ff7b72; --good: #56d364; } }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.55 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: .7rem .9rem; overflow-x: auto;
  font: 13px/1.5 ui-monospace, Menlo, Consolas, monospace; }
.name { color: var(--dim); font: 12px ui-monospace, monospace; margin: 1.4rem 0 -.6rem; }
.keyword { color: var(--keyword); } .string { color: var(--string); } .number { color: var(--number); }
.comment { color: var(--dim); }
.result { overflow-x: auto; margin: 0 0 1rem; }
table { border-collapse: collapse; font-size: 13.5px; }
th, td { border: 1px solid var(--line); padding: .25rem .6rem; text-align: left; vertical-align: top; white-space: pre-wrap; }
th { background: var(--soft); font-weight: 600; }
td.integer, td.real { text-align: right; font-variant-numeric: tabular-nums; }
td.null { color: var(--dim); font-style: italic; }
.count, .done { color: var(--dim); font-size: 12.5px; margin: .3rem 0; }
.passed { color: var(--good); font-size: 13px; } .failed { color: var(--bad); font-size: 13px; white-space: pre-wrap; }
img { max-width: 100%; }
@media print { main { max-width: none; padding: 0; } pre, tr { break-inside: avoid; } }
`;
