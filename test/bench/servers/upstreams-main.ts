import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { AddressInfo, Server as NetServer } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { startLinear } from '../../../src/sandbox/linear/index.js';
import { createDistance } from '../support/distance.js';
import { synthesize } from '../support/synthesis.js';
import type { Counts, UpstreamsMessage, UpstreamsReady } from '../support/upstreams.js';

/**
 * Zone and Linear on loopback TLS, as cheap as they can be made, so that a figure is about whoever calls them:
 * one answer for all exchanges, and for each query the bytes with which the embedded Linear answered it the first time.
 */
interface Answer {
  body: string;
  complexity: string;
}

const rttMs = Number(process.argv[2] ?? 0);
const { BENCH_KEY: key = '', BENCH_CERT: cert = '' } = process.env;
const counts: Counts = { handshakes: 0, exchanges: 0, queries: 0 };

const pair = await generateKeyPair('RS256', { extractable: true });
const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'bench', alg: 'RS256', use: 'sig' };
const linear = await startLinear({ port: 0 });
const [person] = linear.workspace.users;
if (person === undefined) throw new Error('The embedded workspace has no users');
const { accessToken } = linear.issueTokenFor(person.email);
const recorded = new Map<string, Answer>();
let lastQuery = '';

const zone = await listen(async (req, res) => {
  const path = req.url ?? '';
  if (path === '/token') {
    await textOf(req);
    counts.exchanges += 1;
    const token = {
      access_token: `lin_${counts.exchanges}_${'x'.repeat(40)}`,
      token_type: 'Bearer',
      expires_in: 300,
    };
    const issued_token_type = 'urn:ietf:params:oauth:token-type:access_token';
    return send(res, JSON.stringify({ ...token, issued_token_type }));
  }
  if (path === '/jwks') return send(res, JSON.stringify({ keys: [jwk] }));
  return send(
    res,
    JSON.stringify({
      issuer: zone.origin,
      authorization_endpoint: `${zone.origin}/authorize`,
      token_endpoint: `${zone.origin}/token`,
      jwks_uri: `${zone.origin}/jwks`,
    }),
  );
});

const api = await listen(async (req, res) => {
  const text = await textOf(req);
  counts.queries += 1;
  lastQuery = text;
  const answer = recorded.get(text) ?? (await record(text));
  send(res, answer.body, { 'X-Complexity': answer.complexity });
});

/** Documents of the SDK's own ask for fields that the embedded Linear does not have. */
const foreign = new Set<string>();

async function record(text: string): Promise<Answer> {
  const { query, variables } = JSON.parse(text) as { query: string; variables?: Record<string, unknown> };
  const answer = foreign.has(query) ? undefined : await ask(text);
  if (answer === undefined) foreign.add(query);
  const kept = answer ?? { body: synthesize(query, variables ?? {}), complexity: '1' };
  recorded.set(text, kept);
  return kept;
}

/** What the embedded Linear answers; nothing when it does not know what is asked. */
async function ask(text: string): Promise<Answer | undefined> {
  const response = await fetch(linear.graphqlUrl, {
    method: 'POST',
    headers: { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/json' },
    body: text,
  });
  const body = await response.text();
  if (!response.ok || 'errors' in JSON.parse(body)) return undefined;
  return { body, complexity: response.headers.get('X-Complexity') ?? '1' };
}

async function listen(handle: (req: IncomingMessage, res: ServerResponse) => Promise<void>) {
  // Longer than any pace that is measured: who closes an idle connection shall not be us.
  const options: ServerOptions = { key, cert, keepAliveTimeout: 600_000 };
  const server: Server = createServer(options, (req, res) => void handle(req, res));
  server.on('secureConnection', () => {
    counts.handshakes += 1;
  });
  await ready(server);
  const outer = rttMs === 0 ? server : createDistance(portOf(server), rttMs);
  if (outer !== server) await ready(outer);
  return { origin: `https://localhost:${portOf(outer)}` };
}

function ready(server: NetServer): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}

function portOf(server: NetServer): number {
  return (server.address() as AddressInfo).port;
}

function send(res: ServerResponse, body: string, headers: Record<string, string> = {}): void {
  res.writeHead(200, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    // Said outright: else Node adds how long it keeps connections, which neither Keycard nor Linear says.
    Connection: 'keep-alive',
    ...headers,
  });
  res.end(body);
}

async function textOf(req: IncomingMessage): Promise<string> {
  let text = '';
  req.setEncoding('utf8');
  for await (const chunk of req) text += chunk as string;
  return text;
}

/** Tokens of `people` different subjects for `audience`. */
async function mint(audience: string, people: number): Promise<string[]> {
  return Promise.all(
    Array.from({ length: people }, (_, n) =>
      new SignJWT({ sub_profile: 'user', client_id: 'bench', scope: 'mcp:tools', jti: `jti-${n}` })
        .setProtectedHeader({ alg: 'RS256', kid: 'bench', typ: 'at+jwt' })
        .setIssuer(zone.origin)
        .setAudience(audience)
        .setSubject(`usr_${n}`)
        .setIssuedAt()
        .setExpirationTime('2h')
        .sign(pair.privateKey),
    ),
  );
}

process.on('message', async (message: UpstreamsMessage) => {
  if (message.ask === 'mint') process.send?.({ tokens: await mint(message.audience, message.people) });
  else if (message.ask === 'lastQuery') process.send?.({ query: lastQuery });
  else process.send?.({ counts });
});
process.on('disconnect', () => process.exit(0));
process.send?.({ issuer: zone.origin, linear: `${api.origin}/graphql` } satisfies UpstreamsReady);
