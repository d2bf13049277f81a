// JavaScript in place of the native modules that VS Code's server loads when it starts.
// The logger really writes the log files, so a failed test leaves something to read.

/** @type {Readonly<Record<string, string>>} package name -> its CommonJS source */
export const nativeStandIns = {
	'@vscode/spdlog': `'use strict';
const fs = require('fs');
const path = require('path');
const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];
class Logger {
	constructor(name, file) {
		this.file = file;
		this.level = 2;
		fs.mkdirSync(path.dirname(file), { recursive: true });
	}
	setLevel(level) { this.level = level; }
	getLevel() { return this.level; }
	setPattern() {}
	clearFormatters() {}
	flush() {}
	drop() {}
	write(level, message) {
		if (level < this.level) { return; }
		try {
			fs.appendFileSync(this.file, new Date().toISOString() + ' [' + levels[level] + '] ' + message + '\\n');
		} catch { /* the folder may be gone when the server stops */ }
	}
}
levels.forEach((name, level) => {
	Logger.prototype[name] = function (message) { this.write(level, message); };
});
const create = async (name, file) => new Logger(name, file);
Object.assign(exports, {
	version: 0, Logger, setLevel() {}, setFlushOn() {},
	createRotatingLogger: create, createAsyncRotatingLogger: create,
});
`,
	'@vscode/native-watchdog': 'exports.start = () => {};\n',
	'@vscode/deviceid': "exports.getDeviceId = async () => '00000000-0000-4000-8000-000000000000';\n",
};
