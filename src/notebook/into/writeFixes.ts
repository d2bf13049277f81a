/** What an editor can do about rows that could not be written: one setting changed where it stands. */

import type { QuickFix } from '../../protocol/output.js';
import type { Target } from './destinations.js';
import { intoFix } from './intoOption.js';
import type { SettingFix } from './settings.js';
import { yamlFix } from './yamlCell.js';

export interface FailedWrite {
	/** The cell with the directive. */
	readonly source: string;
	/** undefined: it could not be told. */
	readonly target: Target | undefined;
	/** Of the query's result. */
	readonly columns: readonly string[];
}

/** By the setting that an error is about. */
export function fixesFor(setting: string | undefined, failed: FailedWrite): QuickFix[] {
	return settingFixes(setting, failed).flatMap(fix => {
		const made = placed(fix, failed);
		return made ? [made] : [];
	});
}

function settingFixes(setting: string | undefined, { columns }: FailedWrite): SettingFix[] {
	switch (setting) {
		case 'create_table_if_not_exists':
			return [{ title: 'Enable table creation', setting, value: true }];
		case 'batch_size':
			return [{ title: 'Write batches of 1000 rows', setting, value: 1000 }];
		case 'merge_keys':
			return columns
				.slice(0, 5)
				.map(column => ({ title: `Merge by ${column}`, setting, value: [column] }));
		default:
			return [];
	}
}

/** In the directive, or in the yaml cell when the directive only names what that declares. */
function placed(fix: SettingFix, { source, target }: FailedWrite): QuickFix | undefined {
	const { declared } = target ?? {};
	if (!declared) {
		const made = intoFix(source, fix);
		return made && { ...made, cellId: undefined };
	}
	const made = yamlFix(declared.cell.source, declared.name, fix);
	return (
		made && { ...made, title: `${fix.title} in ${declared.name}`, cellId: declared.cell.cellId }
	);
}
