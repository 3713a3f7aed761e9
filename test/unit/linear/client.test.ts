import { createServer, type Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CallFailure, type Failure } from '../../../src/errors.js';
import { createLinear, type Linear, type LinearCost, operation } from '../../../src/linear/client.js';
import { type LinearSandbox, startLinear } from '../../../src/sandbox/linear/index.js';

const VIEWER = operation<{ viewer: { email: string } }, Record<string, never>>(
  'query Me { viewer { email } }',
);
const COMMENT = operation<
  { commentCreate: { comment: { id: string } } },
  { input: { issueId: string; body: string } }
>(`mutation Note($input: CommentCreateInput!) { commentCreate(input: $input) { comment { id } } }`);

let sandbox: LinearSandbox;
beforeAll(async () => {
  sandbox = await startLinear({ port: 0 });
});
afterAll(() => sandbox.close());
afterEach(() => sandbox.faults.clear());

function linearFor(
  email: string,
  signal = new AbortController().signal,
  onCost?: (cost: LinearCost) => void,
): Linear {
  const open = createLinear({ apiUrl: sandbox.graphqlUrl, userAgent: 'test/1' });
  const token = async () => sandbox.issueTokenFor(email).accessToken;
  return open({ token, signal, ...(onCost && { onCost }) });
}

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CallFailure)) throw new Error('did not fail as it should', { cause: error });
  expect(error.cause).toBeUndefined();
  expect(error.message).toBe(error.failure.code);
  return error.failure;
}

const requestsSince = (before: number): number => sandbox.journal().length - before;
const ada = 'ada@lumen.example';

describe('the client of one call', () => {
  test('asks for the token at its first query, once, and reports what each cost', async () => {
    let asked = 0;
    const costs: LinearCost[] = [];
    const open = createLinear({ apiUrl: sandbox.graphqlUrl, userAgent: 'test/1' });
    const token = async () => {
      asked += 1;
      return sandbox.issueTokenFor(ada).accessToken;
    };
    const linear = open({ token, signal: new AbortController().signal, onCost: (cost) => costs.push(cost) });
    expect(asked).toBe(0);
    await Promise.all([linear.query(VIEWER, {}), linear.query(VIEWER, {})]);
    expect(asked).toBe(1);
    expect(costs.map((cost) => cost.complexity)).toEqual([2, 2]);
  });

  test('is the person whose token it has', async () => {
    const both = ['ada@lumen.example', 'adam@lumen.example'];
    const answers = await Promise.all(both.map((email) => linearFor(email).query(VIEWER, {})));
    expect(answers.map(({ viewer }) => viewer.email)).toEqual(both);
  });

  test('passes on the failure of the token', async () => {
    const open = createLinear({ apiUrl: sandbox.graphqlUrl, userAgent: 'test/1' });
    const token = async () => {
      throw new CallFailure({ code: 'consent_required' });
    };
    const linear = open({ token, signal: new AbortController().signal });
    expect(await failureOf(linear.query(VIEWER, {}))).toEqual({ code: 'consent_required' });
  });
});

