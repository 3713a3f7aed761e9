import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { generatePrivateKey, withNext } from '../../src/broker/identity/generate.js';
import { startCollector } from '../support/collector.js';
import { CLIENT, json, tokenAnswer } from './support/authority.js';
import { formsOf, found } from './support/canaries.js';
import { count } from './support/counts.js';
import { type Deployed, deploy } from './support/deployed.js';
import { BOTH, toolCall } from './support/eras.js';
import { post, raw } from './support/raw.js';

/** Distinctive secrets through every path that a call can take: they turn up nowhere but where they belong. */
let server: Deployed;

const ROUNDS = 9;
const inbound: string[] = [];
const answers: string[] = [];

/** A token whose first letters are its own: the header begins with a word that no other has. */
function marked(who: string): string {
  const { authority, mcp } = server;
  const header = { x: randomBytes(9).toString('base64url'), ...authority.header };
  const token = authority.mint(who, mcp, {}, header);
  inbound.push(token);
  return token;
}

async function call(args: object = {}, name = 'get_user', signal?: AbortSignal): Promise<void> {
  const era = BOTH[inbound.length % 2] ?? 'legacy';
  const { headers, body } = toolCall(era, name, args);
  const response = await request(server.mcp, {
    method: 'POST',
    dispatcher: agent,
    headers: { ...headers, Authorization: `Bearer ${marked('ada')}` },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
  answers.push(JSON.stringify(response.headers) + (await response.body.text()));
}

let agent: Agent;
type Res = Parameters<typeof json>[0];
const zone = (answer: (res: Res, token: string) => void) => () => {
  server.authority.misbehave.token = (res, seen) => {
    answer(res, seen?.subjectToken ?? '');
    return true;
  };
};
const linear = (answer: (res: Res, token: string) => void) => () => {
  server.ledger.misbehave.query = (res, seen) => {
    answer(res, seen.token);
    return true;
  };
};

/** Every way for a call to end, most of them with an upstream that repeats what it was sent. */
const ways: (() => void)[] = [
  () => undefined,
  zone((res, token) =>
    json(res, 400, { error: 'invalid_grant', error_description: `bad token ${token}`, requestId: token }),
  ),
  zone((res, token) => json(res, 403, { error: token, error_description: token })),
  zone((res, token) => json(res, 200, { ...tokenAnswer(token), token_type: 'DPoP' })),
  zone((res, token) => json(res, 200, tokenAnswer(token))),
  zone((res, token) => res.end(`<html>${token}</html>`)),
  zone((res) => res.destroy()),
  zone((res, token) => json(res, 302, {}, { Location: `http://127.0.0.1:9/?t=${token}` })),
  () => undefined,
  linear((res, token) =>
    json(res, 200, {
      errors: [{ message: token, extensions: { code: 'INPUT_ERROR', userPresentableMessage: 'no' } }],
    }),
  ),
  linear((res, token) =>
    json(res, 400, {
      errors: [
        {
          message: token,
          extensions: { code: 'INPUT_ERROR', userPresentableMessage: `Invalid header: Bearer ${token}` },
        },
      ],
    }),
  ),
  linear((res, token) => json(res, 200, { data: { users: { nodes: [{ name: token }] } } })),
  linear((res, token) =>
    json(res, 401, { errors: [{ message: token, extensions: { code: 'AUTHENTICATION_ERROR' } }] }),
  ),
  linear((res, token) => res.end(`<html>${token}</html>`)),
  linear((res) => json(res, 500, {})),
  linear((res) => res.destroy()),
  linear((res) => res.writeHead(200, { 'Content-Length': '500' }).write('{"data"', () => res.destroy())),
];

async function everyWay(): Promise<void> {
  for (const way of ways) {
    way();
    await call();
    delete server.authority.misbehave.token;
    delete server.ledger.misbehave.query;
    // A zone that fails too often in a row is spared for a while: one good call in between.
    await call();
  }
  await call({ nonsense: marked('ada') });
  await call({}, 'no_such_tool');
  const leave = new AbortController();
  server.ledger.misbehave.query = async () => {
    await sleep(30);
    return undefined;
  };
  setTimeout(() => leave.abort(), 15);
  await call({}, 'get_user', leave.signal).catch(() => undefined);
  delete server.ledger.misbehave.query;
}

/** Tokens where they do not belong, and broken ones. */
async function oddPlaces(): Promise<void> {
  const { port } = server;
  const token = marked('ada');
  const body = JSON.stringify(toolCall('legacy', 'get_user').body);
  for (const bytes of [
    post(port, [`Authorization: Bearer ${token}x`], body),
    post(port, [`Authorization: Basic ${token}`], body),
    post(port, [`Authorization: Bearer ${token} ${token}`], body),
    post(port, [`Authorization: Bearer ${token}`], `{"jsonrpc":"2.0","${token}`),
    post(port, [`Cookie: a=${token}`], body).replace('/mcp ', `/connect/callback?code=${token} `),
    post(port, [], body).replace('/mcp ', `/mcp?access_token=${token} `),
    `${token}\r\n\r\n`,
  ]) {
    const answer = await raw(port, bytes, 300);
    answers.push(answer.text);
  }
}

function secretsOf(): { inbound: string[]; exchanged: string[]; assertions: string[] } {
  const exchanged = server.ledger.queries
    .map(({ token }) => token)
    .filter((token) => token.startsWith('lin_'));
  const assertions = server.authority.exchanges.flatMap(({ assertion }) =>
    assertion === null ? [] : [assertion],
  );
  return { inbound, exchanged, assertions };
}

describe('secrets', () => {
  afterEach(() => server.stop());

  it('S75, S28, S19: are in no log, no audit record, no metric, no trace, no answer and no memory, whichever way a call ends', async (context) => {
    [inbound.length, answers.length] = [0, 0];
    const collector = await startCollector();
    server = await deploy({
      ADMIN_PORT: '0',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: '100',
    });
    const [, admin] = await server.process().said(/"admin":"([\d.:]+)"/);
    agent = new Agent();
    for (let round = 0; round < ROUNDS; round += 1) await everyWay();
    await oddPlaces();
    expect(inbound.length).toBeGreaterThanOrEqual(300);
    const secrets = { ...secretsOf(), client: [CLIENT.secret] };
    expect(secrets.exchanged.length).toBeGreaterThan(150);
    const Accept = 'application/openmetrics-text';
    const metrics = await (await fetch(`http://${admin}/metrics`, { headers: { Accept } })).text();
    expect(metrics).toContain('request_id=');
    await expect.poll(() => collector.spans.length, { timeout: 5_000 }).toBeGreaterThan(inbound.length);
    const traces = JSON.stringify([collector.spans, collector.headers]);
    collector.close();
    // The audit records are among the output, where they go when no file is named.
    const output = server.process().output();
    for (const word of ['"event":"tool.call"', '"delegation"']) expect(output).toContain(word);
    const written = found([output, metrics, traces, ...answers].join('\n'), secrets);
    expect(answers.length).toBeGreaterThan(280);
    // Linear has seen the exchanged tokens and nothing of the others.
    const atLinear = found(JSON.stringify(server.ledger.queries), { inbound, client: [CLIENT.secret] });
    await agent.close();
    await sleep(300);
    const heap = await server.snapshot();
    const kept = found(heap, secretsOf());
    count(context, 'canary occurrences', written.length + atLinear.length + kept.length);
    expect({ written, atLinear, kept }).toEqual({ written: [], atLinear: [], kept: [] });
    // What is held on purpose is found, so the search finds things.
    expect(found(heap, { client: [CLIENT.secret] })).toEqual(['client']);
  }, 150_000);

  it('S75: are not in the last words of a process that crashes', async (context) => {
    [inbound.length, answers.length] = [0, 0];
    const text = randomBytes(24).toString('hex');
    server = await deploy({ CRASH_TEXT: text });
    agent = new Agent();
    await everyWay();
    await oddPlaces();
    server.process().child.kill('SIGWINCH');
    expect(await server.process().exited).toBe(1);
    await agent.close();
    const output = server.process().output();
    expect(output).toMatch(/"event":"uncaughtException".*"msg":"crashed"/);
    const leaked = found(output, { ...secretsOf(), client: [CLIENT.secret], text: [text] });
    count(context, 'canary occurrences', leaked.length);
    expect(leaked).toEqual([]);
  }, 60_000);

  it('S75: of a private key, and what is signed with it, are nowhere either', async (context) => {
    [inbound.length, answers.length] = [0, 0];
    const keys = withNext(await generatePrivateKey(), { keys: [] });
    server = await deploy({ KEYCARD_PRIVATE_KEY: JSON.stringify(keys) });
    agent = new Agent();
    const { authority } = server;
    authority.misbehave.token = (res, seen) => {
      if (seen !== undefined) seen.issued = authority.issueFor(seen.subject ?? '');
      json(res, 200, tokenAnswer(seen?.issued ?? ''));
      return true;
    };
    for (let n = 0; n < 40; n += 1) await call();
    authority.misbehave.token = (res, seen) => {
      json(res, 401, { error: 'invalid_client', error_description: seen?.assertion });
      return true;
    };
    for (let n = 0; n < 5; n += 1) await call();
    const { assertions } = secretsOf();
    expect(assertions.length).toBeGreaterThanOrEqual(45);
    // All assertions begin alike: what tells them apart is their signature.
    const signatures = assertions.map((assertion) => assertion.split('.')[2] ?? '');
    const parts = (JSON.parse(JSON.stringify(keys)) as { keys: Record<string, string>[] }).keys.map(
      (key) => key['d'] ?? '',
    );
    const written = found(server.process().output() + answers.join('\n'), { signatures, parts, inbound });
    await agent.close();
    await sleep(300);
    const kept = found(await server.snapshot(), { signatures, inbound });
    count(context, 'canary occurrences', written.length + kept.length);
    expect({ written, kept }).toEqual({ written: [], kept: [] });
  }, 100_000);
});

describe('the search for secrets', () => {
  it('S75: finds each form in which they could turn up', () => {
    const secret = 'lin_0123456789abcdef0123456789abcdef';
    for (const text of [
      `Authorization: Bearer ${secret}`,
      `token ${secret.slice(0, 20)}…`,
      Buffer.from(`id:${secret}`).toString('base64'),
      Buffer.from(`xid:${secret}`).toString('base64url'),
      encodeURIComponent(`a=${secret}`),
    ])
      expect([text, found(text, { it: [secret] })]).toEqual([text, ['it']]);
    expect(found('nothing of the kind', { it: [secret] })).toEqual([]);
    expect(formsOf(secret).length).toBeGreaterThanOrEqual(4);
  });
});
