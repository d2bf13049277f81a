/** Layers and branches: statements that SQLite does not have. */

import type { Span } from '../../util/span.js';
import type { Name } from './name.js';
import type { StatementBase } from './statement.js';

/** A layer's name, or its number. */
export interface LayerReference {
	readonly kind: 'layerReference';
	readonly layer: string | number;
	readonly span: Span;
}

export interface CreateLayer extends StatementBase {
	readonly kind: 'createLayer';
	readonly ifNotExists: boolean;
	readonly name: Name;
}

export interface RestoreLayer extends StatementBase {
	readonly kind: 'restoreLayer';
	readonly layer: LayerReference;
}

export interface DropLayer extends StatementBase {
	readonly kind: 'dropLayer';
	readonly ifExists: boolean;
	readonly name: Name;
}

export interface CreateBranch extends StatementBase {
	readonly kind: 'createBranch';
	readonly ifNotExists: boolean;
	readonly name: Name;
	/** Undefined: the present state. */
	readonly from: LayerReference | undefined;
}

export interface Checkout extends StatementBase {
	readonly kind: 'checkout';
	readonly branch: Name;
}

export interface DropBranch extends StatementBase {
	readonly kind: 'dropBranch';
	readonly ifExists: boolean;
	readonly name: Name;
}

/** Into the branch that is checked out. */
export interface MergeBranch extends StatementBase {
	readonly kind: 'mergeBranch';
	readonly branch: Name;
}

export type LayerStatement =
	CreateLayer | RestoreLayer | DropLayer | CreateBranch | Checkout | DropBranch | MergeBranch;
