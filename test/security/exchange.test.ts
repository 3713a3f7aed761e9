import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { json, tokenAnswer } from './support/authority.js';
import { type Answer, BOTH, send, toolCall } from './support/eras.js';
import { type Guarded, startGuarded } from './support/guarded.js';

/** The trade of tokens: one per call, judged before it is believed, and never a second one for the same failure. */
let server: Guarded;
beforeAll(async () => {
  server = await startGuarded({ env: { CALL_TIMEOUT_SECONDS: '2' } });
});
afterAll(() => server.stop());
beforeEach(() => {
  server.forget();
  delete server.authority.misbehave.token;
  delete server.ledger.misbehave.query;
});

const callAs = (subject: string): Promise<Answer> =>
  send(server.url, server.tokenOf(subject), toolCall('legacy', 'get_user'));
const SECRET_TEXT = 'confidential-upstream-text';

/** A failure in words, over HTTP 200, that shows nothing of what the zone said. */
function expectToolError(answer: Answer, words: RegExp): void {
  expect([answer.status, answer.isError]).toEqual([200, true]);
  expect(answer.text).toMatch(words);
  expect(answer.headers.get('WWW-Authenticate')).toBeNull();
  expect(answer.body).not.toMatch(/confidential-upstream|<h1>|\b401\b|unauthorized/i);
}

