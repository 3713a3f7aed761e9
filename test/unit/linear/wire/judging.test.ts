import { describe, expect, test } from 'vitest';
import { type Failure, sentenceFor } from '../../../../src/errors.js';
import { writesOf } from '../../../../src/linear/reads.js';
import { costOf, judgeReply, type Reply, waitBeforeRetry } from '../../../../src/linear/wire/judging.js';

function reply(
  status: number,
  extensions?: object,
  message = 'x',
  headers: Record<string, string> = {},
): Reply {
  const errors = extensions === undefined ? undefined : [{ message, extensions }];
  return { status, headers: new Headers(headers), errors };
}

const requests = (remaining: number) => ({
  'X-RateLimit-Requests-Limit': '5000',
  'X-RateLimit-Requests-Remaining': String(remaining),
  'X-RateLimit-Requests-Reset': String(Date.now() + 3_600_000),
});

const cases: readonly [string, Reply, Failure][] = [
  ['a rate limit without a type', reply(400, { code: 'RATELIMITED' }), { code: 'linear_rate_limited' }],
  ['a rate limit spelt "Ratelimited"', reply(400, { type: 'Ratelimited' }), { code: 'linear_rate_limited' }],
  ['429 of a proxy', reply(429), { code: 'linear_rate_limited' }],
  ['401', reply(401), { code: 'linear_token_rejected' }],
  [
    'AUTHENTICATION_ERROR with 400',
    reply(400, { code: 'AUTHENTICATION_ERROR' }),
    { code: 'linear_token_rejected' },
  ],
  [
    'the type "authentication error"',
    reply(200, { type: 'authentication error' }),
    { code: 'linear_token_rejected' },
  ],
  ['403', reply(403), { code: 'linear_forbidden' }],
  [
    'the type "feature not accessible"',
    reply(200, { type: 'feature not accessible' }),
    { code: 'linear_forbidden' },
  ],
  ['400 without errors, which is no question of sign-in', reply(400), { code: 'linear_answer_invalid' }],
  ['404 without errors', reply(404), { code: 'linear_answer_invalid' }],
  ['413 without errors', reply(413), { code: 'linear_invalid_input', cleaned: 'the text is too long' }],
  [
    '413 PAYLOAD_TOO_LARGE',
    reply(413, { code: 'PAYLOAD_TOO_LARGE' }),
    { code: 'linear_invalid_input', cleaned: 'the text is too long' },
  ],
  ['500', reply(500), { code: 'linear_unavailable' }],
  ['502', reply(502), { code: 'linear_unavailable' }],
  [
    'an internal error with 200',
    reply(200, { code: 'INTERNAL_SERVER_ERROR' }),
    { code: 'linear_unavailable' },
  ],
  ['a lock timeout', reply(200, { type: 'lock timeout' }), { code: 'linear_unavailable' }],
  ['200 without anything', reply(200), { code: 'linear_answer_invalid' }],
  ['errors that are no list', { status: 200, errors: 'boo' }, { code: 'linear_answer_invalid' }],
  ['an empty list of errors', { status: 200, errors: [] }, { code: 'linear_answer_invalid' }],
  ['a list that holds null', { status: 200, errors: [null] }, { code: 'linear_answer_invalid' }],
  [
    'a query that is too complex',
    reply(400, { code: 'INPUT_ERROR' }, 'Query too complex'),
    { code: 'linear_too_complex' },
  ],
  [
    'a document that the schema refuses',
    reply(400, { code: 'GRAPHQL_VALIDATION_FAILED' }),
    { code: 'internal' },
  ],
  [
    'an issue that is not there',
    reply(400, { code: 'INPUT_ERROR', type: 'invalid input' }, 'Entity not found: Issue'),
    { code: 'linear_not_found', what: 'such issue' },
  ],
  [
    'something unknown that is not there',
    reply(400, { code: 'INPUT_ERROR' }, 'Entity not found: <b>Secret</b>'),
    { code: 'linear_not_found', what: 'such item', lookIn: 'the list of its kind' },
  ],
  [
    'input without a word about it',
    reply(400, { type: 'invalid input' }, 'secret'),
    { code: 'linear_invalid_input' },
  ],
];

