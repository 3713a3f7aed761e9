import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { catalogue } from '../../src/tools/catalogue.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { count } from './support/counts.js';
import { type Answer, BOTH, message, send, toolCall } from './support/eras.js';
import { fuzz } from './support/fuzz.js';
import { type Guarded, NOTHING, startGuarded } from './support/guarded.js';
import { raw, request } from './support/raw.js';

/** Whatever a caller sends: the process lives, the status is one that is specified, and nothing is spent or told. */
const SPECIFIED = [200, 202, 204, 400, 401, 403, 404, 405, 406, 408, 413, 414, 415, 417, 429, 431, 503, 505];
const LEAK = /node_modules|\.js:\d|\n\s+at |TypeError|RangeError|\/tmp\/|<html|<pre/;

let server: Guarded;
let token: string;
beforeAll(async () => {
  server = await startGuarded();
  token = server.tokenOf('ada');
});
afterAll(() => server.stop());
beforeEach(() => server.forget());

function expectSpecified(status: number, text: string): void {
  expect(SPECIFIED).toContain(status);
  expect(LEAK.exec(text)?.[0]).toBeUndefined();
}

const b64 = (text: string): string => Buffer.from(text).toString('base64url');

describe('any token', () => {
  const call = toolCall('legacy', 'get_user');
  const show = (bad: string): Promise<Answer> =>
    send(server.url, undefined, { ...call, headers: { ...call.headers, Authorization: `Bearer ${bad}` } });

  it('S12, S14: of printable characters is refused, and costs nothing', async (context) => {
    const part = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_.~+/='), maxLength: 60 });
    const json = fc.json().map(b64);
    const three = fc.tuple(fc.oneof(part, json), fc.oneof(part, json), part).map((parts) => parts.join('.'));
    await fuzz(context, fc.oneof(part, three), async (bad) => {
      const answer = await show(bad);
      count(context, 'forged tokens tried');
      expect(answer.status).toBe(401);
      expectSpecified(answer.status, answer.body);
    });
    expect(server.upstream()).toEqual(NOTHING);
  }, 120_000);

  it('S12: that differs from a good one in any place is refused', async (context) => {
    // The last letter carries bits that mean nothing: another one there is the same token.
    const place = fc.integer({ min: 0, max: token.length - 2 });
    const letter = fc.constantFrom(...'ABCabc019-_.');
    await fuzz(context, fc.tuple(place, letter, fc.boolean()), async ([at, other, isInserted]) => {
      const changed = token.slice(0, at) + other + token.slice(isInserted ? at : at + 1);
      if (changed === token) return;
      count(context, 'forged tokens tried');
      expect((await show(changed)).status).toBe(401);
    });
    expect(server.upstream()).toEqual(NOTHING);
  }, 120_000);

  it('S9, S10, S17: with anything for a claim that matters is refused; with anything elsewhere it is judged', async (context) => {
    const genuine: Record<string, unknown> = {
      iss: server.authority.issuer,
      aud: server.mcp,
      sub_profile: 'user',
    };
    const claim = fc.constantFrom(
      'iss',
      'aud',
      'sub_profile',
      'scope',
      'client_id',
      'jti',
      'sid',
      'act',
      'cnf',
    );
    await fuzz(context, fc.tuple(claim, fc.jsonValue()), async ([name, value]) => {
      if (value === genuine[name]) return;
      const answer = await show(server.tokenOf('ada', { [name]: value }));
      expectSpecified(answer.status, answer.body);
      if (name in genuine) expect([name, value, answer.status]).toEqual([name, value, 401]);
      else expect([200, 401, 403]).toContain(answer.status);
    });
  }, 120_000);
});

