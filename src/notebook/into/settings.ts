/**
 * The settings of a destination as people write them, in a cell's directive or in YAML:
 *
 *   -- | into: results                                             append to the table, or the destination of that name
 *   -- | into: {table: results, mode: merge, keys: [id]}
 *   -- | into: {destination: test_output, mode: replace}           a declared one, with a setting of its own
 *
 *   destinations:
 *     test_output:
 *       connector: in_memory
 *       table_name: results
 *
 * Checks names and values without a database, so that an editor can do it while somebody types. What only the data can
 * tell is checked when rows are written.
 */

export interface Settings {
	readonly table_name?: string;
	readonly mode?: 'append' | 'replace' | 'merge';
	readonly merge_keys?: readonly string[];
	readonly batch_size?: number;
	readonly create_table_if_not_exists?: boolean;
	readonly validate_schema?: boolean;
}

export interface SettingProblem {
	/** As written; undefined: the settings as a whole. */
	readonly key: string | undefined;
	readonly severity: 'error' | 'information';
	readonly message: string;
	/** What to write instead. */
	readonly fix?: SettingFix;
}

export interface SettingFix {
	readonly title: string;
	/** The name that YAML has for it. */
	readonly setting: keyof Settings;
	readonly value: unknown;
}

export interface CheckedSettings {
	readonly settings: Settings;
	readonly problems: readonly SettingProblem[];
}

const MODES = ['append', 'replace', 'merge'] as const;
const CONNECTORS = ['in_memory', 'memory', 'inmemory'];
/** The advice for batches. */
const FEW_ROWS = 1_000;
const MANY_ROWS = 10_000;
const MANY_KEYS = 3;

/** Shorter and foreign spellings -> the name that YAML has. */
const NAMES: Readonly<Record<string, keyof Settings>> = {
	table: 'table_name',
	table_name: 'table_name',
	tablename: 'table_name',
	mode: 'mode',
	keys: 'merge_keys',
	merge_keys: 'merge_keys',
	mergekeys: 'merge_keys',
	batch: 'batch_size',
	batch_size: 'batch_size',
	batchsize: 'batch_size',
	create: 'create_table_if_not_exists',
	create_table_if_not_exists: 'create_table_if_not_exists',
	createtableifnotexists: 'create_table_if_not_exists',
	validate: 'validate_schema',
	validate_schema: 'validate_schema',
	validateschema: 'validate_schema',
};

/** `isWhole`: nothing else adds to them, so that what is missing is a mistake. */
export function checkSettings(
	raw: Readonly<Record<string, unknown>>,
	isWhole: boolean,
): CheckedSettings {
	const settings: Record<string, unknown> = {};
	const written = new Map<string, string>();
	const problems: SettingProblem[] = [];
	const error = (key: string | undefined, message: string, fix?: SettingFix): void => {
		problems.push({ key, severity: 'error', message, ...(fix ? { fix } : {}) });
	};
	for (const [key, value] of Object.entries(raw)) {
		if (key === 'connector') {
			if (typeof value !== 'string' || !CONNECTORS.includes(value.toLowerCase())) {
				error(key, `unknown connector ${shown(value)}: destinations here are in_memory`);
			}
			continue;
		}
		const name = NAMES[key.toLowerCase()];
		if (name === undefined) {
			error(key, `unknown setting \`${key}\`: there are ${KNOWN}`);
			continue;
		}
		const problem = problemOf(name, value);
		written.set(name, key);
		if (problem) error(key, problem);
		else settings[name] = name === 'merge_keys' && typeof value === 'string' ? [value] : value;
	}
	const checked = settings as Settings;
	if (isWhole) {
		if (!written.has('table_name'))
			error(undefined, 'table_name is required: the table to write to');
		if (checked.mode === 'merge' && !written.has('merge_keys')) {
			error(
				written.get('mode'),
				'merge_keys are required for mode merge: the columns that tell which row is which',
			);
		}
	}
	problems.push(...hints(checked, written));
	return { settings: checked, problems };
}

const KNOWN = 'table, mode, keys, batch, create, validate';

function problemOf(name: keyof Settings, value: unknown): string | undefined {
	switch (name) {
		case 'table_name':
			return typeof value === 'string' && value.trim() !== ''
				? undefined
				: 'table_name is required: the table to write to';
		case 'mode':
			return MODES.some(mode => mode === value)
				? undefined
				: `unknown mode ${shown(value)}: it is one of ${MODES.join(', ')}`;
		case 'merge_keys':
			return isNames(value) ? undefined : 'merge_keys are names of columns: [id, email]';
		case 'batch_size':
			return typeof value === 'number' && Number.isInteger(value) && value > 0
				? undefined
				: `batch_size is a positive integer, not ${shown(value)}`;
		case 'create_table_if_not_exists':
		case 'validate_schema':
			return typeof value === 'boolean' ? undefined : `${name} is true or false`;
	}
}

function hints(settings: Settings, written: ReadonlyMap<string, string>): SettingProblem[] {
	const { batch_size: batch, merge_keys: keys, mode = 'append' } = settings;
	const found: SettingProblem[] = [];
	const hint = (name: keyof Settings, message: string, fix?: SettingFix): void => {
		const key = written.get(name);
		found.push({ key, severity: 'information', message, ...(fix ? { fix } : {}) });
	};
	if (batch !== undefined && (batch < FEW_ROWS || batch > MANY_ROWS)) {
		const value = batch < FEW_ROWS ? FEW_ROWS : MANY_ROWS;
		hint('batch_size', 'Use 1000-10000 rows per batch for best performance.', {
			title: `Use batches of ${value} rows`,
			setting: 'batch_size',
			value,
		});
	}
	if (mode === 'merge' && keys !== undefined && keys.length > MANY_KEYS) {
		hint('merge_keys', 'Use minimal merge keys for better performance.');
	}
	if (mode !== 'merge' && keys !== undefined && settings.mode !== undefined) {
		hint('merge_keys', `merge_keys mean nothing with mode ${mode}.`, {
			title: 'Set mode to merge',
			setting: 'mode',
			value: 'merge',
		});
	}
	return found;
}

function isNames(value: unknown): boolean {
	const names = typeof value === 'string' ? [value] : value;
	return (
		Array.isArray(names) &&
		names.length > 0 &&
		names.every(name => typeof name === 'string' && name !== '')
	);
}

function shown(value: unknown): string {
	return typeof value === 'string' ? `\`${value}\`` : JSON.stringify(value);
}