describe('an answer of Linear is judged', () => {
  test('as doubtful when it refuses one of several things', () => {
    const refused = reply(200, { type: 'invalid input' });
    expect(judgeReply(refused, { isSeveral: true })).toEqual({
      code: 'linear_invalid_input',
      isOneOfSeveral: true,
    });
    expect(judgeReply(refused, { isSeveral: false })).toEqual({ code: 'linear_invalid_input' });
  });

  test('as sure when it refuses the first of several things', () => {
    const refusedIn = (part: string) => ({
      status: 200,
      errors: [{ message: 'x', path: [part, 'issue'], extensions: { type: 'invalid input' } }],
    });
    const document =
      'mutation M($b: Boolean!) { a: one { id } b: two @include(if: $b) { id } c: one { id } }';
    const judged = (part: string) => judgeReply(refusedIn(part), writesOf(document, { b: false }));
    expect(judged('a')).toEqual({ code: 'linear_invalid_input', part: 'a' });
    expect(judged('c')).toEqual({ code: 'linear_invalid_input', part: 'c', isOneOfSeveral: true });
    const one = 'mutation M($b: Boolean!) { a: one @skip(if: $b) { id } b: two @include(if: $b) { id } }';
    expect(judgeReply(refusedIn('b'), writesOf(one, { b: true }))).toEqual({ code: 'linear_invalid_input' });
  });

  test('without a word of changes when it was a read', () => {
    const failure = judgeReply(reply(200, { type: 'invalid input' }), writesOf('{ viewer { id } }', {}));
    expect(sentenceFor(failure)).toBe('Linear did not accept the values. Correct them and call again.');
  });

  test.each(cases)('%s', (_what, answer, failure) => {
    expect(judgeReply(answer)).toEqual(failure);
  });

  test("from status and errors, and Linear's presentable message is cleaned", () => {
    const userPresentableMessage = `Bad\u202e title\nsee https://evil.example/x?y \u{e0041}${'z'.repeat(400)}`;
    const failure = judgeReply(reply(400, { code: 'INPUT_ERROR', userPresentableMessage }));
    expect(failure.code).toBe('linear_invalid_input');
    const cleaned = 'cleaned' in failure ? (failure.cleaned ?? '') : '';
    expect(cleaned.startsWith('Bad title see zzz')).toBe(true);
    expect(cleaned.length).toBeLessThanOrEqual(200);
    expect(cleaned).not.toMatch(/evil|\n/);
  });

  test('and nothing in it is an address or a picture', () => {
    const userPresentableMessage =
      'No ![s](//evil.example/p?d=1) <img src=//evil.example/q> [here](//evil.example/l) <svg onload=x>';
    const failure = judgeReply(reply(403, { code: 'FORBIDDEN', userPresentableMessage }));
    expect(sentenceFor(failure)).toContain('(No [image: s]( &lt;img src= [here]( &lt;svg onload=x>)');
  });
});

describe('the wait after a rate limit', () => {
  const limited = (headers: Record<string, string>) =>
    judgeReply(reply(400, { code: 'RATELIMITED' }, 'x', headers));

  test('comes from the refill of the bucket and not from its reset', () => {
    expect(limited(requests(0))).toEqual({ code: 'linear_rate_limited', retryAfterSeconds: 1 });
    expect(limited({ ...requests(0), 'X-RateLimit-Requests-Limit': '600' })).toMatchObject({
      retryAfterSeconds: 6,
    });
  });

  test('comes from the points when those are what is missing', () => {
    const headers = {
      'X-Complexity': '1000',
      'X-RateLimit-Complexity-Limit': '250000',
      'X-RateLimit-Complexity-Remaining': '0',
    };
    expect(limited({ ...requests(10), ...headers })).toMatchObject({ retryAfterSeconds: 15 });
  });

  test('comes from the endpoint for searches, thirty a minute', () => {
    const headers = {
      'X-RateLimit-Endpoint-Requests-Limit': '30',
      'X-RateLimit-Endpoint-Requests-Remaining': '0',
    };
    expect(limited(headers)).toMatchObject({ retryAfterSeconds: 2 });
  });

  test('is never longer than two minutes', () => {
    expect(limited({ ...requests(-9_000_000) })).toMatchObject({ retryAfterSeconds: 120 });
  });

  test('is unknown when the headers say nothing that can be read', () => {
    expect(limited({ 'X-RateLimit-Requests-Limit': 'lots' })).toEqual({ code: 'linear_rate_limited' });
  });
});

describe('a read is sent again', () => {
  const middle = () => 0.5;

  test('twice when Linear is unavailable, the second time later', () => {
    const waits = [0, 1, 2].map((attempt) =>
      waitBeforeRetry({ code: 'linear_unavailable' }, attempt, { random: middle }),
    );
    expect(waits).toEqual([100, 200, undefined]);
  });

  test('after a rate limit only when the wait is short and leaves time for the answer', () => {
    const wait = (retryAfterSeconds: number, leftMs?: number) =>
      waitBeforeRetry({ code: 'linear_rate_limited', retryAfterSeconds }, 0, {
        random: middle,
        ...(leftMs !== undefined && { leftMs }),
      });
    expect(wait(2)).toBe(2100);
    expect(wait(10)).toBe(10_100);
    expect(wait(11)).toBeUndefined();
    expect(wait(2, 4000)).toBe(2100);
    expect(wait(2, 3500)).toBeUndefined();
    expect(waitBeforeRetry({ code: 'linear_rate_limited' }, 0, { random: middle })).toBeUndefined();
  });

  test('never for a failure that would repeat itself', () => {
    for (const code of ['linear_token_rejected', 'linear_forbidden', 'linear_answer_invalid'] as const) {
      expect(waitBeforeRetry({ code }, 0, { random: middle })).toBeUndefined();
    }
  });
});

test('costs are read from the headers that are there', () => {
  const headers = new Headers({
    'X-Complexity': '25',
    'X-RateLimit-Requests-Remaining': '4999',
    'X-RateLimit-Complexity-Remaining': 'n/a',
  });
  expect(costOf(headers)).toEqual({ complexity: 25, requestsRemaining: 4999 });
  expect(costOf(undefined)).toEqual({});
});

describe('a request of several writes', () => {
  const several = { isForeign: true, isSeveral: true };

  test('of which one is refused and another done is not told as one that did nothing', () => {
    for (const code of ['FORBIDDEN', 'INVALID_INPUT'])
      expect(judgeReply({ ...reply(400, { code }), isPartly: true }, several)).toMatchObject({
        code: 'linear_invalid_input',
        isOneOfSeveral: true,
      });
  });

  test('of which none is done keeps its own words', () => {
    expect(judgeReply(reply(403, { code: 'FORBIDDEN' }), several)).toEqual({ code: 'linear_forbidden' });
  });
});
