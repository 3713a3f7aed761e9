import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ACCESS_TOKEN_TYPE } from './support/authority.js';
import { type Counting, count } from './support/counts.js';
import { FUZZ_CASES } from './support/depth.js';
import { type Answer, send, toolCall } from './support/eras.js';
import { type Guarded, startGuarded } from './support/guarded.js';
import { viewer } from './support/ledger.js';

/** Whatever the zone or Linear answers: a call ends in an answer or in words, and nothing of theirs is passed on. */
const CANARY = 'confidential-upstream-text';
let server: Guarded;
beforeAll(async () => {
  server = await startGuarded();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.forget();
  delete server.authority.misbehave.token;
  delete server.ledger.misbehave.query;
});

async function fuzz<T>(context: Counting, arbitrary: fc.Arbitrary<T>, judge: (value: T) => Promise<void>) {
  const property = fc.asyncProperty(arbitrary, async (value) => {
    count(context, 'fuzz cases');
    await judge(value);
  });
  await fc.assert(property, { numRuns: FUZZ_CASES }).catch((error: unknown) => {
    count(context, 'fuzz crashes');
    throw error;
  });
}

function expectTyped(answer: Answer): void {
  expect([200, 401]).toContain(answer.status);
  expect(answer.body).not.toMatch(/confidential-upstream|node_modules|TypeError|\n\s+at /);
}

const maybe = <T>(usual: T): fc.Arbitrary<unknown> =>
  fc.oneof(fc.constant(usual), fc.constant(usual), fc.jsonValue());

describe('any answer of the zone', () => {
  it('S20, S21: is a token of the right kind, or Linear is not asked', async (context) => {
    const success = fc.record(
      {
        access_token: maybe('lin_fuzz'),
        token_type: maybe('Bearer'),
        issued_token_type: maybe(ACCESS_TOKEN_TYPE),
        expires_in: maybe(60),
        scope: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const codes = [
      'invalid_grant',
      'access_denied',
      'invalid_target',
      'invalid_client',
      'interaction_required',
      CANARY,
    ];
    const refusal = fc.record(
      {
        error: fc.oneof(fc.constantFrom(...codes), fc.jsonValue()),
        error_description: maybe(CANARY),
        requestId: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const body = fc.oneof(
      success.map((value) => JSON.stringify(value)),
      refusal.map((value) => JSON.stringify(value)),
      fc.json(),
      fc.string({ unit: 'binary', maxLength: 300 }),
    );
    // Those that are asked again are left out: each would take its pauses.
    const status = fc.constantFrom(200, 200, 200, 201, 204, 302, 400, 400, 401, 403, 404, 418);
    await fuzz(context, fc.tuple(status, body), async ([code, text]) => {
      server.forget();
      server.authority.misbehave.token = (res) => {
        res.writeHead(code, { 'Content-Type': 'application/json' });
        res.end(code === 204 ? undefined : text);
        return true;
      };
      const answer = await send(server.url, server.tokenOf('ada'), toolCall('legacy', 'get_user'));
      expectTyped(answer);
      expect(server.authority.exchanges.length).toBe(1);
      if (server.ledger.queries.length > 0) {
        const { access_token, token_type } = JSON.parse(text) as Record<string, string>;
        expect([code, String(token_type).toLowerCase(), server.ledger.queries[0]?.token]).toEqual([
          200,
          'bearer',
          access_token,
        ]);
      } else expect(answer.isError || answer.status === 401).toBe(true);
      expect(server.events('fault')).toEqual([]);
      expect(server.logText()).not.toContain(CANARY);
    });
  }, 240_000);
});

describe('any answer of Linear', () => {
  const deep = fc.jsonValue({ maxDepth: 6 });
  const entry = fc.record(
    {
      message: maybe(CANARY),
      extensions: fc.oneof(
        fc.record({
          code: fc.oneof(
            fc.constantFrom('RATELIMITED', 'FORBIDDEN', 'AUTHENTICATION_ERROR', 'GRAPHQL_VALIDATION_FAILED'),
            fc.jsonValue(),
          ),
          type: fc.jsonValue(),
        }),
        fc.jsonValue(),
      ),
    },
    { requiredKeys: [] },
  );
  const person = fc
    .tuple(fc.constantFrom(...Object.keys(viewer('ada'))), deep)
    .map(([key, value]) => ({ ...viewer('ada'), [key]: value }));
  const body = fc.oneof(
    fc
      .record(
        {
          data: fc.oneof(
            deep,
            person.map((one) => ({ viewer: one })),
          ),
          errors: fc.oneof(fc.array(entry, { maxLength: 3 }), deep),
        },
        { requiredKeys: [] },
      )
      .map((value) => JSON.stringify(value)),
    person.map((one) => JSON.stringify({ data: { viewer: one } })),
    fc.json(),
    fc.string({ unit: 'binary', maxLength: 300 }),
  );
  const status = fc.constantFrom(200, 200, 200, 200, 400, 401, 403, 404, 413);
  const headers = fc.dictionary(
    fc.constantFrom(
      'X-Complexity',
      'X-RateLimit-Requests-Limit',
      'X-RateLimit-Requests-Remaining',
      'Retry-After',
    ),
    fc.oneof(fc.constantFrom('-100', 'NaN', '1e999', '', '99999999999999'), fc.integer().map(String)),
  );

  it('S66, S67: is an answer or words of ours, on one exchange', async (context) => {
    const tool = fc.constantFrom('get_user', 'list_teams', 'list_issues');
    await fuzz(context, fc.tuple(status, body, headers, tool), async ([code, text, sent, name]) => {
      server.forget();
      server.ledger.misbehave.query = (res) => {
        res.writeHead(code, { 'Content-Type': 'application/json', ...sent });
        res.end(text);
        return true;
      };
      const answer = await send(server.url, server.tokenOf('ada'), toolCall('modern', name));
      expectTyped(answer);
      expect([answer.status, answer.json['result'] === undefined]).toEqual([200, false]);
      expect(server.authority.exchanges.length).toBe(1);
      expect(server.logText()).not.toContain(CANARY);
    });
    delete server.ledger.misbehave.query;
    expect((await send(server.url, server.tokenOf('ada'), toolCall('legacy', 'get_user'))).isError).toBe(
      false,
    );
  }, 240_000);
});
