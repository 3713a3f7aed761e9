import { Validator } from '@seriousme/openapi-schema-validator';
import { OpenAPIClientAxios } from 'openapi-client-axios';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../src/tools/catalogue.js';
import { originOf, rest } from '../support/doors.js';
import { keyFile, makeKey } from '../support/keys.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/** The description that platforms import, judged and used by programs that know nothing of this server. */
const key = makeKey('test');
const narrow = makeKey('test', { toolsets: ['cycles'], readOnly: true });
let sandbox: TestSandbox;
let origin: string;
beforeAll(async () => {
  const { path } = keyFile([key, narrow]);
  sandbox = await startTestSandbox({ env: { API_KEYS_FILE: path, TOOLSETS: 'all' } });
  origin = originOf(sandbox);
});
afterAll(() => sandbox.stop());

type SpecData = Exclude<Parameters<Validator['validate']>[0], string>;

interface Document {
  openapi: string;
  paths: Record<string, Record<string, { operationId: string; parameters?: unknown[] }>>;
  'x-problems': Record<string, { status: number }>;
}

async function documentFor(credential?: string): Promise<Document> {
  const { status, body } = await rest(origin, credential, '/openapi.json');
  expect(status).toBe(200);
  return body as unknown as Document;
}

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1, and has every tool as an operation', async () => {
    const document = await documentFor();
    const result = await new Validator().validate(document as unknown as SpecData);
    expect(result).toEqual({ valid: true });
    expect(document.openapi).toBe('3.1.0');
    const ids = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map((one) => one.operationId),
    );
    expect(ids.sort()).toEqual(['list_tools', 'whoami', ...catalogue.map(({ name }) => name)].sort());
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path);
    const missing = refs.filter((path) => path.split('/').reduce<unknown>(memberOf, document) === undefined);
    expect(missing).toEqual([]);
  });

  it('shows a caller what that caller is served, and refuses a key that is not good', async () => {
    const paths = Object.keys((await documentFor(narrow.text)).paths);
    expect(paths).toEqual(['/v1/me', '/v1/tools', '/v1/tools/list_cycles']);
    expect((await rest(origin, `${key.text.slice(0, -1)}x`, '/openapi.json')).status).toBe(401);
  });

  it('lets a client that was generated from it call a tool', async () => {
    const api = new OpenAPIClientAxios({
      definition: `${origin}/openapi.json`,
      axiosConfigDefaults: { headers: { Authorization: `Bearer ${key.text}` }, validateStatus: () => true },
    });
    const client = (await api.init()) as unknown as Record<string, Operation>;
    const created = await client['create_issue']?.(null, { team: 'ENG', title: 'By a generated client' });
    expect(created?.data).toMatchObject({ mode: 'test', tool: 'create_issue' });
    const found = await client['list_issues']?.(null, { team: 'ENG', title_contains: 'generated', limit: 1 });
    expect([created?.status, found?.status]).toEqual([200, 422]);
    const listed = await client['list_issues']?.(null, { team: 'ENG', limit: 1 });
    expect(String(listed?.data['text'])).toContain('By a generated client');
  });

  it('lists every kind of problem that an answer points to', async () => {
    const document = await documentFor();
    const { body } = await rest(origin, 'sk_test_x', '/v1/me');
    const [url, pointer = ''] = String(body['type']).split('#/');
    expect(url).toBe(`${origin}/openapi.json`);
    expect(pointer.split('/').reduce<unknown>(memberOf, document)).toEqual({
      title: 'Key malformed',
      status: 401,
    });
  });
});

type Operation = (
  parameters: null,
  body: object,
) => Promise<{ status: number; data: Record<string, unknown> }>;

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
