/**
 * A notebook file in memory: a header and cells, each with the id it keeps for life.
 *
 * The model is plain data (it passes through JSON as editor metadata). A cell read from a file remembers
 * in `origin` what its text alone does not tell, so that writing an untouched file gives its bytes back
 * and editing one cell changes only that cell's bytes. Line ends in `source` are LF; the file's own are
 * in `eol`. Nothing here knows of an editor or an engine.
 */

export interface NotebookFile {
	/** The file began with a byte order mark. */
	readonly hasBom: boolean;
	readonly eol: Eol;
	/** Everything before the first cell, as read; '' in a new file and in plain SQL. */
	readonly header: string;
	readonly cells: readonly Cell[];
}

export type Eol = '\n' | '\r\n';

export interface Cell {
	/** 'sql', 'markdown', 'assert', 'yaml', or whatever a marker's [brackets] said. */
	readonly kind: string;
	/** The result can be read as a relation of this name. */
	readonly name: string | undefined;
	/** Unique in the file. Derived, not yet in the file, for a cell written by hand without one. */
	readonly id: string;
	/** key=value words of the marker that we do not know, as written. */
	readonly attributes: string;
	/** What the user edits: SQL with its `-- |` option lines, or Markdown and YAML without comment prefixes. */
	readonly source: string;
	/** undefined for a cell that was not read from a file. */
	readonly origin: CellOrigin | undefined;
}

export interface CellOrigin {
	/** Marker line with its line end; '' for SQL that stood before any marker. */
	readonly marker: string;
	/** Body as read, only where writing `source` would not give it back (mixed line ends and the like). */
	readonly body: string | undefined;
	/** Line ends (or, between statements of plain SQL, blanks) from the body to the next cell. */
	readonly gap: string;
	readonly wasLast: boolean;
}

/** A file of another product, or one that cannot be read: shown, never written. */
export interface ForeignNotebook {
	readonly kind: 'foreign';
	readonly format: ForeignFormat;
	/** For people: what it is, and why it is not opened for editing. */
	readonly message: string;
	/** undefined when no cells can be read out of it. */
	readonly cells: readonly ForeignCell[] | undefined;
}

export type ForeignFormat =
	| 'oracleYaml'
	| 'jsonCells'
	| 'ipynb'
	| 'pondPilot'
	| 'markdown'
	| 'sqliteDatabase'
	| 'newerVersion'
	| 'brokenJson'
	| 'unknownText'
	| 'binary';

export interface ForeignCell {
	readonly kind: string;
	readonly name: string | undefined;
	readonly source: string;
}

export type ReadResult =
	{ readonly kind: 'notebook'; readonly file: NotebookFile } | ForeignNotebook;

export const MAGIC = '-- sqlnb: 1';
