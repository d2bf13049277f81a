/**
 * A progress bar on standard error, for what takes longer than a moment. Only on a terminal: pipes and logs see nothing.
 */

export interface Progress {
	/** `done` of `total`, whatever they count; undefined: nobody knows how much there is. */
	update(done: number, total: number | undefined, rows: number): void;
	/** Takes the bar away. */
	end(): void;
}

const DELAY = 400;
const INTERVAL = 100;
const BAR = 24;

export function progressBar(label: string): Progress {
	const stream = process.stderr;
	if (!stream.isTTY) return { update: () => undefined, end: () => undefined };
	const start = performance.now();
	let last = 0;
	return {
		update(done, total, rows) {
			const now = performance.now();
			if (now - start < DELAY || now - last < INTERVAL) return;
			last = now;
			const seconds = (now - start) / 1000;
			const line = progressLine(label, { done, total, rows, seconds });
			stream.write(`\r${line.slice(0, stream.columns - 1)}\u001b[K`);
		},
		end() {
			if (last > 0) stream.write('\r\u001b[K');
		},
	};
}

interface State {
	readonly done: number;
	readonly total: number | undefined;
	readonly rows: number;
	readonly seconds: number;
}

export function progressLine(label: string, { done, total, rows, seconds }: State): string {
	const count = `${rows.toLocaleString('en')} rows`;
	const rate = seconds > 0 ? `, ${Math.round(rows / seconds).toLocaleString('en')}/s` : '';
	if (total === undefined || total === 0) return `${label}  ${count}${rate}`;
	const share = Math.min(1, done / total);
	const full = Math.round(share * BAR);
	const left = share > 0.02 ? `, ${Math.ceil((seconds / share) * (1 - share))} s left` : '';
	const bar = '█'.repeat(full) + '░'.repeat(BAR - full);
	return `${label}  ${bar} ${Math.floor(share * 100)}%  ${count}${rate}${left}`;
}
