import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));

export interface Running {
  child: ChildProcess;
  /** Everything it has written so far, both streams. */
  output: () => string;
  /** Resolves when a line matches; rejects when it ends before. */
  said: (pattern: RegExp) => Promise<RegExpExecArray>;
  exited: Promise<number | null>;
}

export type Entry =
  | 'cli-main'
  | 'main'
  | 'sandbox-main'
  | 'provision-main'
  | 'doctor-main'
  | 'keys-main'
  | 'identity-main';

/** Starts a compiled entry point with exactly the given environment, in an empty folder unless told otherwise. */
export function start(
  entry: Entry,
  env: Record<string, string>,
  cwd?: string,
  args: readonly string[] = [],
  /** A descriptor that its standard output goes to, instead of into `output`. */
  stdout: number | 'pipe' = 'pipe',
): Running {
  const child = spawn(process.execPath, [join(dist, `${entry}.js`), ...args], {
    cwd: cwd ?? mkdtempSync(join(tmpdir(), 'keycard-linear-mcp-')),
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['pipe', stdout, 'pipe'],
  });
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      for (const listener of listeners) listener();
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const said = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(output);
        if (match === null) return;
        listeners.delete(look);
        resolve(match);
      };
      listeners.add(look);
      look();
      exited.then((code) => reject(new Error(`Ended with ${code} before it said ${pattern}:\n${output}`)));
    });
  return { child, output: () => output, said, exited };
}
