import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json, textOf } from './authority.js';

export interface SeenQuery {
  token: string;
  document: string;
  variables: Record<string, unknown>;
  /** True when the other side hung up before it was answered. */
  isAborted: boolean;
}

/** Answers instead of the ledger; `undefined` lets it answer itself. */
export type Instead = (res: ServerResponse, seen: SeenQuery) => undefined | true | Promise<undefined | true>;

/** A stand-in for Linear that knows one thing: whose token it was shown, and says so in its answer. */
export async function startLedger(ownerOf: (token: string) => string | undefined) {
  const queries: SeenQuery[] = [];
  const misbehave: { query?: Instead } = {};
  const server = createServer(async (req, res) => {
    const token = /^Bearer (\S+)$/.exec(req.headers.authorization ?? '')?.[1] ?? '';
    const { query, variables } = JSON.parse(await textOf(req)) as {
      query: string;
      variables: Record<string, unknown>;
    };
    const seen: SeenQuery = { token, document: query, variables, isAborted: false };
    res.once('close', () => {
      if (!res.writableFinished) seen.isAborted = true;
    });
    queries.push(seen);
    if ((await misbehave.query?.(res, seen)) === true) return;
    const owner = ownerOf(token);
    if (owner === undefined) {
      const extensions = { code: 'AUTHENTICATION_ERROR', type: 'authentication error' };
      return json(res, 401, { errors: [{ message: 'not authenticated', extensions }] });
    }
    json(res, 200, { data: { viewer: viewer(owner) } }, { 'X-Complexity': '3' });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.keepAliveTimeout = 65_000;
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/graphql`,
    queries,
    misbehave,
    forget: () => {
      queries.length = 0;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export type Ledger = Awaited<ReturnType<typeof startLedger>>;

export function viewer(owner: string): Record<string, unknown> {
  return {
    id: owner,
    name: `Person ${owner}`,
    displayName: owner,
    email: `${owner}@people.example`,
    active: true,
    admin: false,
    guest: false,
    timezone: null,
    title: null,
    url: `https://linear.app/people/profiles/${owner}`,
    teams: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } },
  };
}
