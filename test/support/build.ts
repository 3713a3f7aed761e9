import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { missing } from '../interop/support/tools.js';
import { chromiumPath } from './chromium.js';

/** Runs once before all tests: those that start the process itself must start today's code. */
export default function build(): void {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  // A type error does not keep it from emitting; `npm run check` is where types are judged.
  spawnSync(process.execPath, ['node_modules/typescript/bin/tsc'], { cwd: root });
  if (missing !== undefined) process.stderr.write(`test/interop: ${missing}\n`);
  if (chromiumPath === undefined) process.stderr.write('test/browser: skipped: there is no Chromium\n');
}
