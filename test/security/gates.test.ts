import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { json } from './support/authority.js';
import { BOTH, message, send, toolCall } from './support/eras.js';
import { type Guarded, NOTHING, startGuarded } from './support/guarded.js';
import { post, raw } from './support/raw.js';

/** What a request may cost before it has earned it, and whose fault a failure is. */
let server: Guarded;
let token: string;
beforeAll(async () => {
  server = await startGuarded();
  token = server.tokenOf('ada');
});
afterAll(() => server.stop());
beforeEach(() => {
  server.forget();
  delete server.authority.misbehave.token;
  delete server.ledger.misbehave.query;
});

const INITIALIZE = {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 't', version: '1' },
};

describe('everything but a call of a tool', () => {
  it('S23: costs no exchange and no request to Linear, in either era', async () => {
    const methods = [
      ['initialize', INITIALIZE],
      ['server/discover', {}],
      ['tools/list', {}],
      ['tools/list', { cursor: 'x' }],
      ['ping', {}],
      ['resources/list', {}],
      ['resources/templates/list', {}],
      ['prompts/list', {}],
      ['notifications/initialized', {}],
      ['logging/setLevel', { level: 'debug' }],
      ['no/such/method', {}],
    ] as const;
    for (const era of BOTH) {
      for (const [method, params] of methods) {
        const answer = await send(server.url, token, message(era, method, params));
        expect([method, [200, 202, 400, 404].includes(answer.status)]).toEqual([method, true]);
      }
    }
    const origin = new URL(server.url).origin;
    for (const path of [
      '/healthz',
      '/readyz',
      '/mcp',
      '/.well-known/oauth-protected-resource',
      '/connect/status',
      '/nothing',
    ]) {
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'DELETE'])
        await fetch(`${origin}${path}`, { method, headers: { Authorization: `Bearer ${token}` } });
    }
    expect(server.upstream()).toEqual(NOTHING);
    await send(server.url, token, toolCall('legacy', 'get_user'));
    expect(server.upstream()).toEqual({ exchanges: 1, queries: 1 });
  });

  it('S23: and a call that is refused for its caller, scope, tool or arguments costs nothing either', async () => {
    const calls = [
      ['get_user', { nobody: 1 }],
      ['list_issues', { limit: 'many' }],
      ['list_issues', []],
      ['delete_everything', {}],
      ['__proto__', {}],
      ['', {}],
    ] as const;
    for (const era of BOTH) {
      for (const [name, args] of calls) {
        const answer = await send(server.url, token, toolCall(era, name, args));
        expect([name, answer.isError || answer.json['error'] !== undefined]).toEqual([name, true]);
      }
      for (const [bad, status] of [
        ['nonsense', 401],
        [server.tokenOf('ada', { scope: 'openid' }), 403],
        [undefined, 401],
      ] as const)
        expect((await send(server.url, bad, toolCall(era, 'get_user'))).status).toBe(status);
    }
    expect(server.upstream()).toEqual(NOTHING);
  });
});

describe('a token without the scope', () => {
  it('S47: is answered with 403, every scope that is needed and where to get it', async () => {
    for (const scope of [
      undefined,
      '',
      'openid',
      'mcp:tools:read',
      'MCP:TOOLS',
      'mcp',
      'xmcp:tools',
      'mcp:tools,openid',
    ]) {
      const scopeless = server.tokenOf('ada', { scope });
      for (const era of BOTH) {
        const answer = await send(server.url, scopeless, toolCall(era, 'get_user'));
        expect([scope, answer.status]).toEqual([scope, 403]);
        expect(answer.headers.get('WWW-Authenticate')).toMatch(
          /^Bearer error="insufficient_scope", error_description="[^"]+", scope="mcp:tools", resource_metadata="http[^"]+"$/,
        );
        expect(answer.json['error']).toBe('insufficient_scope');
      }
      const heap = await raw(
        server.port,
        post(server.port, [`Authorization: Bearer ${scopeless}`], JSON.stringify([{}, {}])),
      );
      expect(heap.status).toBe(403);
    }
    expect(server.upstream()).toEqual(NOTHING);
    const expired = server.tokenOf('ada', { scope: 'openid', iat: 1, exp: 2 });
    expect((await send(server.url, expired, toolCall('legacy', 'get_user'))).status).toBe(401);
    const more = server.tokenOf('ada', { scope: 'openid  mcp:tools email' });
    expect((await send(server.url, more, toolCall('legacy', 'get_user'))).status).toBe(200);
  });
});

describe('a fault that is not the caller’s', () => {
  it('S48: is never told as one: not with 401, not with 403, not with a challenge', async () => {
    const faults = [401, 403, 500, 502, 503, 504];
    for (const at of ['linear', 'zone'] as const) {
      for (const status of [...faults, 'reset'] as const) {
        const fail = (res: Parameters<typeof json>[0]): true => {
          if (status === 'reset') res.destroy();
          else
            json(res, status, at === 'zone' ? { error: 'invalid_client' } : { errors: [{ message: 'x' }] });
          return true;
        };
        if (at === 'zone') server.authority.misbehave.token = fail;
        else server.ledger.misbehave.query = fail;
        for (const era of BOTH) {
          const answer = await send(server.url, server.tokenOf('ada'), toolCall(era, 'get_user'));
          expect([at, status, answer.status, answer.isError]).toEqual([at, status, 200, true]);
          expect(answer.headers.get('WWW-Authenticate')).toBeNull();
          expect(answer.text).not.toMatch(/\b40[13]\b|unauthorized|forbidden/i);
        }
        delete server.authority.misbehave.token;
        delete server.ledger.misbehave.query;
        const answer = await send(server.url, server.tokenOf('ada'), toolCall('legacy', 'get_user'));
        if (at === 'linear') expect(answer.isError).toBe(false);
      }
    }
  }, 40_000);

  it('S48: is 503 with Retry-After where no key can be had, and the token is good as soon as one can', async () => {
    const other = await startGuarded();
    other.authority.misbehave.jwks = (res) => {
      res.destroy();
      return true;
    };
    const good = other.tokenOf('ada');
    for (const era of BOTH) {
      const answer = await send(other.url, good, toolCall(era, 'get_user'));
      expect([answer.status, answer.headers.get('WWW-Authenticate')]).toEqual([503, null]);
      expect(answer.headers.get('Retry-After')).toMatch(/^\d+$/);
      expect(answer.json).toMatchObject({ error: 'temporarily_unavailable' });
    }
    delete other.authority.misbehave.jwks;
    await expect
      .poll(async () => (await send(other.url, good, toolCall('legacy', 'get_user'))).status, {
        timeout: 5_000,
      })
      .toBe(200);
    await other.stop();
  });
});
