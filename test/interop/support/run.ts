import { spawn } from 'node:child_process';
import { node } from './tools.js';

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a script of the installed tools to its end, with no more of the environment than it needs. */
export function runTool(
  args: readonly string[],
  { env = {}, onOutput }: { env?: Record<string, string>; onOutput?: (text: string) => void } = {},
): Promise<Ended> {
  if (node === undefined) throw new Error('There is no Node.js for this');
  const child = spawn(node, args, {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk: Buffer) => {
      written[stream] += chunk.toString();
      onOutput?.(written[stream]);
    });
  }
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...written })));
}
