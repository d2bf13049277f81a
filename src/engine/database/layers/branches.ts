/**
 * Branches: several lines of states of one database, of which one is checked out. All connections see that one.
 *
 * A branch remembers from which state of which branch it was made: that is what a merge compares both sides with.
 */

import type { Name } from '../../syntax/ast/name.js';
import { SqlError } from '../../types/sqlError.js';
import { foldKey } from '../../util/foldKey.js';
import type { DatabaseCore } from '../databaseCore.js';
import type { State } from '../state.js';

export interface Branch {
	readonly name: string;
	/** Undefined: the first one. */
	readonly parent: Branch | undefined;
	/** Of the parent, when this one was made or they last met. */
	base: State | undefined;
	/** While another branch is checked out. */
	state: State | undefined;
}

/** All branches of one moment. */
export interface BranchSet {
	readonly branches: ReadonlyMap<string, Branch>;
	readonly current: Branch;
}

export class Branches {
	readonly #database: DatabaseCore;
	#branches = new Map<string, Branch>();
	#current: Branch = { name: 'main', parent: undefined, base: undefined, state: undefined };

	constructor(database: DatabaseCore) {
		this.#database = database;
		this.#branches.set('main', this.#current);
	}

	get current(): Branch {
		return this.#current;
	}

	get all(): Iterable<Branch> {
		return this.#branches.values();
	}

	/** Of the branch that the state is the latest of, while another one is checked out. */
	nameOf(state: State): string | undefined {
		for (const branch of this.#branches.values()) {
			if (branch.state === state.shared) return `branch ${branch.name}`;
		}
		return undefined;
	}

	create({ name, key, span }: Name, base: State, ifNotExists: boolean): void {
		if (this.#branches.has(key)) {
			if (ifNotExists) return;
			throw new SqlError('SQLITE_ERROR', `branch ${name} already exists`, { span });
		}
		const state = base.shared;
		this.#database.pin(state);
		this.#database.pin(state);
		this.#branches.set(key, { name, parent: this.#current, base: state, state });
	}

	/** `take` makes the branch's state the present one; when it throws, nothing has changed. */
	checkOut(name: Name, take: (state: State) => void): void {
		const branch = this.find(name);
		const { head } = this.#database;
		const { state } = branch;
		if (branch === this.#current || !state) return;
		this.#database.pin(head);
		try {
			take(state);
		} catch (error) {
			this.#database.unpin(head);
			throw error;
		}
		this.#current.state = head;
		this.#current = branch;
		branch.state = undefined;
		this.#database.unpin(state);
		// Prepared statements mean the branch's state, which is another one now.
		this.#database.registryVersion++;
	}

	drop(name: Name, ifExists: boolean): void {
		if (ifExists && !this.#branches.has(name.key)) return;
		const branch = this.find(name);
		const refuse = (why: string) =>
			new SqlError('SQLITE_ERROR', `cannot drop branch ${branch.name}: ${why}`, {
				span: name.span,
			});
		if (branch === this.#current) throw refuse('it is checked out');
		for (const { name: other, parent } of this.#branches.values()) {
			if (parent === branch) throw refuse(`branch ${other} was made from it`);
		}
		this.#branches.delete(name.key);
		this.#database.registryVersion++;
		for (const state of [branch.state, branch.base]) if (state) this.#database.unpin(state);
	}

	find({ name, key, span }: Pick<Name, 'name' | 'key'> & Partial<Name>): Branch {
		const branch = this.#branches.get(key);
		if (branch) return branch;
		const names = [...this.#branches.values()].map(one => one.name).join(', ');
		throw new SqlError('SQLITE_ERROR', `no such branch: ${name}`, {
			span,
			hint: `branches: ${names}`,
		});
	}

	/** In any case. */
	named(name: string): Branch | undefined {
		return this.#branches.get(foldKey(name));
	}

	/** The branches of this moment, to come back to; kept until `release`. */
	capture(): BranchSet {
		const set = copyOf({ branches: this.#branches, current: this.#current });
		for (const state of statesOf(set)) this.#database.pin(state);
		return set;
	}

	/** What was checked out then is the present state again: that is left to the caller. */
	reinstate(set: BranchSet): void {
		for (const state of statesOf(set)) this.#database.pin(state);
		this.release({ branches: this.#branches, current: this.#current });
		const { branches, current } = copyOf(set);
		this.#branches = new Map(branches);
		this.#current = current;
		this.#database.registryVersion++;
	}

	release(set: BranchSet): void {
		for (const state of statesOf(set)) this.#database.unpin(state);
	}

	/** The latest state that both branches come from. */
	commonBase(branch: Branch): State {
		const mine = lineOf(this.#current, this.#database.head);
		const theirs = lineOf(branch, branch.state as State);
		for (const [ancestor, state] of mine) {
			const other = theirs.get(ancestor);
			if (other) return state.id < other.id ? state : other;
		}
		throw new Error(`branches ${this.#current.name} and ${branch.name} have nothing in common`);
	}

	/** The two have met in `state`, which is that of `branch`. */
	merged(branch: Branch, state: State): void {
		const moved = branch.parent === this.#current ? branch : this.#current;
		if (moved.parent !== branch && moved.parent !== this.#current) return;
		this.#database.pin(state);
		if (moved.base) this.#database.unpin(moved.base);
		moved.base = state;
	}
}

function* statesOf({ branches }: BranchSet): Generator<State> {
	for (const { base, state } of branches.values()) {
		if (base) yield base;
		if (state) yield state;
	}
}

function copyOf({ branches, current }: BranchSet): BranchSet {
	const copies = new Map<Branch, Branch>();
	const copy = (branch: Branch): Branch => {
		const known = copies.get(branch);
		if (known) return known;
		const made = { ...branch, parent: branch.parent && copy(branch.parent) };
		copies.set(branch, made);
		return made;
	};
	return {
		branches: new Map([...branches].map(([key, branch]) => [key, copy(branch)])),
		current: copy(current),
	};
}

/** From a branch back to the first: in which state each was left. */
function lineOf(branch: Branch, state: State): Map<Branch, State> {
	const line = new Map([[branch, state]]);
	for (let at = branch; at.parent && at.base; at = at.parent) line.set(at.parent, at.base);
	return line;
}
