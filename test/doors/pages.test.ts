import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { originOf } from '../support/doors.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/** The how-to pages: every command that needs no more than the sandbox is run as it stands there. */
const docs = fileURLToPath(new URL('../../docs', import.meta.url));
const LANGUAGES: Record<string, string[]> = {
  sh: ['bash', '-euo', 'pipefail', '-c'],
  js: ['node', '--input-type=module', '-e'],
};

const blocks = readdirSync(docs)
  .filter((name) => name.endsWith('.md'))
  .flatMap((name) => {
    const found = readFileSync(`${docs}/${name}`, 'utf8').matchAll(/^```(sh|js)\n(.*?)^```/gms);
    return [...found].map(([, language = '', text = ''], at) => ({
      name: `${name}, ${at + 1}`,
      language,
      text,
    }));
  })
  // The one program that is not here.
  .filter(({ text }) => !text.includes('claude mcp'));

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox({ makeKeys: true, permitImpersonation: true });
});
afterAll(() => sandbox.stop());

describe('a page', () => {
  it.each(blocks)('shows what works: $name', async ({ language, text }) => {
    const [program = '', ...args] = LANGUAGES[language] ?? [];
    for (const key of [sandbox.keys?.test, sandbox.keys?.live]) {
      const child = spawn(program, [...args, text], {
        env: { PATH: process.env['PATH'], LINEAR_SERVER: originOf(sandbox), LINEAR_KEY: key },
      });
      const output: string[] = [];
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => output.push(chunk.toString()));
      }
      const code = await new Promise((resolve) => child.once('close', resolve));
      expect(code, output.join('')).toBe(0);
      expect(output.join('').length).toBeGreaterThan(20);
    }
  });
});
