import { spawn } from 'node:child_process';

export interface CommandOptions {
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  /** Written to standard input; absent leaves it empty. Secrets go this way, never as an argument. */
  input?: string | undefined;
  timeoutMs: number;
}

export interface CommandResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

const MOST_BYTES = 1024 * 1024;

/** Runs a program of the PATH without a shell. `undefined` when there is none of that name. */
export function runCommand(name: string, options: CommandOptions): Promise<CommandResult | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(name, options.args, { env: options.env, timeout: options.timeoutMs });
    const read = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (chunk: string) => {
        read[stream] += chunk;
        if (read[stream].length > MOST_BYTES) child.kill('SIGKILL');
      });
    }
    // It may end without having read its input; how it ended is what counts then.
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => {
      if ('code' in error && error.code === 'ENOENT') resolve(undefined);
      else reject(error);
    });
    child.on('close', (code) => resolve({ code, ...read }));
    child.stdin.end(options.input ?? '');
  });
}