describe('a read', () => {
  test.each([
    ['a 502', { kind: 'status', status: 502 }],
    ['a connection that is cut', { kind: 'reset' }],
    ['an internal error', { kind: 'error', code: 'INTERNAL_SERVER_ERROR', type: 'internal error' }],
  ] as const)('survives %s, twice', async (_what, fault) => {
    const before = sandbox.journal().length;
    sandbox.faults.next(2, fault);
    expect(await linearFor(ada).query(VIEWER, {})).toEqual({ viewer: { email: ada } });
    expect(requestsSince(before)).toBe(3);
  });

  test('gives up at the third', async () => {
    const before = sandbox.journal().length;
    sandbox.faults.set({ kind: 'status', status: 503 });
    expect(await failureOf(linearFor(ada).query(VIEWER, {}))).toEqual({ code: 'linear_unavailable' });
    expect(requestsSince(before)).toBe(3);
  });

  test.each([
    ['an HTML page', { kind: 'garbage' }],
    [
      'data of another shape',
      {
        kind: 'status',
        status: 200,
        body: '{"data":{"viewer":null}}',
        headers: { 'Content-Type': 'application/json' },
      },
    ],
    ['no data', { kind: 'status', status: 200, body: '{}', headers: { 'Content-Type': 'application/json' } }],
    ['null', { kind: 'status', status: 200, body: 'null', headers: { 'Content-Type': 'application/json' } }],
    [
      'half a JSON text',
      { kind: 'status', status: 200, body: '{"data":', headers: { 'Content-Type': 'application/json' } },
    ],
  ] as const)('fails honestly at %s', async (_what, fault) => {
    sandbox.faults.next(1, fault);
    expect(await failureOf(linearFor(ada).query(VIEWER, {}))).toEqual({ code: 'linear_answer_invalid' });
  });

  test('does not take a part for the whole', async () => {
    sandbox.faults.set({ kind: 'partial' });
    expect(await failureOf(linearFor(ada).query(VIEWER, {}))).toEqual({ code: 'linear_unavailable' });
  });

  test('takes only 401 for a refused token', async () => {
    sandbox.faults.next(1, { kind: 'status', status: 404 });
    expect(await failureOf(linearFor(ada).query(VIEWER, {}))).toEqual({ code: 'linear_answer_invalid' });
    const open = createLinear({ apiUrl: sandbox.graphqlUrl, userAgent: 'test/1' });
    const linear = open({ token: async () => 'nonsense', signal: new AbortController().signal });
    expect(await failureOf(linear.query(VIEWER, {}))).toEqual({ code: 'linear_token_rejected' });
  });

  test('says when a rate limit ends', async () => {
    sandbox.faults.set({ kind: 'ratelimited' });
    const failure = await failureOf(linearFor(ada).query(VIEWER, {}));
    expect(failure.code).toBe('linear_rate_limited');
  });
});

describe('a mutation', () => {
  test('is sent once, whatever happens to it', async () => {
    const before = sandbox.journal().length;
    sandbox.faults.next(1, { kind: 'status', status: 502 });
    const asked = linearFor(ada).query(COMMENT, { input: { issueId: 'ENG-3', body: 'x' } });
    expect(await failureOf(asked)).toEqual({ code: 'linear_unavailable' });
    expect(requestsSince(before)).toBe(1);
  });

  test('never puts what the person wrote into its failure', async () => {
    const secret = 'canary-5f2d';
    const asked = linearFor(ada).query(COMMENT, { input: { issueId: 'ENG-99999', body: secret } });
    const error: unknown = await asked.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CallFailure);
    const seen = JSON.stringify(error, Object.getOwnPropertyNames(error));
    expect(seen).not.toContain(secret);
  });
});

describe('a client that only reads', () => {
  const open = createLinear({ apiUrl: 'http://127.0.0.1:9/graphql', userAgent: 'test/1' });
  const signal = new AbortController().signal;

  test.each([
    ['a mutation', 'mutation M { issueDelete(id: "x") { success } }'],
    ['one behind a comment', '# query\nmutation { issueDelete(id: "x") { success } }'],
    ['one behind commas', ',,,mutation { issueDelete(id: "x") { success } }'],
    ['one beside a query', 'query Q { viewer { id } } mutation M { issueDelete(id: "x") { success } }'],
    ['a subscription', 'subscription { issueCreated { id } }'],
    ['what is no document', 'query {'],
  ])('sends nothing for %s, not even for a token', async (_what, document) => {
    let asked = 0;
    const token = async () => {
      asked += 1;
      return 'x';
    };
    const linear = open({ token, signal, readOnly: true });
    expect(await failureOf(linear.query({ document }, {}))).toEqual({ code: 'read_only' });
    expect(asked).toBe(0);
  });

  test('reads', async () => {
    const reading = createLinear({ apiUrl: sandbox.graphqlUrl, userAgent: 'test/1' });
    const token = async () => sandbox.issueTokenFor(ada).accessToken;
    expect(await reading({ token, signal, readOnly: true }).query(VIEWER, {})).toEqual({
      viewer: { email: ada },
    });
  });
});

