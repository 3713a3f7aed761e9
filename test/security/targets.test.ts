import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toolCall } from './support/eras.js';
import { type Guarded, NOTHING, startGuarded } from './support/guarded.js';
import { raw } from './support/raw.js';

/** What stands in the first line of a request, and what comes behind it on the same connection. */
let server: Guarded;
let token: string;
beforeAll(async () => {
  server = await startGuarded();
  token = server.tokenOf('ada');
});
afterAll(() => server.stop());
beforeEach(() => server.forget());

const BODY = JSON.stringify(toolCall('legacy', 'get_user').body);
const post = (target: string, ...lines: string[]): string =>
  [
    `POST ${target} HTTP/1.1`,
    `Host: localhost:${server.port}`,
    'Content-Type: application/json',
    'Accept: application/json',
    `Authorization: Bearer ${token}`,
    `Content-Length: ${BODY.length}`,
    ...lines,
    '',
    BODY,
  ].join('\r\n');

describe('a target', () => {
  it('in absolute form is the same request, whether its kind is known by then or not (RFC 9112 §3.2.2)', async () => {
    const target = `http://localhost:${server.port}/mcp`;
    for (let n = 0; n < 3; n += 1) {
      const answer = await raw(server.port, post(target, 'Connection: close'));
      expect([answer.status, answer.text.includes('ada@')]).toEqual([200, true]);
    }
  });

  it.each([
    ['of another host', 'http://evil.example/mcp'],
    ['of another port', 'http://localhost:1/mcp'],
    ['with somebody’s name in it', 'http://ada:pw@localhost/mcp'],
    ['that no URL can have', 'http://[/'],
    ['with a port that there cannot be', 'http://localhost:99999/connect/callback'],
    ['of another scheme', 'ftp://localhost/mcp'],
    ['that is no path', 'mcp'],
  ])('%s is refused in our own words, and nothing is asked', async (_what, target) => {
    const answer = await raw(server.port, post(target), 400);
    expect([answer.statuses, answer.isClosed]).toEqual([[400], true]);
    expect(JSON.parse(answer.body)).toMatchObject({ error: 'bad_request' });
    expect(server.upstream()).toEqual(NOTHING);
  });
});

describe('many headers', () => {
  it('hide none: a second Host behind two thousand others is seen', async () => {
    const junk = Array.from({ length: 2_000 }, () => 'a:b');
    const answer = await raw(server.port, post('/mcp', ...junk, 'Host: evil.example'), 400);
    expect(answer.statuses).toEqual([403]);
    expect(server.upstream()).toEqual(NOTHING);
  });
});

describe('bytes that are no request', () => {
  it('behind one that is still at work do not take its answer’s place', async () => {
    const answer = await raw(server.port, `${post('/mcp')}GARBAGE\r\n\r\n`, 800);
    expect([answer.statuses[0], answer.isClosed]).toEqual([200, true]);
    expect(answer.body).toContain('ada@');
  });
});
