// npm run bench: installs the engines compared with (bench/package.json) and runs the benchmarks on a fresh build.
import { ensureDependencies } from './ensureDependencies.mjs';
import { mustRun, runNode } from './processes.mjs';

await ensureDependencies();
await ensureDependencies({ folder: 'bench' });
await mustRun(process.execPath, ['esbuild.config.mjs', '--production']);
process.exitCode = await runNode(['--expose-gc', 'bench/run.mjs', ...process.argv.slice(2)]);
