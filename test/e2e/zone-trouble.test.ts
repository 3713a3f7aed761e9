import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { callByHand, rpc, startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { startTap } from '../support/tap.js';

/** A zone that is away, moves its keys, or plays tricks, while the server goes on. */
let sandbox: TestSandbox;
afterEach(() => sandbox.stop());

const ada = () => sandbox.handles.zone.mintAccessToken({ email: 'ada@lumen.example', resource: sandbox.mcp });

describe('discovery', () => {
  it('is mirrored from memory: many looks are one request to the zone', async () => {
    sandbox = await startTestSandbox();
    const mirror = new URL('/.well-known/oauth-authorization-server', sandbox.mcp);
    const first = (await (await fetch(mirror)).json()) as { issuer: string };
    expect(first.issuer).toBe(sandbox.zone);
    sandbox.handles.zone.faults.set('discovery', { kind: 'reset' });
    for (let n = 0; n < 10; n += 1) expect((await fetch(mirror)).status).toBe(200);
  });

  it('that failed at first is tried again, and the zone is used without a restart', async () => {
    let lift = (): void => undefined;
    sandbox = await startTestSandbox({
      onZone: (zone) => {
        lift = zone.faults.outage();
      },
    });
    // Said without being asked: nobody may look for an hour.
    await expect.poll(() => sandbox.events('zone.unreachable')).toHaveLength(1);
    const token = await ada();
    const refused = await rpc(sandbox.mcp, token, { jsonrpc: '2.0', id: 1, method: 'tools/list' });
    expect([refused.status, refused.headers.get('WWW-Authenticate')]).toEqual([503, null]);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    const mirror = await fetch(new URL('/.well-known/oauth-authorization-server', sandbox.mcp));
    expect(mirror.status).toBe(503);
    expect((await fetch(new URL('/readyz', sandbox.mcp))).status).toBe(503);
    lift();
    await expect
      .poll(async () => (await callByHand(sandbox.mcp, token, 'get_user')).text, {
        timeout: 9_000,
        interval: 300,
      })
      .toContain('ada@lumen.example');
    expect((await fetch(new URL('/readyz', sandbox.mcp))).status).toBe(200);
  });
});

describe('a server that nobody asks anything', () => {
  it('looks for its zone all the same, so that the first look at its readiness is true', async () => {
    let looks = 0;
    const count = (body: Record<string, unknown>): Record<string, unknown> => {
      looks += 1;
      return body;
    };
    sandbox = await startTestSandbox({
      onZone: ({ faults }) => faults.set('discovery', { kind: 'patch', change: count }),
    });
    await expect.poll(() => looks).toBe(1);
  });
});

describe('metadata that lead elsewhere', () => {
  it.each(['token_endpoint', 'jwks_uri'])('by %s are refused, and nothing is sent there', async (member) => {
    let visits = 0;
    const elsewhere = createServer((_req, res) => {
      visits += 1;
      res.end('{"keys":[]}');
    });
    await new Promise<void>((done) => elsewhere.listen(0, '127.0.0.1', done));
    const { port } = elsewhere.address() as AddressInfo;
    sandbox = await startTestSandbox({
      onZone: ({ faults }) =>
        faults.set('discovery', {
          kind: 'patch',
          change: (body) => ({ ...body, [member]: `http://127.0.0.1:${port}/x` }),
        }),
    });
    const answer = await rpc(sandbox.mcp, await ada(), { jsonrpc: '2.0', id: 1, method: 'tools/list' });
    expect([answer.status, answer.headers.get('WWW-Authenticate')]).toEqual([503, null]);
    expect((await fetch(new URL('/readyz', sandbox.mcp))).status).toBe(503);
    expect(visits).toBe(0);
    elsewhere.close();
  });
});

describe('keys', () => {
  it('may be rotated while the server serves: tokens of the new key are taken within seconds', async () => {
    sandbox = await startTestSandbox();
    const before = await ada();
    expect((await callByHand(sandbox.mcp, before, 'get_user')).isError).toBe(false);
    await sandbox.handles.zone.rotateKeys({ overlapMs: 60_000 });
    const after = await ada();
    await expect
      .poll(
        async () => (await rpc(sandbox.mcp, after, { jsonrpc: '2.0', id: 1, method: 'tools/list' })).status,
        { timeout: 9_000, interval: 300 },
      )
      .toBe(200);
    expect((await callByHand(sandbox.mcp, before, 'get_user')).isError).toBe(false);
  });
});

describe('a grant', () => {
  it('that is revoked in mid-session fails the very next call', async () => {
    sandbox = await startTestSandbox();
    expect((await callByHand(sandbox.mcp, sandbox.token, 'get_user')).isError).toBe(false);
    sandbox.handles.zone.revokeGrant('ada@lumen.example', 'https://api.linear.app');
    expect((await callByHand(sandbox.mcp, sandbox.token, 'get_user')).text).toMatch(
      /has not connected Linear/,
    );
  });

  it('that is older than the dependency is not enough', async () => {
    sandbox = await startTestSandbox();
    const { zone } = sandbox.handles;
    const application = zone.directory.applications.find(
      ({ identifier }) => identifier === 'urn:keycard-linear-mcp',
    );
    const linear = zone.directory.resolveResource('https://api.linear.app');
    await new Promise((resolve) => setTimeout(resolve, 5));
    zone.management.removeDependency(application?.id ?? '', linear?.id ?? '');
    expect((await callByHand(sandbox.mcp, sandbox.token, 'get_user')).text).toMatch(/access policy/);
    zone.management.addDependency(application?.id ?? '', linear?.id ?? '');
    expect((await callByHand(sandbox.mcp, sandbox.token, 'get_user')).text).toMatch(
      /has not connected Linear/,
    );
  });
});

describe("the caller's own token", () => {
  it('does not reach Linear even when the zone hands it back', async () => {
    const probe = await startTestSandbox();
    const tap = await startTap(probe.linear);
    sandbox = await startTestSandbox({ env: { LINEAR_API_URL: tap.url } });
    const [header, claims, signature] = sandbox.token.split('.');
    const dressed = [
      sandbox.token,
      `${sandbox.token}=`,
      `x.${sandbox.token}`,
      `${header}.${claims}.`,
      `lin_${claims}`,
      `lin_${signature}`,
    ];
    for (const access_token of dressed) {
      sandbox.handles.zone.faults.next('exchange', {
        kind: 'patch',
        change: (body) => ({ ...body, access_token }),
      });
      const reply = await callByHand(sandbox.mcp, sandbox.token, 'get_user');
      expect(reply.text).toMatch(/cannot be trusted/);
    }
    expect(tap.seen).toEqual([]);
    tap.close();
    await probe.stop();
  });
});

describe('a client', () => {
  it('that takes JSON only gets JSON, and one that closes is closed', async () => {
    sandbox = await startTestSandbox();
    const init = { headers: { Accept: 'application/json' } };
    const json = await rpc(sandbox.mcp, sandbox.token, { jsonrpc: '2.0', id: 1, method: 'tools/list' }, init);
    expect(json.headers.get('Content-Type')).toBe('application/json');
    expect(json.headers.get('Cache-Control')).toBe('no-store');
    expect(await json.json()).toMatchObject({ id: 1, result: { tools: expect.any(Array) } });

    const { port, host } = new URL(sandbox.mcp);
    const body = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
    const closed = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1');
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      socket.on('end', () => resolve(text));
      socket.write(
        `POST /mcp HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${sandbox.token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
      );
    });
    expect(closed).toMatch(/^HTTP\/1\.1 200/);
  });

  it.each([
    ['[]', 'arguments of tools/call have to be an object'],
    ['"x"', 'arguments of tools/call have to be an object'],
    ['{"__proto__":{"a":1}}', '__proto__'],
  ])('that sends the arguments %s is told what to send', async (args, message) => {
    sandbox = await startTestSandbox();
    const body = `{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"list_issues","arguments":${args}}}`;
    const response = await rpc(sandbox.mcp, sandbox.token, body);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(message);
    expect(await sandbox.zoneJournal()).toEqual([]);
  });

  it('whose bytes are no HTTP gets JSON as well', async () => {
    sandbox = await startTestSandbox();
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(sandbox.mcp).port), '127.0.0.1');
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      socket.on('close', () => resolve(text));
      socket.write('NONSENSE\r\n\r\n');
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/json/);
  });
});
