import {
  Client as ClientV2,
  type OAuthDiscoveryState,
  StreamableHTTPClientTransport as TransportV2,
} from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { type Act, createBrowser } from './browser.js';

export type Era = 'v1' | 'v2 legacy' | 'v2 auto' | 'v2 modern';
export const ERAS: readonly Era[] = ['v1', 'v2 legacy', 'v2 auto', 'v2 modern'];

export interface ToolAnswer {
  text: string;
  isError: boolean;
}

/** One signed-in client of somebody's agent, whichever library it is made of. */
export interface Agent {
  listTools: () => Promise<{ name: string }[]>;
  call: (name: string, args?: Record<string, unknown>) => Promise<ToolAnswer>;
  /** The tokens it holds, to break or to inspect. */
  tokens: () => Tokens | undefined;
  setAccessToken: (token: string) => void;
  /** How often the person was sent to the browser. */
  signIns: () => number;
  /** The scopes that it asked for when it last sent the person to the browser. */
  askedScopes: () => string[];
  /** The person follows the client to the browser once more. */
  signInAgain: (person: Person) => Promise<void>;
  close: () => Promise<void>;
}

interface Tokens {
  access_token: string;
  refresh_token?: string | undefined;
  token_type: string;
}

const REDIRECT = 'http://127.0.0.1:39999/oauth/callback';

/** The person's part of the sign-in: what they press where there is such a button. Empty for an automatic approval. */
export interface Person {
  acts: readonly Act[];
}

/** Registers, signs in through the pages as a person would, and connects: discovery, DCR, PKCE, code, token. */
export async function signIn(mcpUrl: string, era: Era, person: Person): Promise<Agent & { pages: string[] }> {
  const provider = createProvider();
  const first = connectors[era](mcpUrl, provider);
  const needsSignIn = await first.connect().then(
    () => false,
    () => true,
  );
  if (!needsSignIn) throw new Error('The server let a client in without credentials');
  const { back, titles } = await createBrowser().walk(
    provider.authorizationUrl().href,
    REDIRECT,
    person.acts,
  );
  if (back.searchParams.get('state') !== provider.state()) throw new Error('The state did not come back');
  await first.finish(back.searchParams);
  const second = connectors[era](mcpUrl, provider);
  await second.connect();
  return { ...agentOver(second, provider), pages: titles };
}

/** A client that holds a token already and never signs in. */
export async function withToken(mcpUrl: string, era: Era, token: string): Promise<Agent> {
  const provider = createProvider({ access_token: token, token_type: 'Bearer' });
  const connection = connectors[era](mcpUrl, provider);
  await connection.connect();
  return agentOver(connection, provider);
}

function agentOver(connection: Connection, provider: Provider): Agent {
  return {
    listTools: connection.listTools,
    call: connection.call,
    tokens: provider.tokens,
    setAccessToken: (access_token) =>
      provider.saveTokens({ ...provider.tokens(), access_token, token_type: 'Bearer' }),
    signIns: provider.signIns,
    askedScopes: () => provider.authorizationUrl().searchParams.get('scope')?.split(' ') ?? [],
    signInAgain: async ({ acts }) => {
      const { back } = await createBrowser().walk(provider.authorizationUrl().href, REDIRECT, acts);
      await connection.finish(back.searchParams);
    },
    close: connection.close,
  };
}

interface Connection {
  connect: () => Promise<void>;
  finish: (callback: URLSearchParams) => Promise<void>;
  listTools: () => Promise<{ name: string }[]>;
  call: (name: string, args?: Record<string, unknown>) => Promise<ToolAnswer>;
  close: () => Promise<void>;
}

const INFO = { name: 'test-agent', version: '1.0.0' };

const connectors: Record<Era, (url: string, provider: Provider) => Connection> = {
  v1: (url, provider) => {
    const client = new ClientV1(INFO);
    const transport = new TransportV1(new URL(url), { authProvider: provider });
    return {
      connect: () => client.connect(transport as Parameters<typeof client.connect>[0]),
      finish: (callback) => transport.finishAuth(callback.get('code') ?? ''),
      listTools: async () => (await client.listTools()).tools,
      call: async (name, args = {}) => answerOf(await client.callTool({ name, arguments: args })),
      close: () => client.close(),
    };
  },
  'v2 legacy': (url, provider) => connectV2(url, provider, 'legacy'),
  'v2 auto': (url, provider) => connectV2(url, provider, 'auto'),
  'v2 modern': (url, provider) => connectV2(url, provider, { pin: '2026-07-28' }),
};

function connectV2(url: string, provider: Provider, mode: 'legacy' | 'auto' | { pin: string }): Connection {
  const client = new ClientV2(INFO, { versionNegotiation: { mode } });
  const transport = new TransportV2(new URL(url), { authProvider: provider });
  return {
    connect: () => client.connect(transport),
    finish: (callback) => transport.finishAuth(callback),
    listTools: async () => (await client.listTools()).tools,
    call: async (name, args = {}) => answerOf(await client.callTool({ name, arguments: args })),
    close: () => client.close(),
  };
}

function answerOf(result: Record<string, unknown>): ToolAnswer {
  const content = Array.isArray(result['content']) ? result['content'] : [];
  const text = content.map((block: { text?: string }) => block.text ?? '').join('\n');
  return { text, isError: result['isError'] === true };
}

type Provider = ReturnType<typeof createProvider>;

/** An OAuth client's memory, in the shape that both libraries ask for. */
function createProvider(initial?: Tokens) {
  let tokens = initial;
  let client: { client_id: string } | undefined;
  let verifier = '';
  let url: URL | undefined;
  let visits = 0;
  let discovery: OAuthDiscoveryState | undefined;
  const state = Math.random().toString(36).slice(2);
  return {
    redirectUrl: REDIRECT,
    clientMetadata: {
      client_name: 'Test agent',
      redirect_uris: [REDIRECT],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
    state: () => state,
    clientInformation: () => client,
    saveClientInformation: (information: { client_id: string }) => {
      client = information;
    },
    tokens: () => tokens,
    saveTokens: (given: Tokens) => {
      tokens = given;
    },
    redirectToAuthorization: (authorizationUrl: URL) => {
      url = authorizationUrl;
      visits += 1;
    },
    saveDiscoveryState: (state: OAuthDiscoveryState) => {
      discovery = state;
    },
    discoveryState: () => discovery,
    saveCodeVerifier: (value: string) => {
      verifier = value;
    },
    codeVerifier: () => verifier,
    authorizationUrl: () => {
      if (url === undefined) throw new Error('The client never asked for a sign-in');
      return url;
    },
    signIns: () => visits,
  };
}
