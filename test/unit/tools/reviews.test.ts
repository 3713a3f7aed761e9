import { createServer, type Server } from 'node:http';
import { encode } from 'gpt-tokenizer/encoding/cl100k_base';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLinear } from '../../../src/linear/client.js';
import { catalogue } from '../../../src/tools/catalogue.js';

/** A Linear that knows one diff, of more files than an answer holds. */
const COUNT = 3_000;
const files = Array.from({ length: COUNT }, (_, index) => ({
  path: `packages/number-${index}/source/component.ts`,
  additions: index,
  deletions: 1,
  state: 'modified',
}));
let truncated = false;
let server: Server;
let apiUrl: string;
beforeAll(async () => {
  server = createServer((_req, res) => {
    const total = { additions: 1, deletions: 1, fileCount: COUNT, updatedAt: '2026-03-01T00:00:00Z' };
    const diff = { slugId: '0a1b2c3d4e5f', ...total, truncated, creator: null, pullRequest: null, files };
    res.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ data: { diff } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  apiUrl = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}/graphql` : '';
});
afterAll(() => server.close());

async function diff(args: Record<string, unknown>): Promise<string> {
  const tool = catalogue.find(({ name }) => name === 'get_diff');
  const { signal } = new AbortController();
  const linear = createLinear({ apiUrl, userAgent: 'test/1' })({ token: async () => 'x', signal });
  const answer = await tool?.run(
    { diff: '0a1b2c3d4e5f', ...args },
    {
      linear,
      signal,
      now: new Date(),
      progress: () => undefined,
    },
  );
  return answer?.text ?? '';
}
const numbersIn = (text: string): number[] =>
  [...text.matchAll(/^- packages\/number-(\d+)\//gm)].map((match) => Number(match[1]));

test('all files of a large diff are read in turn, each answer saying where the next one begins', async () => {
  const seen: number[] = [];
  let answers = 0;
  let next: string | undefined = '0';
  while (next !== undefined) {
    const text = await diff(next === '0' ? {} : { files_from: Number(next) });
    expect(encode(text).length).toBeLessThan(20_000);
    seen.push(...numbersIn(text));
    next = /\(the rest: repeat the call with files_from (\d+)\):/.exec(text)?.[1];
    answers += 1;
  }
  expect(answers).toBeGreaterThan(1);
  expect(seen).toEqual(files.map((_, index) => index));
});

test('what Linear has not itself is said to be in the pull request', async () => {
  truncated = true;
  const text = await diff({ files_from: COUNT - 10 });
  expect(text).toContain(`The first 10 files after ${COUNT - 10} (the rest: only in the pull request):`);
  truncated = false;
});

test('there is nothing after the last file', async () => {
  expect(await diff({ files_from: COUNT })).toContain(`No files after ${COUNT}: ${COUNT} files in all.`);
});
