import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { message, send, toolCall } from './support/eras.js';
import { type Guarded, NOTHING, startGuarded } from './support/guarded.js';
import { post, raw, request } from './support/raw.js';

/** What is told to anybody, and what a hostile header or page can make of it. */
const CHAT = 'https://chat.example';
let server: Guarded;
let metadata: string;
beforeAll(async () => {
  server = await startGuarded({ env: { ALLOWED_ORIGINS: CHAT } });
  metadata = `${new URL(server.mcp).origin}/.well-known/oauth-protected-resource/mcp`;
});
afterAll(() => server.stop());
beforeEach(() => server.forget());

const get = (target: string, ...lines: string[]) =>
  raw(server.port, request([`GET ${target} HTTP/1.1`, ...lines]));
const host = (): string => `Host: localhost:${server.port}`;

describe('metadata', () => {
  it('S32: says the same at both places, to every method that asks, and names no offline access', async () => {
    const documents = new Set<string>();
    for (const path of ['', '/', '/mcp', '/mcp/']) {
      const url = new URL(`/.well-known/oauth-protected-resource${path}`, server.mcp);
      const response = await fetch(url);
      expect([response.status, response.headers.get('Content-Type')]).toEqual([
        200,
        'application/json; charset=utf-8',
      ]);
      documents.add(await response.text());
      expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
      const preflight = await fetch(url, {
        method: 'OPTIONS',
        headers: { Origin: 'https://any.example', 'Access-Control-Request-Method': 'GET' },
      });
      expect([preflight.status, preflight.headers.get('Access-Control-Allow-Origin')]).toEqual([204, '*']);
    }
    expect(documents.size).toBe(1);
    const document = JSON.parse([...documents][0] ?? '') as Record<string, unknown>;
    expect(document).toMatchObject({
      resource: server.mcp,
      authorization_servers: [server.authority.issuer],
    });
    expect([...documents][0]).not.toContain('offline_access');
  });

  it('S34: is JSON where there is none: a 404, never a page and never a challenge', async () => {
    for (const path of [
      '/.well-known/',
      '/.well-known/openid-configuration',
      '/.well-known/oauth-authorization-server/mcp',
      '/.well-known/oauth-protected-resource/other',
      '/.well-known/oauth-protected-resource/mcp/more',
      '/.well-known/mcp.json',
      '/.well-known/jwks.json',
      '/.well-known/change-password',
      '/.well-known/%2e%2e/mcp',
      '/mcp/.well-known/oauth-protected-resource',
    ]) {
      const answer = await get(path, host());
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.headers['content-type']?.[0]).toMatch(/^application\/json/);
      expect(answer.headers['www-authenticate']).toBeUndefined();
      expect(JSON.parse(answer.body)).toMatchObject({ error: 'not_found' });
    }
  });
});

