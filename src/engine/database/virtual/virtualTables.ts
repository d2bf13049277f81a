/**
 * One connection's table objects of modules, and those that take part in its transaction: begin before the first write,
 * savepoints as they come, commit or rollback in the end.
 */

import type { ModuleTable } from '../../modules/virtualModule.js';

interface Participant {
	readonly table: ModuleTable;
	/** Savepoints with a number below it are known to the table. */
	depth: number;
}

export class VirtualTables {
	/** By source: of the catalog's table. */
	readonly #connected = new Map<object, ModuleTable>();
	readonly #participants: Participant[] = [];
	/** Tables that the running statement has written to, in a transaction. */
	readonly #inStatement = new Set<Participant>();

	tableOf(source: object, connect: () => ModuleTable): ModuleTable {
		let table = this.#connected.get(source);
		if (!table) {
			table = connect();
			this.#connected.set(source, table);
		}
		return table;
	}

	forget(source: object): ModuleTable | undefined {
		const table = this.#connected.get(source);
		this.#connected.delete(source);
		const position = this.#participants.findIndex(participant => participant.table === table);
		if (position >= 0) this.#participants.splice(position, 1);
		return table;
	}

	/** Before a write. `depth`: how many savepoints are open; undefined: the statement is a transaction by itself. */
	join(table: ModuleTable, depth: number | undefined): void {
		let participant = this.#participants.find(one => one.table === table);
		if (!participant) {
			table.begin?.();
			participant = { table, depth: 0 };
			this.#participants.push(participant);
			if (depth !== undefined && depth > 0) this.#save(participant, depth - 1);
		}
		if (depth === undefined || this.#inStatement.has(participant)) return;
		this.#inStatement.add(participant);
		this.#save(participant, depth);
	}

	/** `depth`: as given to `join`. */
	endStatement(depth: number): void {
		for (const participant of this.#inStatement) this.#release(participant, depth);
		this.#inStatement.clear();
	}

	undoStatement(depth: number): void {
		const written = [...this.#inStatement];
		this.#inStatement.clear();
		for (const participant of written) {
			participant.table.rollbackTo?.(depth);
			this.#release(participant, depth);
		}
	}

	savepoint(number: number): void {
		for (const participant of this.#participants) this.#save(participant, number);
	}

	release(number: number): void {
		for (const participant of this.#participants) this.#release(participant, number);
	}

	rollbackTo(number: number): void {
		for (const participant of this.#participants) {
			if (participant.depth > number) participant.table.rollbackTo?.(number);
		}
	}

	/** Throws what a table has against it. */
	sync(): void {
		for (const { table } of this.#participants) table.sync?.();
	}

	commit(): void {
		for (const { table } of this.#end()) table.commit?.();
	}

	rollback(): void {
		for (const { table } of this.#end()) table.rollback?.();
	}

	disconnect(): void {
		for (const table of this.#connected.values()) table.disconnect?.();
		this.#connected.clear();
	}

	#end(): Participant[] {
		this.#inStatement.clear();
		return this.#participants.splice(0);
	}

	#save(participant: Participant, number: number): void {
		participant.table.savepoint?.(number);
		participant.depth = number + 1;
	}

	#release(participant: Participant, number: number): void {
		if (participant.depth <= number) return;
		participant.table.release?.(number);
		participant.depth = number;
	}
}
