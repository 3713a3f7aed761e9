import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { json, tokenAnswer } from './support/authority.js';
import { count } from './support/counts.js';
import { BOTH, toolCall } from './support/eras.js';
import { type Guarded, startGuarded } from './support/guarded.js';

/** Many people at once through one process: nobody gets another one's answer or acts with another one's token. */
const PEOPLE = 200;
const CALLS = 50;
/** Calls that a person has under way at once. */
const LANES = 2;

let server: Guarded;
let agent: Agent;
beforeAll(async () => {
  server = await startGuarded();
  agent = new Agent({ connections: 128 });
});
afterAll(async () => {
  await agent.close();
  await server.stop();
});
beforeEach(() => {
  server.forget();
  delete server.authority.misbehave.token;
  delete server.ledger.misbehave.query;
});

interface Call {
  who: string;
  /** The address in the answer; nothing where the client has hung up. */
  answered: string | undefined;
}

/** Names of which one is the beginning of another, and some that are properties of every object. */
const nameOf = (n: number): string => ['__proto__', 'constructor', 'a', 'a::b', ':b'][n] ?? `person-${n}`;
const shortWait = (): Promise<void> | undefined =>
  Math.random() < 0.2 ? sleep(Math.random() * 8) : undefined;

async function callOnce(who: string, token: string, n: number): Promise<Call> {
  const leave = new AbortController();
  const isLeaving = Math.random() < 0.05;
  if (isLeaving) setTimeout(() => leave.abort(), Math.random() * 10);
  // Equal ids on purpose: every person numbers their calls from one.
  const message = toolCall(BOTH[n % 2] ?? 'legacy', 'get_user', {}, n);
  const { headers, body } = message;
  const sent = request(server.url, {
    method: 'POST',
    dispatcher: agent,
    headers: { ...headers, Accept: 'application/json', Authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
    signal: leave.signal,
  }).then(async (response) => ({ status: response.statusCode, text: await response.body.text() }));
  const answer = await sent.catch((error: unknown) => {
    if (isLeaving) return undefined;
    throw error;
  });
  if (answer === undefined) return { who, answered: undefined };
  expect([answer.status, /"id":(\d+)/.exec(answer.text)?.[1]]).toEqual([200, String(n)]);
  return { who, answered: /\| (.*)@people\.example/.exec(answer.text)?.[1] };
}

async function everybody(people: number, calls: number): Promise<Call[]> {
  const tokens = new Map(Array.from({ length: people }, (_, n) => [nameOf(n), server.tokenOf(nameOf(n))]));
  const lanes = [...tokens].flatMap(([who, token]) =>
    Array.from({ length: LANES }, async (_, lane) => {
      const done: Call[] = [];
      for (let n = lane; n < calls; n += LANES) done.push(await callOnce(who, token, n + 1));
      return done;
    }),
  );
  return (await Promise.all(lanes)).flat();
}

/** Whose answer, exchange or Linear request belongs to somebody else. */
function crossings(calls: readonly Call[]): string[] {
  const { authority, ledger, mcp } = server;
  const answers = calls
    .filter(({ who, answered }) => answered !== undefined && answered !== who)
    .map(({ who, answered }) => `answer of ${answered} for ${who}`);
  const subjectIn = (token: string): unknown =>
    JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sub;
  const exchanges = authority.exchanges
    .filter(({ subjectToken, subject }) => subjectIn(subjectToken) !== subject)
    .map(({ subject }) => `exchange of ${subject}`);
  const issued = new Map(authority.exchanges.map(({ issued: token, subject }) => [token, subject]));
  const seen = new Set<string>();
  const tokens = ledger.queries.flatMap(({ token }) => {
    const isTwice = seen.has(token);
    seen.add(token);
    const isForeign = issued.get(token) !== authority.ownerOf(token);
    return isTwice || isForeign ? [`token used ${isTwice ? 'twice' : 'by somebody else'}`] : [];
  });
  expect(mcp).toContain('/mcp');
  return [...answers, ...exchanges, ...tokens];
}

describe('isolation', () => {
  it(`S70: ${PEOPLE} people with ${CALLS} calls each, interleaved, with equal ids and clients that leave, never meet`, async (context) => {
    server.authority.misbehave.token = async () => {
      await shortWait();
      return undefined;
    };
    server.ledger.misbehave.query = async () => {
      await shortWait();
      return undefined;
    };
    const calls = await everybody(PEOPLE, CALLS);
    const crossed = crossings(calls);
    count(context, 'interleaved calls', calls.length);
    count(context, 'crossings', crossed.length);
    expect(crossed).toEqual([]);
    expect(calls).toHaveLength(PEOPLE * CALLS);
    const answered = calls.filter((call) => call.answered !== undefined).length;
    expect(answered).toBeGreaterThan(calls.length * 0.8);
    expect(server.authority.exchanges.length).toBeGreaterThanOrEqual(answered);
  }, 120_000);

  it('S70: a planted crossing of either kind would have been found', async () => {
    let stolen: string | undefined;
    server.authority.misbehave.token = (res, seen) => {
      if (seen?.subject === 'person-7' && stolen !== undefined) {
        seen.issued = stolen;
        json(res, 200, tokenAnswer(stolen));
        return true;
      }
      if (seen?.subject === 'person-8' && stolen === undefined) {
        stolen = server.authority.issueFor('person-8');
        seen.issued = stolen;
        json(res, 200, tokenAnswer(stolen));
        return true;
      }
      return undefined;
    };
    const found = crossings(await everybody(10, 6));
    expect(found).toContain('answer of person-8 for person-7');
    expect(found).toContain('token used twice');
  });
});