describe('the address of a request', () => {
  it('S33: changes no URL that is told: the configured one is shown, or nothing', async () => {
    const forwarded = [
      'X-Forwarded-Host: evil.example',
      'X-Forwarded-Proto: gopher',
      'X-Forwarded-Port: 666',
      'X-Original-URL: https://evil.example/mcp',
      'Forwarded: host=evil.example;proto=gopher',
    ];
    const challenged = await raw(server.port, post(server.port, forwarded, '{}'));
    expect(challenged.headers['www-authenticate']).toEqual([
      `Bearer scope="mcp:tools", resource_metadata="${metadata}"`,
    ]);
    const told = await get('/.well-known/oauth-protected-resource', host(), ...forwarded);
    expect(JSON.parse(told.body)).toMatchObject({ resource: server.mcp });
    expect(challenged.text + told.text).not.toMatch(/evil|gopher|:666\b/);
    for (const line of [
      'Host: evil.example',
      `Host: evil.example:${server.port}`,
      `Host: localhost:${server.port}.evil.example`,
      `Host: localhost:${server.port}"evil.example`,
      `Host: evil@localhost:${server.port}`,
      'Host: localhost',
      'Host: ',
      `Host: localhost:${server.port}, evil.example`,
      `${host()}\r\nHost: evil.example`,
    ]) {
      for (const path of ['/.well-known/oauth-protected-resource', '/mcp', '/connect/status']) {
        const answer = await get(path, line);
        expect([line, answer.status >= 400 && answer.status < 500]).toEqual([line, true]);
        expect(answer.text).not.toContain('evil');
        expect(answer.headers['www-authenticate']).toBeUndefined();
      }
    }
    for (const target of ['//evil.example/mcp', 'http://evil.example/mcp', '/\\evil.example/mcp']) {
      const answer = await get(target, host());
      expect([target, answer.text.includes('evil')]).toEqual([target, false]);
      expect([401, 404, 400]).toContain(answer.status);
    }
  });

  it('S35: is refused for a page that is not listed and for a name that was rebound', async () => {
    const token = server.tokenOf('ada');
    const call = JSON.stringify(toolCall('legacy', 'get_user').body);
    const from = (...lines: string[]) =>
      raw(server.port, post(server.port, [`Authorization: Bearer ${token}`, ...lines], call));
    for (const origin of [
      'https://evil.example',
      'null',
      '',
      `${CHAT}.evil.example`,
      `${CHAT}:444`,
      CHAT.replace('https', 'http'),
      CHAT.toUpperCase(),
      'http://localhost.evil.example',
      'http://localhost:1@evil.example',
      'file://',
      `${CHAT} https://evil.example`,
    ]) {
      const answer = await from(`Origin: ${origin}`);
      expect([origin, answer.status]).toEqual([origin, 403]);
      expect(JSON.parse(answer.body)).toMatchObject({ error: 'origin_not_allowed' });
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
    const rebound = post(server.port, [`Authorization: Bearer ${token}`], call);
    for (const name of ['127.0.0.1.nip.io', 'localhost.evil.example', '[::ffff:7f00:1]', '0.0.0.0']) {
      const answer = await raw(server.port, rebound.replace('localhost', name));
      expect([name, answer.status]).toEqual([name, 403]);
    }
    expect(server.upstream()).toEqual(NOTHING);
    for (const lines of [[], [`Origin: ${CHAT}`], ['Origin: http://localhost:5173']])
      expect((await from(...lines)).status).toBe(200);
  });

  it('S36: is asked about by browsers without a token, and a page may read what it needs', async () => {
    const wanted =
      'authorization,content-type,mcp-protocol-version,mcp-method,mcp-name,mcp-param-team,last-event-id';
    const preflight = await raw(
      server.port,
      request([
        'OPTIONS /mcp HTTP/1.1',
        host(),
        `Origin: ${CHAT}`,
        'Access-Control-Request-Method: POST',
        `Access-Control-Request-Headers: ${wanted}`,
      ]),
    );
    expect(preflight.status).toBe(204);
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': [CHAT],
      'access-control-allow-headers': [wanted],
    });
    const answer = await raw(server.port, post(server.port, [`Origin: ${CHAT}`], '{}'));
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([401, [CHAT]]);
    const exposed = answer.headers['access-control-expose-headers']?.join(',') ?? '';
    for (const name of ['WWW-Authenticate', 'Mcp-Session-Id', 'Retry-After']) expect(exposed).toContain(name);
    for (const { headers } of [preflight, answer])
      expect(headers['access-control-allow-credentials']).toBeUndefined();
    const foreign = await raw(
      server.port,
      request([
        'OPTIONS /mcp HTTP/1.1',
        host(),
        'Origin: https://evil.example',
        'Access-Control-Request-Method: POST',
      ]),
    );
    expect([foreign.status, foreign.headers['access-control-allow-origin']]).toEqual([403, undefined]);
  });
});

describe('text of others', () => {
  const POISON = 'x", scope="admin"\r\nX-Injected: 1\r\n\r\n<h1>é☃';

  it('S37: reaches no header: not that of a token, of the zone, of Linear or of the caller', async () => {
    const { authority, ledger } = server;
    const answers = [];
    const header = JSON.stringify({ ...authority.header, alg: POISON, kid: POISON, typ: POISON });
    answers.push(await send(server.url, authority.signText(header, '{}'), toolCall('legacy', 'get_user')));
    const poisoned = { client_id: POISON, jti: POISON, sid: POISON };
    answers.push(await send(server.url, server.tokenOf('ada', poisoned), toolCall('modern', 'get_user')));
    authority.misbehave.token = (res) => {
      res.writeHead(400, { 'Content-Type': 'application/json' });
      res.end(JSON.stringify({ error: POISON, error_description: POISON, requestId: POISON }));
      return true;
    };
    answers.push(await send(server.url, server.tokenOf('ada'), toolCall('legacy', 'get_user')));
    delete authority.misbehave.token;
    ledger.misbehave.query = (res) => {
      res.writeHead(400, { 'Content-Type': 'application/json' });
      res.end(JSON.stringify({ errors: [{ message: POISON, extensions: { code: POISON, type: POISON } }] }));
      return true;
    };
    answers.push(await send(server.url, server.tokenOf('ada'), toolCall('legacy', 'get_user')));
    delete ledger.misbehave.query;
    answers.push(await send(server.url, server.tokenOf('ada'), message('legacy', POISON)));
    answers.push(await send(server.url, server.tokenOf('ada'), toolCall('legacy', POISON)));
    for (const { status, headers } of answers) {
      expect([200, 400, 401, 404]).toContain(status);
      const all = JSON.stringify([...headers]);
      expect(all).not.toMatch(/admin|Injected|☃|<h1>/i);
    }
    const ids = await raw(
      server.port,
      post(server.port, ['X-Request-Id: a"b\u00e9', 'Connection: x"y'], '{}'),
    );
    expect(ids.headers['x-request-id']?.[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(ids.text).not.toContain('a"b');
  });
});
