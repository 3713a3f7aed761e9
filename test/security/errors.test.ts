import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Running, start } from '../support/process.js';
import { type Authority, type json, startAuthority } from './support/authority.js';
import { message, send, toolCall } from './support/eras.js';
import { settings } from './support/guarded.js';
import { type Ledger, startLedger } from './support/ledger.js';
import { post, type RawAnswer, raw, request } from './support/raw.js';

/** What a refused or failed request is told: by the process as it is deployed, in every environment. */
let authority: Authority;
let ledger: Ledger;
beforeAll(async () => {
  authority = await startAuthority();
  ledger = await startLedger(authority.ownerOf);
});
afterAll(() => Promise.all([authority.close(), ledger.close()]));

const running: Running[] = [];
afterEach(() => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL');
});

async function launch(env: Record<string, string>): Promise<{ server: Running; port: number; mcp: string }> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  const server = start('main', {
    ...settings(port, authority.issuer, ledger.url),
    LOG_LEVEL: 'debug',
    ...env,
  });
  running.push(server);
  await server.said(/"msg":"ready/);
  return { server, port, mcp: `http://localhost:${port}/mcp` };
}

const LEAK =
  /node_modules|\.js:\d|\.ts:\d|\n\s+at |TypeError|SyntaxError|ECONN|undici|Express|express|zod|\/home\/|\/root\/|\/tmp\/|<html|<!DOCTYPE|<pre|confidential/;

/** One request for every way in which one can fail. */
async function sweep(port: number, mcp: string): Promise<[string, RawAnswer][]> {
  const token = authority.mint('ada', mcp);
  const good = `Authorization: Bearer ${token}`;
  const body = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  const sent = (lines: string[], value: unknown): Promise<RawAnswer> =>
    raw(port, post(port, lines, body(value)));
  const target = (line: string, ...lines: string[]): Promise<RawAnswer> =>
    raw(port, request([line, `Host: localhost:${port}`, ...lines]));
  const call = toolCall('legacy', 'get_user').body;
  const answers: [string, Promise<RawAnswer>][] = [
    ['no token', sent([], call)],
    ['bad token', sent(['Authorization: Bearer a.b.c'], call)],
    ['no scope', sent([`Authorization: Bearer ${authority.mint('ada', mcp, { scope: 'x' })}`], call)],
    ['broken JSON', sent([good], '{"confidential":')],
    ['not an object', sent([good], '"confidential"')],
    ['a batch', sent([good], [call])],
    ['too large', sent([good], { confidential: 'x'.repeat(1_200_000) })],
    ['too deep', sent([good], `${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`)],
    ['compressed', sent([good, 'Content-Encoding: br'], call)],
    [
      'charset',
      raw(
        port,
        post(port, [good], body(call)).replace('application/json', 'application/json; charset=utf-16'),
      ),
    ],
    ['form', raw(port, post(port, [good], 'a=confidential').replace('application/json', 'text/html'))],
    ['no method', sent([good], { jsonrpc: '2.0', id: 1, method: 'confidential' })],
    ['no tool', sent([good], toolCall('legacy', 'x').body)],
    ['bad arguments', sent([good], toolCall('legacy', 'get_user', { wrong: 1 }).body)],
    ['bad initialize', sent([good], message('legacy', 'initialize', { protocolVersion: 7 }).body)],
    ['bad host', raw(port, request(['GET /mcp HTTP/1.1', 'Host: evil.example']))],
    ['bad origin', sent([good, 'Origin: https://evil.example'], call)],
    ['bad path', target('GET /%E0%A4%A HTTP/1.1')],
    ['nothing there', target('GET /admin/../etc/passwd HTTP/1.1')],
    ['method', target('DELETE /mcp HTTP/1.1', good)],
    ['health', target('POST /healthz HTTP/1.1')],
    ['no HTTP', raw(port, 'confidential\r\n\r\n')],
    ['long header', raw(port, request([`GET / HTTP/1.1`, `X: ${'confidential'.repeat(5_000)}`]))],
  ];
  return Promise.all(
    answers.map(async ([what, answer]): Promise<[string, RawAnswer]> => [what, await answer]),
  );
}

const shape = ([what, { status, headers, body }]: [string, RawAnswer]): unknown => [
  what,
  status,
  headers['content-type'],
  body.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|localhost:\d+/g, '…'),
];

