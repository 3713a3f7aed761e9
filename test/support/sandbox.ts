import { Writable } from 'node:stream';
import { pino } from 'pino';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox-server.js';
import type { Person } from './clients.js';
import { pairInTurn } from './signing-pairs.js';

export interface TestSandbox extends Sandbox {
  /** The server's log so far, as text. */
  logText: () => string;
  /** Log lines of one kind. */
  events: (event: string) => Record<string, unknown>[];
  /** What the zone's token endpoint was asked since the last `forget`. */
  zoneJournal: () => Promise<Record<string, unknown>[]>;
  linearJournal: () => Promise<Record<string, unknown>[]>;
  forget: () => Promise<void>;
}

/** The whole product on free ports, with its log kept at the most talkative level. */
export async function startTestSandbox(
  options: Partial<
    Pick<
      SandboxOptions,
      | 'autoApprove'
      | 'accessTokenTtl'
      | 'env'
      | 'makeKeys'
      | 'permitImpersonation'
      | 'stock'
      | 'clientIdMetadataDocuments'
      | 'onZone'
    >
  > = {},
): Promise<TestSandbox> {
  const chunks: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  const sandbox = await startSandbox({
    port: 0,
    zonePort: 0,
    linearPort: 0,
    production: false,
    version: '0.0.0-test',
    log: pino({ level: 'trace', base: null }, sink),
    makePair: pairInTurn,
    ...options,
  });
  const journalOf = async (url: string): Promise<Record<string, unknown>[]> => {
    const response = await fetch(new URL('/_journal', url));
    return (await response.json()) as Record<string, unknown>[];
  };
  return {
    ...sandbox,
    logText: () => chunks.join(''),
    events: (event) =>
      chunks
        .join('')
        .split('\n')
        .filter((line) => line !== '')
        .map((line): Record<string, unknown> => JSON.parse(line))
        .filter((line) => line['event'] === event),
    zoneJournal: () => journalOf(sandbox.zone),
    linearJournal: () => journalOf(sandbox.linear),
    forget: async () => {
      for (const url of [sandbox.zone, sandbox.linear])
        await fetch(new URL('/_journal', url), { method: 'DELETE' });
    },
  };
}

/** A JSON-RPC message of the 2025 era, sent by hand. */
export function rpc(url: string, token: string, message: unknown, init: RequestInit = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    ...init,
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      Accept: 'application/json, text/event-stream',
      ...init.headers,
    },
    body: typeof message === 'string' ? message : JSON.stringify(message),
  });
}

export interface CallReply {
  status: number;
  text: string;
  isError: boolean;
  error?: { code: number; message: string };
}

/** `tools/call` by hand: status, text of the answer, and whether it is an error of either kind. */
export async function callByHand(
  url: string,
  token: string,
  name: string,
  args: unknown = {},
  init: RequestInit = {},
): Promise<CallReply> {
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } };
  const response = await rpc(url, token, message, init);
  const body = await response.text();
  const json = /^data: (.*)$/m.exec(body)?.[1] ?? body;
  const { result, error } = JSON.parse(json) as {
    result?: { content: { text: string }[]; isError?: boolean };
    error?: { code: number; message: string };
  };
  return {
    status: response.status,
    text: result?.content.map((block) => block.text).join('\n') ?? '',
    isError: result?.isError === true,
    ...(error && typeof error === 'object' ? { error } : {}),
  };
}

/** What the person presses: who they are at the zone, Linear's own consent, the zone's consent. */
export function personCalled(email: string): Person {
  return { acts: [{ press: 'Sign in', fill: { user: email } }, { press: 'Authorize' }, { press: 'Allow' }] };
}

/** A token of somebody who has not connected Linear, what their first call brings, and the link in it. */
export async function unconnectedIn(
  sandbox: TestSandbox,
  email: string,
): Promise<{ token: string; link: string; reply: CallReply }> {
  const { zone } = sandbox.handles;
  zone.revokeGrant(email, 'https://api.linear.app');
  const token = await zone.mintAccessToken({ email, resource: sandbox.mcp, connect: false });
  const reply = await callByHand(sandbox.mcp, token, 'get_user');
  return { token, link: /http:\/\/\S+\/connect\?ticket=\S+/.exec(reply.text)?.[0] ?? '', reply };
}
