import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missing } from '../interop/support/tools.js';
import { chromiumPath } from './chromium.js';

/**
 * Runs once before all tests: those that start the process itself must start today's code. Whatever they put into a
 * folder for temporary files goes when they have ended.
 */
export default function build(): () => void {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  // A type error does not keep it from emitting; `npm run check` is where types are judged.
  spawnSync(process.execPath, ['node_modules/typescript/bin/tsc'], { cwd: root });
  if (missing !== undefined) process.stderr.write(`test/interop: ${missing}\n`);
  if (chromiumPath === undefined) process.stderr.write('test/browser: skipped: there is no Chromium\n');
  const folder = mkdtempSync(join(tmpdir(), 'keycard-linear-mcp-test-'));
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
