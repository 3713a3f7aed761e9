import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LinearSandbox } from '../../../src/sandbox/linear/index.js';
import { ADA, ADAM, ask, post, refusal, startWithClock } from './linear-support.js';

const HOUR = 3_600_000;

describe('limits of the embedded Linear', () => {
  describe('complexity', () => {
    let linear: LinearSandbox;
    beforeAll(async () => {
      ({ linear } = await startWithClock());
    });
    afterAll(() => linear.close());

    const cost = async (query: string, variables: Record<string, unknown> = {}) =>
      Number((await ask(linear, query, variables)).headers.get('x-complexity'));

    it.each([
      ['an object and a scalar', '{ viewer { id } }', 2],
      ['50 issues of three scalars', '{ issues { nodes { id title priority } } }', 66],
      ['10 issues of three scalars', '{ issues(first: 10) { nodes { id title priority } } }', 14],
      ['the last 10 instead of the first', '{ issues(last: 10) { nodes { id title priority } } }', 14],
      ['edges as well as nodes', '{ issues(first: 10) { edges { node { id } } } }', 22],
      [
        'page information once',
        '{ issues(first: 10) { nodes { id } pageInfo { hasNextPage endCursor } } }',
        14,
      ],
      ['aliases one by one', '{ a: viewer { id } b: viewer { id } c: viewer { id } }', 4],
      [
        'fragments where they are spread',
        '{ viewer { ...F } } fragment F on User { id name ... on User { email } }',
        2,
      ],
      [
        'nested connections multiplied',
        '{ issues(first: 10) { nodes { labels(first: 5) { nodes { name } } } } }',
        76,
      ],
      [
        'nested connections without first as 50',
        '{ issues(first: 2) { nodes { labels { nodes { name } } } } }',
        115,
      ],
    ])('counts %s', async (_what, query, points) => {
      expect(await cost(query)).toBe(points);
    });

    it('reads page sizes from variables, and from their defaults', async () => {
      const query = 'query ($first: Int = 20) { issues(first: $first) { nodes { id } } }';
      expect(await cost(query, { first: 10 })).toBe(12);
      expect(await cost(query)).toBe(23);
    });

    it('lets a query of 10,000 points pass and refuses the next one', async () => {
      const query = (fields: number, extra: string) => {
        const scalars = Array.from({ length: fields }, (_, index) => `f${index}: id`).join(' ');
        return `{ issues(first: 250) { nodes { ${scalars} } } ${extra} }`;
      };
      // 1 + 250 × (1 + 389 × 0.1) = 9,976 and 21 × 1.1 = 23.1: 9,999.1. One viewer more makes 10,000.2.
      const below = await ask(
        linear,
        query(389, Array.from({ length: 21 }, (_, i) => `v${i}: viewer { id }`).join(' ')),
      );
      expect(below.headers.get('x-complexity')).toBe('10000');
      expect(below.status).toBe(200);
      const above = await ask(
        linear,
        query(389, Array.from({ length: 22 }, (_, i) => `v${i}: viewer { id }`).join(' ')),
      );
      expect(above.status).toBe(400);
      expect(above.errors).toEqual([
        {
          message: 'Query too complex',
          extensions: expect.objectContaining({
            code: 'INPUT_ERROR',
            type: 'invalid input',
            userPresentableMessage:
              'The query is too complex. Complexity: 10001. Maximum allowed complexity: 10000.',
          }),
        },
      ]);
    });

    it('is not fooled by fragments that spread each other many times over', async () => {
      const levels = Array.from(
        { length: 40 },
        (_, n) => `fragment F${n} on User { a${n}: id ...F${n + 1} ...F${n + 1} }`,
      );
      const bomb = `{ viewer { ...F0 } } ${levels.join(' ')} fragment F40 on User { id }`;
      const answer = await ask(linear, bomb);
      expect(answer.status).toBe(400);
    });
  });

  describe('rate limits', () => {
    it('answer 400 RATELIMITED when the requests of an hour are used up, and refill continuously', async () => {
      const { linear, advance } = await startWithClock({ limits: { requestsPerHour: 60 } });
      const answers = await Promise.all(Array.from({ length: 61 }, () => ask(linear, '{ viewer { id } }')));
      const limited = answers.filter((answer) => answer.status === 400);
      expect(limited).toHaveLength(1);
      expect(limited[0]?.errors[0]?.extensions).toMatchObject({ code: 'RATELIMITED', type: 'ratelimited' });
      expect(limited[0]?.headers.get('x-ratelimit-requests-remaining')).toBe('0');
      expect((await ask(linear, '{ viewer { id } }', {}, { as: ADAM })).status).toBe(200);
      advance(HOUR / 60);
      expect((await ask(linear, '{ viewer { id } }')).status).toBe(200);
      expect((await ask(linear, '{ viewer { id } }')).status).toBe(400);
      await linear.close();
    });

    it('count points as well, and tell in headers what is left and when the bucket is full again', async () => {
      const { linear } = await startWithClock({ limits: { pointsPerHour: 100 } });
      const query = '{ issues(first: 50) { nodes { id title priority } } }';
      const first = await ask(linear, query);
      const headers = Object.fromEntries(first.headers);
      expect(headers).toMatchObject({
        'x-complexity': '66',
        'x-ratelimit-requests-limit': '5000',
        'x-ratelimit-requests-remaining': '4999',
        'x-ratelimit-complexity-limit': '100',
        'x-ratelimit-complexity-remaining': '34',
        'x-ratelimit-complexity-reset': String(Date.parse('2026-10-15T09:00:00.000Z') + 0.66 * HOUR),
      });
      const second = await ask(linear, query);
      expect([second.status, refusal(second).code]).toEqual([400, 'RATELIMITED']);
      await linear.close();
    });

    it('allow 30 searches a minute', async () => {
      const { linear, advance } = await startWithClock();
      const query = '{ searchIssues(term: "dock", first: 1) { totalCount } }';
      const answers = await Promise.all(Array.from({ length: 31 }, () => ask(linear, query)));
      expect(answers.map((answer) => answer.status).sort()).toEqual([...Array(30).fill(200), 400]);
      expect(answers[0]?.headers.get('x-ratelimit-endpoint-requests-limit')).toBe('30');
      expect(answers[0]?.headers.get('x-ratelimit-endpoint-name')).toBe('searchIssues');
      expect((await ask(linear, '{ viewer { id } }')).status).toBe(200);
      advance(60_000);
      expect((await ask(linear, query)).status).toBe(200);
      await linear.close();
    });
  });

  describe('requests that are not acceptable', () => {
    let linear: LinearSandbox;
    let advance: (ms: number) => void;
    beforeAll(async () => {
      ({ linear, advance } = await startWithClock());
    });
    afterAll(() => linear.close());

    const bearer = () => ({ authorization: `Bearer ${linear.issueTokenFor(ADA).accessToken}` });
    const viewer = JSON.stringify({ query: '{ viewer { id } }' });

    it.each<[string, (token: string) => Record<string, string>]>([
      ['no credentials', () => ({})],
      ['an unknown token', () => ({ authorization: `Bearer lin_oauth_${'0'.repeat(64)}` })],
      ['an API key', () => ({ authorization: 'lin_api_0123456789' })],
      ['an API key as bearer', () => ({ authorization: 'Bearer lin_api_0123456789' })],
      ['an OAuth token without Bearer', (token) => ({ authorization: token })],
      ['another scheme', (token) => ({ authorization: `Token ${token}` })],
      ['text after the token', (token) => ({ authorization: `Bearer ${token} ${token}` })],
      ['two spaces', (token) => ({ authorization: `Bearer  ${token}` })],
      ['an empty token', () => ({ authorization: 'Bearer ' })],
      ['an empty header', () => ({ authorization: '' })],
    ])('are refused with 401 in Linear’s shape for %s', async (_what, headers) => {
      const answer = await post(linear, viewer, headers(linear.issueTokenFor(ADA).accessToken));
      expect(answer.status).toBe(401);
      expect(answer.errors[0]?.extensions).toMatchObject({
        code: 'AUTHENTICATION_ERROR',
        type: 'authentication error',
        statusCode: 401,
      });
      expect(answer.data).toBeUndefined();
    });

    it('are refused with 401 for a token that has expired, at the second', async () => {
      const { accessToken } = linear.issueTokenFor(ADA, { ttl: 60 });
      const headers = { authorization: `Bearer ${accessToken}` };
      advance(59_999);
      expect((await post(linear, viewer, headers)).status).toBe(200);
      advance(1);
      expect((await post(linear, viewer, headers)).status).toBe(401);
    });

    it('are refused with 401 for a suspended user, and for one who has disconnected the application', async () => {
      const headers = { authorization: `Bearer ${linear.issueTokenFor(ADAM).accessToken}` };
      linear.workspace.setActive(ADAM, false);
      expect((await post(linear, viewer, headers)).status).toBe(401);
      linear.workspace.setActive(ADAM, true);
      expect((await post(linear, viewer, headers)).status).toBe(200);
      linear.workspace.disconnect(ADAM);
      expect((await post(linear, viewer, headers)).status).toBe(401);
    });

    it('may introspect without credentials', async () => {
      const query = '{ __schema { queryType { name } } __type(name: "Issue") { fields { name } } }';
      const answer = await post(linear, JSON.stringify({ query }), {});
      expect(answer.status).toBe(200);
      const mixed = await post(linear, JSON.stringify({ query: '{ __typename viewer { id } }' }), {});
      expect(mixed.status).toBe(401);
    });

    it.each([
      ['an unknown field', { query: '{ viewer { nonsense } }' }, 'GRAPHQL_VALIDATION_FAILED'],
      ['a syntax error', { query: '{ viewer { id }' }, 'GRAPHQL_PARSE_FAILED'],
      [
        'a variable of another type',
        { query: 'query ($n: Int) { issues(first: $n) { nodes { id } } }', variables: { n: 'x' } },
        'BAD_USER_INPUT',
      ],
      [
        'a required variable that is absent',
        { query: 'query ($id: String!) { issue(id: $id) { id } }' },
        'BAD_USER_INPUT',
      ],
      [
        'an operation that is not in the document',
        { query: 'query A { viewer { id } }', operationName: 'B' },
        'OPERATION_RESOLUTION_FAILURE',
      ],
      ['an empty document', { query: '' }, 'GRAPHQL_PARSE_FAILED'],
      ['no document', { variables: {} }, 'BAD_REQUEST'],
      ['variables that are a list', { query: '{ viewer { id } }', variables: [] }, 'BAD_REQUEST'],
      ['a batch', [{ query: '{ viewer { id } }' }], 'BAD_REQUEST'],
    ])('are refused with 400 for %s', async (_what, body, code) => {
      const answer = await post(linear, JSON.stringify(body), bearer());
      expect(answer.status).toBe(400);
      expect(refusal(answer).code).toBe(code);
      expect(answer.headers.get('x-complexity')).toMatch(/^\d+$/);
    });

    it('are refused, and take nothing down, for a document that nests ten thousand levels', async () => {
      const query = `${'{ viewer '.repeat(10_000)}${'}'.repeat(10_000)}`;
      expect((await post(linear, JSON.stringify({ query }), bearer())).status).toBeGreaterThanOrEqual(400);
      expect((await post(linear, viewer, bearer())).status).toBe(200);
    });

    it('are refused with 400 for a body that is not JSON or does not say so', async () => {
      expect((await post(linear, '{', bearer())).status).toBe(400);
      expect((await post(linear, viewer, { ...bearer(), 'content-type': 'text/plain' })).status).toBe(400);
    });

    it('are refused with 413 above 10,485,760 bytes and not at them', async () => {
      const body = (bytes: number) => viewer.padEnd(bytes, ' ');
      const status = async (bytes: number) => (await post(linear, body(bytes), bearer())).status;
      expect(await status(10_485_760)).toBe(200);
      const large = await post(linear, body(10_485_761), bearer()).catch(() => undefined);
      // The server stops reading; a client that is still writing may see the connection close instead.
      if (large !== undefined)
        expect([large.status, refusal(large).code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
      expect(linear.journal().at(-1)).toMatchObject({ outcome: 'PAYLOAD_TOO_LARGE', status: 413 });
    });

    it('are answered with JSON for other paths, methods and host names', async () => {
      expect((await fetch(`${linear.origin}/nothing`)).status).toBe(404);
      const get = await fetch(linear.graphqlUrl);
      expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
      const status = await new Promise<number | undefined>((resolve) => {
        request(`${linear.origin}/_journal`, { headers: { host: 'rebound.example' } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        }).end();
      });
      expect(status).toBe(421);
    });
  });

  it('do not let it listen beyond loopback', async () => {
    await expect(startWithClock({ host: '0.0.0.0' })).rejects.toThrow(/loopback only/);
    await expect(startWithClock({ publicHost: 'linear.example' })).rejects.toThrow(/loopback only/);
  });
});