describe('any request', () => {
  it('S33, S37, S54: of arbitrary lines is answered or dropped, and never a fault of ours', async (context) => {
    const name = fc.constantFrom(
      'Host',
      'Origin',
      'Authorization',
      'Content-Type',
      'Content-Length',
      'Accept',
      'Cookie',
      'Forwarded',
      'X-Request-Id',
      'Mcp-Name',
      'Expect',
      'Transfer-Encoding',
      'Upgrade',
    );
    const text = fc.string({ unit: 'binary-ascii', maxLength: 40 });
    const line = fc.tuple(fc.oneof(name, text), text).map(([key, value]) => `${key}: ${value}`);
    const target = fc.oneof(
      fc.constantFrom('/mcp', '/', '/connect/callback', '/.well-known/x', '//x', '*'),
      fc.webPath(),
      text,
    );
    const method = fc.constantFrom('GET', 'POST', 'PUT', 'OPTIONS', 'HEAD', 'CONNECT', 'get', 'X');
    const any = fc.tuple(method, target, fc.array(line, { maxLength: 6 }), fc.boolean());
    await fuzz(context, any, async ([verb, path, lines, hasHost]) => {
      const own = hasHost ? [`Host: localhost:${server.port}`] : [];
      const answer = await raw(
        server.port,
        request([`${verb} ${path} HTTP/1.1`, ...own, ...lines]),
        150,
      ).catch(() => undefined);
      for (const status of answer?.statuses ?? []) {
        if (status === 100) continue;
        // What comes with the policy of our pages is one of them; they have their own tests.
        const isPage = answer?.headers['content-security-policy']?.[0]?.includes("frame-ancestors 'none'");
        const text = isPage ? '' : (answer?.text ?? '');
        expectSpecified(status === 303 ? 200 : status, text);
      }
    });
    expect(server.upstream()).toEqual(NOTHING);
    expect((await send(server.url, token, toolCall('modern', 'get_user'))).isError).toBe(false);
    expect(server.events('fault')).toEqual([]);
  }, 240_000);

  it('S39, S40, S52: with any message is an answer in JSON and at most one exchange', async (context) => {
    const method = fc.oneof(
      fc.constantFrom(
        'initialize',
        'tools/list',
        'tools/call',
        'ping',
        'server/discover',
        'resources/read',
        'prompts/get',
        'completion/complete',
        'subscriptions/listen',
        'notifications/cancelled',
      ),
      fc.string(),
    );
    const params = fc.oneof(
      fc.jsonValue(),
      fc.record(
        { name: fc.jsonValue(), arguments: fc.jsonValue(), _meta: fc.jsonValue(), uri: fc.jsonValue() },
        { requiredKeys: [] },
      ),
    );
    const shaped = fc.record(
      { jsonrpc: fc.constantFrom('2.0', '1.0', 2), id: fc.jsonValue(), method, params },
      { requiredKeys: [] },
    );
    await fuzz(
      context,
      fc.tuple(fc.oneof(fc.jsonValue(), shaped), fc.constantFrom(...BOTH)),
      async ([body, era]) => {
        server.forget();
        const { headers } = message(era, 'tools/call', { name: 'get_user' });
        const answer = await send(server.url, token, { headers, body: JSON.stringify(body) });
        expectSpecified(answer.status, answer.body);
        if (answer.body !== '') expect(answer.headers.get('Content-Type')).toMatch(/json|event-stream/);
        expect(server.upstream().exchanges).toBeLessThanOrEqual(1);
        expect(server.events('fault')).toEqual([]);
      },
    );
  }, 120_000);
});

describe('any arguments', () => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox.stop());

  it('S57, S74: of any tool end in an answer or in words, never in a fault', async (context) => {
    const hostile = fc.oneof(
      fc.jsonValue(),
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.constantFrom('me', 'ENG-1', 'ENG', '-1', '2026-02-30', '{{x}}', '\u202e'),
    );
    const tool = fc.constantFrom(...catalogue);
    const any = tool.chain((one) => {
      const keys = Object.keys(one.input.shape);
      const known =
        keys.length === 0
          ? fc.constant({})
          : fc.dictionary(fc.constantFrom(...keys), hostile, { maxKeys: 4 });
      return fc.tuple(fc.constant(one.name), fc.oneof(known, known, fc.jsonValue()));
    });
    await fuzz(context, any, async ([name, args]) => {
      const answer = await send(sandbox.mcp, sandbox.token, toolCall('legacy', name, args));
      expect([200, 400]).toContain(answer.status);
      expect(LEAK.exec(answer.body)?.[0]).toBeUndefined();
      expect([name, args, answer.text.slice(0, 40)]).not.toEqual([
        name,
        args,
        expect.stringMatching(/^Something went wrong inside/),
      ]);
    });
    expect(sandbox.events('fault')).toEqual([]);
  }, 240_000);
});
