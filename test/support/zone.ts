import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { startLinear } from '../../src/sandbox/linear/index.js';
import { startZone, type Zone } from '../../src/sandbox/zone/index.js';
import { pairInTurn } from './signing-pairs.js';

export interface Request {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}
export interface Reply {
  status: number;
  body: string;
  type?: string;
}
/** Answers in the API's place, or does something first and lets the request through. */
export type Intercept = (request: Request) => Reply | undefined | Promise<Reply | undefined>;

/** A zone with nothing in it but its users and its own two providers, and a Linear to connect it with. */
export async function startEmptyZone() {
  const linear = await startLinear({ port: 0 });
  const { authorizationEndpoint, tokenEndpoint } = linear.oauth;
  const zone = await startZone({
    port: 0,
    makePair: pairInTurn,
    users: linear.workspace.users.map(({ email, name }) => ({ email, name })),
    catalog: [
      {
        name: 'Linear',
        provider: { identifier: 'https://catalog.linear.example', authorizationEndpoint, tokenEndpoint },
        resource: 'https://api.linear.app',
        scopes: ['read', 'write'],
      },
    ],
  });
  linear.allowRedirect(zone.redirectUri);
  const api = await startApi(zone);
  const account = zone.createServiceAccount();
  return {
    zone,
    linear,
    api,
    /** What tells the commands about this zone, this Linear, and a service account. */
    env: {
      ZONE: zone.zoneId,
      KEYCARD_API_URL: api.url,
      KEYCARD_API_CLIENT_ID: account.clientId,
      KEYCARD_API_CLIENT_SECRET: account.clientSecret,
      LINEAR_CLIENT_ID: linear.oauth.clientId,
      LINEAR_CLIENT_SECRET: linear.oauth.clientSecret,
      LINEAR_AUTHORIZATION_URL: authorizationEndpoint,
      LINEAR_TOKEN_URL: tokenEndpoint,
    },
    /** The fake CLI with a session of its own, as a folder for the PATH; `log` is where it notes its calls. */
    signedInCli: async (log: string) =>
      programs({
        keycard: fakeKeycard({ url: api.url, token: await tokenOf(zone, account), log, org: 'org-1' }),
      }),
    /** What `keycard run` would put into the environment: the vault's secrets by the entries of the file. */
    keycardRun: (folder: string): Record<string, string> => vaultEnvironment(zone, folder),
    stop: async () => {
      api.close();
      await Promise.all([zone.close(), linear.close()]);
    },
  };
}

async function tokenOf(zone: Zone, account: { clientId: string; clientSecret: string }): Promise<string> {
  const basic = Buffer.from(`${account.clientId}:${account.clientSecret}`).toString('base64');
  const answer = await fetch(`${zone.origin}/service-account-token`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
  });
  const { access_token } = (await answer.json()) as { access_token: string };
  return access_token;
}

export type EmptyZone = Awaited<ReturnType<typeof startEmptyZone>>;

function vaultEnvironment(zone: Zone, folder: string): Record<string, string> {
  const toml = parse(readFileSync(join(folder, 'keycard.toml'), 'utf8')) as {
    credentials: { default: { env_var: string; resource: string }[] };
  };
  return Object.fromEntries(
    toml.credentials.default.map(({ env_var, resource }) => {
      const id = zone.directory.resources.find(({ identifier }) => identifier === resource)?.id ?? '';
      const data = zone.directory.vault.secretData.get(id);
      return [env_var, data?.type === 'token' ? data.token : ''];
    }),
  );
}

/** The Management API behind a door that notes what passes, and lets a test step in. */
async function startApi(zone: Zone) {
  let seen: Request[] = [];
  let intercept: Intercept = () => undefined;
  const server = createServer(async (req, res) => {
    const request = {
      method: req.method ?? '',
      path: req.url ?? '',
      headers: req.headers,
      body: await textOf(req),
    };
    seen.push(request);
    const own = await intercept(request);
    if (own !== undefined) {
      res.writeHead(own.status, { 'Content-Type': own.type ?? 'application/json' }).end(own.body);
      return;
    }
    const answer = await forward(zone.origin, request);
    res.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: () => seen,
    writes: () => seen.filter(({ method, path }) => method !== 'GET' && path !== '/service-account-token'),
    forget: () => {
      seen = [];
      intercept = () => undefined;
    },
    intercept: (next: Intercept) => {
      intercept = next;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function textOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

function forward(origin: string, { method, path, headers, body }: Request): Promise<Response> {
  const sent = new Headers();
  for (const name of ['authorization', 'content-type'])
    if (headers[name] !== undefined) sent.set(name, String(headers[name]));
  return fetch(`${origin}${path}`, { method, headers: sent, ...(body === '' ? {} : { body }) });
}

export const folder = (): string => mkdtempSync(join(tmpdir(), 'keycard-linear-mcp-'));

/** A folder for the PATH, with the given programs in it and nothing else. */
export function programs(scripts: Record<string, string>): string {
  const bin = join(folder(), 'bin');
  mkdirSync(bin);
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(bin, name), `#!${process.execPath}\n${script}`, { mode: 0o755 });
  }
  return bin;
}

/**
 * The Keycard CLI, as far as `agent api` goes: the operator's session, strict about its arguments, a body on standard
 * input only, and the defect of its socket, which loses the content type. It notes how it was called.
 */
function fakeKeycard(options: { url: string; token: string; log: string; org?: string }): string {
  return `
const { appendFileSync, readFileSync } = require('node:fs');
const { url, token, log, org } = ${JSON.stringify(options)};
const args = process.argv.slice(2);
appendFileSync(log, JSON.stringify({ args, env: process.env }) + '\\n');
const fail = (text) => { process.stderr.write(text + '\\n'); process.exit(1); };
const [agent, api, path, ...flags] = args;
if (agent !== 'agent' || api !== 'api' || !path.startsWith('/')) fail('unknown command');
const given = {};
for (let n = 0; n < flags.length; n += 2) given[flags[n]] = flags[n + 1];
for (const name of Object.keys(given)) if (!['-X', '--zone', '--org', '-d'].includes(name)) fail('unknown flag ' + name);
if (!given['--zone']) fail('no zone');
if (org && given['--org'] !== org) fail('no organization: pass --org');
const body = given['-d'] ?? readFileSync(0, 'utf8');
const headers = { authorization: 'Bearer ' + token };
if (body !== '' && !process.env.KEYCARD_SOCKET) headers['content-type'] = 'application/json';
fetch(url + path.replaceAll('{zone}', given['--zone']), {
  method: given['-X'] ?? 'GET', headers, ...(body === '' ? {} : { body: Buffer.from(body) }),
}).then(async (answer) => {
  const text = await answer.text();
  process.stdout.write(text);
  if (!answer.ok) fail('Error: the API answered with status ' + answer.status);
});
`;
}

/** Claude Code, as far as `mcp get` and `mcp add` go. */
export function fakeClaude(memory: string): string {
  return `
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const memory = ${JSON.stringify(memory)};
const [mcp, verb, ...rest] = process.argv.slice(2);
if (mcp !== 'mcp') process.exit(2);
const known = existsSync(memory) ? readFileSync(memory, 'utf8') : '';
if (verb === 'get') {
  if (known === '') { process.stderr.write('No MCP server found with name: ' + rest[0] + '\\n'); process.exit(1); }
  process.stdout.write(rest[0] + ':\\n  Scope: Local config\\n  Type: http\\n  URL: ' + known + '\\n');
} else if (verb === 'add' && known === '') {
  writeFileSync(memory, rest.at(-1));
} else process.exit(1);
`;
}

export function freePort(): Promise<number> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
