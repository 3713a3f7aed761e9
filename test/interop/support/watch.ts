import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

export interface Watched {
  method: string;
  path: string;
  /** What the request says in `MCP-Protocol-Version`. */
  revision: string | undefined;
  hasToken: boolean;
}

/** Keeps what the servers of this process are asked, until it is told to stop. */
export function watchRequests() {
  const seen: Watched[] = [];
  const note = (message: unknown): void => {
    const { request } = message as { request: IncomingMessage };
    seen.push({
      method: request.method ?? '',
      path: request.url ?? '',
      revision: request.headers['mcp-protocol-version'] as string | undefined,
      hasToken: request.headers.authorization?.startsWith('Bearer ') === true,
    });
  };
  subscribe('http.server.request.start', note);
  return { seen, stop: () => unsubscribe('http.server.request.start', note) };
}

/** The revisions that a client spoke once it was signed in. */
export function revisionsSpoken(seen: readonly Watched[]): string[] {
  const spoken = seen.filter(({ path, hasToken }) => path.startsWith('/mcp') && hasToken);
  return [...new Set(spoken.flatMap(({ revision }) => revision ?? []))];
}

/** How the client became known to the authorization server. */
export function registrationUsed(seen: readonly Watched[]): string {
  const authorization = seen.find(({ path }) => /^\/oauth\/2\/authorize\?/.test(path));
  const clientId = new URLSearchParams(authorization?.path.split('?')[1]).get('client_id') ?? '';
  if (clientId.startsWith('https://')) return 'client ID metadata document';
  return seen.some(({ path }) => path === '/oauth/2/registration') ? 'dynamic' : 'none';
}