describe('an error', () => {
  it('S76, S77: is JSON, tells nothing about the software, and is the same in every environment', async () => {
    const shapes: unknown[][] = [];
    for (const env of [
      {},
      { NODE_ENV: 'test' },
      { NODE_ENV: 'production' },
      { NODE_ENV: 'development' },
    ] as Record<string, string>[]) {
      const { server, port, mcp } = await launch(env);
      const answers = await sweep(port, mcp);
      for (const [what, answer] of answers) {
        expect([what, answer.status]).toEqual([what, expect.any(Number)]);
        expect([what, answer.headers['content-type']?.[0]]).toEqual([
          what,
          expect.stringMatching(/^application\/json|^text\/event-stream/),
        ]);
        expect([what, LEAK.exec(answer.text)?.[0]]).toEqual([what, undefined]);
        expect([
          what,
          answer.headers['x-powered-by'],
          answer.headers['server'],
          answer.headers['etag'],
        ]).toEqual([what, undefined, undefined, undefined]);
      }
      shapes.push(answers.map(shape));
      expect(server.output()).not.toContain('confidential');
      expect(server.child.exitCode).toBeNull();
    }
    for (const other of shapes.slice(1)) expect(other).toEqual(shapes[0]);
    // What the search would find, if it were there.
    expect(LEAK.test('Error\n    at Object.<anonymous> (/srv/app/dist/main.js:3:1)')).toBe(true);
  }, 60_000);

  it('S76: of an upstream, or of our own, is told in our words only', async () => {
    const { port, mcp, server } = await launch({});
    const bodies = [
      ['zone', '{"error":"invalid_grant","error_description":"confidential-zone"}'],
      ['zone', '<html>confidential-zone</html>'],
      [
        'linear',
        '{"errors":[{"message":"confidential-linear","extensions":{"code":"INPUT_ERROR","stacktrace":["at x.js:1"]}}]}',
      ],
      ['linear', '<html>confidential-linear</html>'],
      ['linear', '{"data":{"viewer":{"teams":7,"name":{"confidential":1}}}}'],
    ] as const;
    for (const [where, text] of bodies) {
      const answerWith = (status: number) => (res: Parameters<typeof json>[0]) => {
        res.writeHead(status, { 'Content-Type': 'application/json' }).end(text);
        return true as const;
      };
      if (where === 'zone') authority.misbehave.token = answerWith(400);
      else ledger.misbehave.query = answerWith(200);
      const answer = await send(mcp, authority.mint('ada', mcp), toolCall('legacy', 'get_user'));
      delete authority.misbehave.token;
      delete ledger.misbehave.query;
      expect([where, answer.isError || answer.status === 401]).toEqual([where, true]);
      expect([text, LEAK.exec(answer.body)?.[0]]).toEqual([text, undefined]);
    }
    expect(server.output()).not.toContain('confidential');
    expect((await fetch(`http://localhost:${port}/healthz`)).status).toBe(200);
  });
});

describe('the process', () => {
  it('S79: drains: says so while it still serves, finishes what is running, and ends with 0', async () => {
    const { server, port, mcp } = await launch({ DRAIN_DELAY_SECONDS: '1', DRAIN_SECONDS: '5' });
    const origin = `http://localhost:${port}`;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    ledger.misbehave.query = () => held.then(() => undefined);
    const running = send(mcp, authority.mint('ada', mcp), toolCall('legacy', 'get_user'));
    await expect.poll(() => ledger.queries.length).toBeGreaterThan(0);
    server.child.kill('SIGTERM');
    await expect.poll(async () => (await fetch(`${origin}/readyz`)).status).toBe(503);
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
    await server.said(/draining/);
    release();
    delete ledger.misbehave.query;
    expect((await running).isError).toBe(false);
    expect(await server.exited).toBe(0);
  });

  it('S79: lives without a zone that resolves, and judges by its own clock', async () => {
    const { port, mcp } = await launch({ KEYCARD_URL: 'https://zone.invalid' });
    const origin = `http://localhost:${port}`;
    const token = authority.mint('ada', mcp);
    const [health, ready] = [await fetch(`${origin}/healthz`), await fetch(`${origin}/readyz`)];
    expect([health.status, ready.status]).toEqual([200, 503]);
    const answer = await send(mcp, token, toolCall('legacy', 'get_user'));
    expect([answer.status, answer.headers.get('WWW-Authenticate')]).toEqual([503, null]);
    const other = await launch({});
    const now = Math.floor(Date.now() / 1000);
    for (const times of [
      { iat: now + 3_600, exp: now + 7_200 },
      { iat: now - 7_200, exp: now - 3_600 },
    ])
      expect(
        (await send(other.mcp, authority.mint('ada', other.mcp, times), toolCall('legacy', 'get_user')))
          .status,
      ).toBe(401);
  });
});