describe('an answer of the zone', () => {
  const good = tokenAnswer('lin_abc');
  it.each<[string, unknown]>([
    ['no token', { ...good, access_token: undefined }],
    ['an empty token', { ...good, access_token: '' }],
    ['a token that is no text', { ...good, access_token: { value: 'lin_abc' } }],
    ['a token with a line break', { ...good, access_token: 'lin\r\nX-Evil: 1' }],
    ['a token of 100 kB', { ...good, access_token: 'a'.repeat(100_000) }],
    ['another token type', { ...good, token_type: 'DPoP' }],
    ['no token type', { ...good, token_type: undefined }],
    ['a token type of none', { ...good, token_type: 'N_A' }],
    ['an ID token', { ...good, issued_token_type: 'urn:ietf:params:oauth:token-type:id_token' }],
    ['a refresh token', { ...good, issued_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' }],
    ['an expiry of -1', { ...good, expires_in: -1 }],
    ['an expiry of 0', { ...good, expires_in: 0 }],
    ['an expiry in words', { ...good, expires_in: '60' }],
    ['an expiry in 31,000 years', { ...good, expires_in: 1e12 }],
    ['a page', `<h1>${SECRET_TEXT}</h1>`],
    ['half a JSON text', '{"access_token":"lin_abc"'],
    ['ten megabytes', JSON.stringify({ ...good, pad: 'x'.repeat(10_000_000) })],
    ['null', 'null'],
    ['a list', [good]],
    ['nothing', ''],
  ])('S20: that is %s is not believed, and Linear is not asked', async (_, body) => {
    server.authority.misbehave.token = (res) => {
      if (typeof body === 'string') res.writeHead(200, { 'Content-Type': 'application/json' }).end(body);
      else json(res, 200, body);
      return true;
    };
    expectToolError(await callAs('ada'), /^Keycard gave an answer that cannot be trusted/);
    expect(server.upstream()).toEqual({ exchanges: 1, queries: 0 });
    delete server.authority.misbehave.token;
    expect((await callAs('ada')).isError).toBe(false);
  });

  it.each([
    undefined,
    'text/html',
    'text/plain; charset=utf-8',
    'application/jsonp',
    'image/png; application/json',
  ])('S20: that has a token in it and is %s by its type is not believed', async (type) => {
    server.authority.misbehave.token = (res, seen) => {
      const answer = tokenAnswer(server.authority.issueFor(seen?.subject ?? ''));
      res.writeHead(200, type === undefined ? {} : { 'Content-Type': type }).end(JSON.stringify(answer));
      return true;
    };
    expectToolError(await callAs('ada'), /^Keycard gave an answer that cannot be trusted/);
    expect(server.upstream()).toEqual({ exchanges: 1, queries: 0 });
  });

  it('S20: is believed with parameters of its type', async () => {
    server.authority.misbehave.token = (res, seen) => {
      const answer = tokenAnswer(server.authority.issueFor(seen?.subject ?? ''));
      res.writeHead(200, { 'Content-Type': 'Application/JSON ;charset=UTF-8' }).end(JSON.stringify(answer));
      return true;
    };
    expect((await callAs('ada')).isError).toBe(false);
  });

  it.each<[number, string, RegExp, number]>([
    [400, 'invalid_target', /does not know Linear/, 1],
    [400, 'access_denied', /access policy/, 1],
    [403, 'access_denied', /access policy/, 1],
    [400, 'interaction_required', /has not connected Linear/, 1],
    [403, 'insufficient_authorization', /has not connected Linear/, 1],
    [401, 'invalid_client', /this server's own credential/, 1],
    [403, 'unauthorized_client', /does not let this server exchange/, 1],
    [400, 'invalid_scope', /does not let this server exchange/, 1],
    [400, 'something_else', /cannot be trusted/, 1],
    [401, 'no OAuth body', /cannot be trusted/, 1],
    [403, 'no OAuth body', /cannot be trusted/, 1],
    [500, 'server_error', /is not available/, 3],
    [503, 'no OAuth body', /is not available/, 3],
    [429, 'slow_down', /is not available/, 3],
  ])(
    'S21: of %i %s is one class of failure, asked for as often as that makes sense',
    async (status, error, words, attempts) => {
      server.authority.misbehave.token = (res) => {
        const body = { error, error_description: SECRET_TEXT };
        json(res, status, error === 'no OAuth body' ? SECRET_TEXT : body);
        return true;
      };
      expectToolError(await callAs('ada'), words);
      expect(server.upstream()).toEqual({ exchanges: attempts, queries: 0 });
      expect(server.logText()).not.toContain(SECRET_TEXT);
      delete server.authority.misbehave.token;
      expect((await callAs('ada')).isError).toBe(false);
    },
  );

  it('S21: that never comes, or breaks off, ends with the call; Retry-After is kept to; a token is never asked for twice', async () => {
    const { authority } = server;
    authority.misbehave.token = () => true;
    expectToolError(await callAs('ada'), /Keycard took too long.*stopped after 2 seconds/);
    expect(server.upstream()).toEqual({ exchanges: 1, queries: 0 });
    server.forget();
    authority.misbehave.token = (res) => {
      res.destroy();
      return true;
    };
    expectToolError(await callAs('ada'), /is not available/);
    expect(server.upstream()).toEqual({ exchanges: 3, queries: 0 });
    server.forget();
    authority.misbehave.token = (res) => {
      json(res, 429, { error: 'slow_down' }, { 'Retry-After': '90' });
      return true;
    };
    expectToolError(await callAs('ada'), /in 90 seconds/);
    expect(server.upstream()).toEqual({ exchanges: 1, queries: 0 });
    delete authority.misbehave.token;
    server.forget();
    expect((await callAs('ada')).isError).toBe(false);
    expect(server.upstream()).toEqual({ exchanges: 1, queries: 1 });
  });

  it('S27: that grants more than was asked for opens no door: scope is judged on the caller token, in every call', async () => {
    server.authority.misbehave.token = (res, seen) => {
      const token = server.authority.issueFor(seen?.subject ?? '');
      json(res, 200, { ...tokenAnswer(token), scope: 'read write admin', resource: 'https://other.example' });
      return true;
    };
    const asked = await callAs('ada');
    expect([asked.isError, asked.text]).toEqual([false, expect.stringContaining('ada@people.example')]);
    const powerless = server.tokenOf('ada', { scope: 'openid admin' });
    expect((await send(server.url, powerless, toolCall('legacy', 'get_user'))).status).toBe(403);
    expect(server.authority.exchanges.map(({ resource }) => resource)).toEqual(['https://api.linear.app']);
  });

  it('S29: that points elsewhere is not followed: neither the credentials nor the token arrive there', async () => {
    const arrived: string[] = [];
    const thief = createServer((req, res) => {
      arrived.push(`${req.method} ${req.headers.authorization}`);
      json(res, 200, tokenAnswer('lin_thief'));
    });
    await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve));
    const elsewhere = `http://127.0.0.1:${(thief.address() as AddressInfo).port}/token`;
    for (const status of [301, 302, 303, 307, 308]) {
      server.authority.misbehave.token = (res) => {
        res.writeHead(status, { Location: elsewhere });
        res.end();
        return true;
      };
      expectToolError(await callAs('ada'), /cannot be trusted/);
    }
    expect([arrived, server.ledger.queries]).toEqual([[], []]);
    await fetch(elsewhere, { method: 'POST' });
    expect(arrived).toHaveLength(1);
    thief.close();
  });
});

describe('the token of a person', () => {
  it('S25: is the one of this request, not of the one before', async () => {
    const [first, second] = [server.tokenOf('ada'), server.tokenOf('ada')];
    for (const token of [first, second, first])
      expect((await send(server.url, token, toolCall('modern', 'get_user'))).isError).toBe(false);
    expect(server.authority.exchanges.map(({ subjectToken }) => subjectToken)).toEqual([
      first,
      second,
      first,
    ]);
    const narrowed = server.tokenOf('ada', { scope: 'openid' });
    expect((await send(server.url, narrowed, toolCall('modern', 'get_user'))).status).toBe(403);
    expect(server.authority.exchanges).toHaveLength(3);
  });

  it('S26, S68: that Linear refuses is not traded again, and its owner is told to reconnect', async () => {
    const failures = [
      [401, {}],
      [401, { errors: [{ message: SECRET_TEXT, extensions: { code: 'AUTHENTICATION_ERROR' } }] }],
      [200, { errors: [{ message: SECRET_TEXT, extensions: { code: 'AUTHENTICATION_ERROR' } }] }],
      [400, { errors: [{ message: SECRET_TEXT, extensions: { type: 'authentication error' } }] }],
    ] as const;
    for (const [status, body] of failures) {
      server.forget();
      server.ledger.misbehave.query = (res) => {
        json(res, status, body);
        return true;
      };
      for (const era of BOTH) {
        const answer = await send(server.url, server.tokenOf('ada'), toolCall(era, 'get_user'));
        expectToolError(answer, /Linear did not accept the access.*reconnect Linear/);
      }
      expect(server.upstream()).toEqual({ exchanges: 2, queries: 2 });
    }
    server.ledger.misbehave.query = (res) => {
      json(res, 403, { errors: [{ message: SECRET_TEXT, extensions: { code: 'FORBIDDEN' } }] });
      return true;
    };
    expectToolError(await callAs('ada'), /Linear does not allow this person/);
  });
});
