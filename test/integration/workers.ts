// Ends the engine worker behind the extension's back, as a crash would: the extension shares this process (Node) or
// this global scope (web), so the worker is seen when a message is posted to it.

interface AnyWorker {
	terminate(): unknown;
	dispatchEvent?(event: Event): boolean;
	postMessage(message: unknown): void;
}

interface Watch {
	/** A worker was told something that holds this text. */
	wasTold(text: string): boolean;
	/** Ends every worker that got a message since. */
	crash(): void;
	stop(): void;
}

/** To be called before a cell runs. */
export function watchWorkers(): Watch {
	const prototype = workerPrototype();
	const seen = new Set<AnyWorker>();
	const told: string[] = [];
	const original = Object.getOwnPropertyDescriptor(prototype, 'postMessage');
	if (!original) throw new Error('workers have no postMessage');
	const post = original.value as (this: AnyWorker, message: unknown) => void;
	prototype.postMessage = function (this: AnyWorker, ...args: [unknown]) {
		seen.add(this);
		told.push(sourceIn(args[0]));
		post.apply(this, args);
	};
	const stop = (): void => {
		Object.defineProperty(prototype, 'postMessage', original);
	};
	return {
		wasTold: text => told.some(source => source.includes(text)),
		stop,
		crash() {
			stop();
			if (seen.size === 0) throw new Error('no worker was seen');
			for (const worker of seen) {
				void worker.terminate();
				// A browser tells nobody of a terminated worker; of one that failed it does.
				worker.dispatchEvent?.(new ErrorEvent('error', { message: 'out of memory' }));
			}
		},
	};
}

/** The SQL of a message that runs a cell. */
function sourceIn(message: unknown): string {
	const { params } = message as { readonly params?: { readonly source?: unknown } | null };
	return typeof params?.source === 'string' ? params.source : '';
}

function workerPrototype(): AnyWorker {
	if (typeof process === 'object') {
		return process.getBuiltinModule('node:worker_threads').Worker.prototype;
	}
	// Not Worker.prototype: VS Code puts a function of its own in place of the class.
	const worker = new Worker(URL.createObjectURL(new Blob([], { type: 'text/javascript' })));
	worker.terminate();
	return Object.getPrototypeOf(worker) as AnyWorker;
}
