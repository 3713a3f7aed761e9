import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../src/auth/api-keys/format.js';
import { createVerifyKey } from '../../src/auth/api-keys/verify.js';
import { RefusedCaller } from '../../src/auth/principal.js';
import { originOf, type RestAnswer, rest } from '../support/doors.js';
import { keyFile, type MadeKey, makeKey } from '../support/keys.js';
import { rpc, startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/** What is answered to keys that are not good, at both doors, and what is left behind of them. */
const good = makeKey('test');
const revoked = makeKey('live', { revoked: '2026-02-01T00:00:00.000Z' });
const expired = makeKey('live', { expires: '2026-02-01T00:00:00.000Z' });
const suspended = makeKey('test', { organisation: 'gone' });
const foreign = makeKey('live');
const readOnly = makeKey('test', { readOnly: true, toolsets: ['issues'] });

let sandbox: TestSandbox;
let origin: string;
beforeAll(async () => {
  const { path } = keyFile([good, revoked, expired, suspended, readOnly], ['gone']);
  sandbox = await startTestSandbox({ env: { API_KEYS_FILE: path }, permitImpersonation: true });
  origin = originOf(sandbox);
});
afterAll(() => sandbox.stop());

const secretOf = (key: string): string => key.slice(-64);
const withOtherSecret = ({ text }: MadeKey): string => text.slice(0, -64) + secretOf(foreign.text);

/** Everything of an answer that could tell one refusal from another. */
function face({ status, headers, body }: RestAnswer) {
  const { request_id: _, ...rest } = body;
  return { status, challenge: headers.get('WWW-Authenticate'), body: rest };
}

const tools = (credential: string | undefined): Promise<RestAnswer> => rest(origin, credential, '/v1/tools');

async function overMcp(credential: string) {
  const response = await rpc(sandbox.mcp, credential, { jsonrpc: '2.0', id: 1, method: 'tools/list' });
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, body };
}

const REFUSED = 'The API key is unknown, revoked or expired. Ask the operator of this server for a new one.';

describe('a key', () => {
  it.each<[string, string]>([
    ['that is unknown', foreign.text],
    ['with a wrong secret', withOtherSecret(good)],
    ['that is revoked', revoked.text],
    ['that has expired', expired.text],
    ['of test mode that says it is live', good.text.replace('sk_test_', 'sk_live_')],
    ['whose secret belongs to another key', good.text.slice(0, -64) + secretOf(readOnly.text)],
  ])('%s is refused with the same words as any other, at both doors', async (_, key) => {
    const answer = await tools(key);
    expect(face(answer)).toEqual({
      status: 401,
      challenge: 'Bearer error="invalid_token", error_description="The API key is not good"',
      body: {
        type: `${origin}/openapi.json#/x-problems/key_refused`,
        title: 'Key refused',
        status: 401,
        detail: REFUSED,
        code: 'key_refused',
      },
    });
    expect(answer.headers.get('Content-Type')).toMatch(/^application\/problem\+json/);
    const mcp = await overMcp(key);
    expect(mcp.status).toBe(401);
    // Nobody who sends a key is sent to a sign-in.
    expect(mcp.headers.get('WWW-Authenticate')).not.toContain('resource_metadata');
    expect(mcp.body).toMatchObject({ error: 'key_refused', error_description: REFUSED });
  });

  it.each([
    'sk_live_',
    'sk_test_abc',
    'sk_other_0123456789abcdef_00',
    `${good.text}0`,
    good.text.slice(0, -1),
    good.text.toUpperCase().replace('SK_TEST', 'sk_test'),
  ])('that has no such form (%s) is told so', async (key) => {
    const { status, body } = await tools(key);
    expect([status, body['code']]).toEqual([401, 'key_malformed']);
    expect((await overMcp(key)).body['error']).toBe('key_malformed');
  });

  it.each([
    `Bearer  ${good.text}`,
    `Bearer "${good.text}"`,
    `Bearer ${good.text}é`,
    `Bearer ${good.text.toUpperCase()}`,
    `Bearer ${good.text}, Bearer ${good.text}`,
    good.text,
    `Token ${good.text}`,
  ])('that is copied with something around it is told so, and sent to no sign-in', async (header) => {
    for (const path of ['/v1/me', '/mcp']) {
      const { status, headers, body } = await rest(origin, undefined, path, {
        headers: { Authorization: header },
      });
      expect([status, body['code'] ?? body['error']]).toEqual([401, 'key_malformed']);
      expect(headers.get('WWW-Authenticate')).not.toMatch(/resource_metadata|scope/);
    }
  });

  it('that is missing is a third answer', async () => {
    const answer = await tools(undefined);
    expect([answer.status, answer.body['code']]).toEqual([401, 'credentials_missing']);
    expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer scope="mcp:tools"');
  });

  it('of a suspended organisation is known and not served', async () => {
    const { status, body } = await tools(suspended.text);
    expect([status, body['code']]).toEqual([403, 'organisation_suspended']);
    expect((await overMcp(suspended.text)).status).toBe(403);
    expect((await tools(withOtherSecret(suspended))).body['code']).toBe('key_refused');
  });

  it('in a URL is refused and not repeated, whatever is in the header', async () => {
    const path = `/v1/tools?api_key=${good.text}`;
    const answers = [await rest(origin, undefined, path), await rest(origin, good.text, path)];
    answers.push(await rest(origin, good.text, `/mcp?key=${good.text}`, { body: {} }));
    answers.push(await rest(origin, good.text, `/mcp/sse?key=${good.text}`, { body: {} }));
    answers.push(await rest(origin, undefined, `/mcp/${good.text}`));
    const encoded = good.text.replaceAll('_', '%5F').replace('s', '%73');
    answers.push(await rest(origin, good.text, `/v1/tools?broken=%&key=${encoded}`));
    answers.push(await rest(origin, good.text, `/v1/tools/${encoded}`, { body: {} }));
    for (const { status, body } of answers) {
      expect([status, body['code'] ?? body['error']]).toEqual([400, 'credential_in_url']);
      expect(JSON.stringify(body)).not.toContain(secretOf(good.text));
    }
  });

  it('is served what it was made for: other tools do not exist for it', async () => {
    const { body } = await tools(readOnly.text);
    const listed = body['tools'] as { name: string; toolset: string; access: string }[];
    expect(listed.length).toBeGreaterThan(2);
    expect(new Set(listed.map(({ toolset, access }) => `${toolset} ${access}`))).toEqual(
      new Set(['issues read']),
    );
    const write = await rest(origin, readOnly.text, '/v1/tools/create_issue', {
      body: { team: 'ENG', title: 'x' },
    });
    expect([write.status, write.body['code']]).toEqual([404, 'tool_unknown']);
    const reset = await rest(origin, readOnly.text, '/v1/test/reset', { method: 'POST' });
    expect([reset.status, reset.body['code']]).toEqual([403, 'test_mode_only']);
    const { result } = (await (await rpc(sandbox.mcp, readOnly.text, LIST, JSON_ONLY)).json()) as {
      result: { tools: { name: string }[] };
    };
    expect(result.tools.map(({ name }) => name)).toEqual(listed.map(({ name }) => name));
  });
});