describe('the signal', () => {
  test.each([
    ['a deadline', new CallFailure({ code: 'deadline_exceeded', seconds: 1 }), 'deadline_exceeded'],
    ['a disconnect', new CallFailure({ code: 'canceled' }), 'canceled'],
    ['something else', new Error('stop'), 'canceled'],
  ] as const)('ends the call for %s', async (_what, reason, code) => {
    const controller = new AbortController();
    sandbox.faults.set({ kind: 'latency', ms: 5000 });
    const asked = failureOf(linearFor(ada, controller.signal).query(VIEWER, {}));
    setTimeout(() => controller.abort(reason), 30);
    expect((await asked).code).toBe(code);
  });

  test('ends the wait between two attempts', async () => {
    const controller = new AbortController();
    sandbox.faults.set({ kind: 'status', status: 502 });
    const asked = failureOf(linearFor(ada, controller.signal).query(VIEWER, {}));
    setTimeout(() => controller.abort(new CallFailure({ code: 'canceled' })), 40);
    expect((await asked).code).toBe('canceled');
  });
});

const LIMITED = { 'X-RateLimit-Requests-Limit': '3600', 'X-RateLimit-Requests-Remaining': '-59' };
const PACKED = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };

const OTHERWISE = { 'Content-Type': 'Application/JSON; charset=utf-8', 'Content-Encoding': 'X-GZIP' };

/** A good answer packed, more of it than is taken, or what only says that it is packed. */
function packed(url: string): Buffer {
  const answer = '{"data":{"viewer":{"email":"x"}}}';
  if (url.endsWith('/wrongly')) return Buffer.from(answer);
  if (url.endsWith('/large')) return gzipSync(answer + ' '.repeat(600_000));
  return gzipSync(url.endsWith('/much') ? answer + ' '.repeat(2_000_000) : answer);
}

describe('on the wire', () => {
  const seen: { authorization?: string | undefined; agent?: string | undefined; url?: string | undefined }[] =
    [];
  let server: Server;
  let origin: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const { authorization, 'user-agent': agent } = request.headers;
      seen.push({ authorization, agent, url: request.url });
      if (request.url === '/moved') response.writeHead(307, { Location: `${origin}/stolen` }).end();
      else if (request.url?.startsWith('/labelled/')) {
        response.writeHead(Number(request.url.slice(-3)), { ...PACKED, ...LIMITED }).end();
      } else if (request.url?.startsWith('/packed'))
        response
          .writeHead(200, request.url.endsWith('OTHERWISE') ? OTHERWISE : PACKED)
          .end(packed(request.url));
      else response.setHeader('Content-Type', 'application/json').end('{"data":{"viewer":{"email":"x"}}}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  });
  afterAll(() => server.close());

  const ask = (path: string) => {
    const open = createLinear({
      apiUrl: origin + path,
      userAgent: 'keycard-linear-mcp/9',
      mostBytes: 1_000_000,
    });
    return open({ token: async () => 'secret', signal: new AbortController().signal }).query(VIEWER, {});
  };

  test('the token is a bearer and the user agent is ours', async () => {
    await ask('/graphql');
    expect(seen.at(-1)).toEqual({
      authorization: 'Bearer secret',
      agent: 'keycard-linear-mcp/9',
      url: '/graphql',
    });
  });

  test('large packed answers wait for each other, and each comes whole', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask('/packed/large')));
    expect(answers).toEqual(answers.map(() => ({ viewer: { email: 'x' } })));
  });

  test.each(['/packed', '/packed/OTHERWISE'])('a packed answer is unpacked: %s', async (path) => {
    expect(await ask(path)).toEqual({ viewer: { email: 'x' } });
  });

  test.each([
    [401, { code: 'linear_token_rejected' }],
    [429, { code: 'linear_rate_limited', retryAfterSeconds: 60 }],
    [503, { code: 'linear_unavailable' }],
  ])('an answer that only says that it is packed is judged by its status: %d', async (status, failure) => {
    expect(await failureOf(ask(`/labelled/${status}`))).toEqual(failure);
  });

  test.each(['much', 'wrongly'])('a packed answer that is too %s is none', async (how) => {
    expect(await failureOf(ask(`/packed/${how}`))).toEqual({ code: 'linear_answer_invalid' });
  });

  test('a redirect is not followed, so the token goes nowhere else', async () => {
    expect(await failureOf(ask('/moved'))).toEqual({ code: 'linear_answer_invalid' });
    expect(seen.some(({ url }) => url === '/stolen')).toBe(false);
  });
});
