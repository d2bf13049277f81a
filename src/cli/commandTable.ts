/** The commands of `sqlnb`, in the order of its help; each is a file of commands/. */

import type { Command } from './command.js';
import { convert } from './commands/convert.js';
import { diff } from './commands/diff.js';
import { exportCommand } from './commands/export.js';
import { format } from './commands/format.js';
import { importCommand } from './commands/import.js';
import { run } from './commands/run.js';
import { schema } from './commands/schema.js';
import { shell } from './commands/shell.js';
import { test } from './commands/test.js';

export const COMMANDS: readonly Command[] = [
	run,
	test,
	shell,
	exportCommand,
	importCommand,
	convert,
	format,
	schema,
	diff,
];