const LIST = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
const JSON_ONLY = { headers: { Accept: 'application/json' } };

describe('ten thousand wrong keys', () => {
  it('have one answer, ask nobody, and leave their public ids in the log and nothing else of themselves', async () => {
    await sandbox.forget();
    const sent = Array.from({ length: 10_000 }, (_, at) =>
      at % 2 === 0 ? makeKey('live').text : withOtherSecret(good),
    );
    const client = new Agent({ connections: 20, pipelining: 1 });
    const faces = new Set<string>();
    const queue = [...sent];
    const work = async (): Promise<void> => {
      for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
        const headers = { Authorization: `Bearer ${key}` };
        const { statusCode, body } = await request(`${origin}/v1/tools`, { dispatcher: client, headers });
        const { request_id: _, ...rest } = (await body.json()) as Record<string, unknown>;
        faces.add(JSON.stringify([statusCode, rest]));
      }
    };
    await Promise.all(Array.from({ length: 20 }, work));
    await client.close();
    expect(faces.size).toBe(1);
    expect(await sandbox.zoneJournal()).toEqual([]);
    const log = sandbox.logText();
    expect(sent.filter((key) => log.includes(secretOf(key)))).toEqual([]);
    const refused = sandbox.events('caller.refused').slice(-10_000);
    // A flood is counted whole, and written in part: a line says how many before it were not.
    expect(refused.length).toBeLessThan(10_000);
    const fields = new Set(refused.flatMap((event) => Object.keys(event)));
    expect([...fields].sort()).toEqual([
      'code',
      'event',
      'keyId',
      'level',
      'msg',
      'reason',
      'requestId',
      'suppressed',
      'time',
    ]);
    expect((await tools(good.text)).status).toBe(200);
  }, 60_000);

  it('cost the same work each, whether the id exists or not', async () => {
    const digested: string[] = [];
    const keys = { byId: new Map([[good.record.id, good.record]]), suspended: new Set<string>() };
    const verify = createVerifyKey({
      store: { current: async () => keys },
      scopes: [],
      onUse: () => undefined,
      digest: (key) => {
        digested.push(key);
        return digestOf(key);
      },
    });
    for (const key of [foreign.text, withOtherSecret(good)]) {
      digested.length = 0;
      await expect(verify(key)).rejects.toBeInstanceOf(RefusedCaller);
      expect(digested).toEqual([key]);
    }
    expect((await verify(good.text)).keyId).toBe(good.record.id);
  });
});

describe('a server without a file of keys', () => {
  it('has no such door: a key is a token that is not good, and there is no REST', async () => {
    const closed = await startTestSandbox();
    try {
      const response = await rpc(closed.mcp, good.text, LIST);
      expect(response.status).toBe(401);
      expect(response.headers.get('WWW-Authenticate')).toMatch(
        /^Bearer error="invalid_token".*resource_metadata=/,
      );
      for (const path of ['/v1/tools', '/v1/me', '/openapi.json']) {
        expect((await rest(originOf(closed), closed.token, path)).status).toBe(404);
      }
    } finally {
      await closed.stop();
    }
  });
});
