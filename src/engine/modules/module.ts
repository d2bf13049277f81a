/** What `registerModule` takes: makers of tables for CREATE VIRTUAL TABLE ... USING name(...). */

export interface TableModule {
	/**
	 * `rowStore`: the arguments are column definitions and constraints, and the engine keeps the rows in its own trees, as
	 * for CREATE TABLE.
	 */
	readonly storage: 'rowStore';
}
