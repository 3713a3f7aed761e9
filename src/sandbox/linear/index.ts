import { assemble } from './assemble.js';
import { close, createHttpServer, listen } from './http/server.js';
import { type LinearOptions, type LinearSandbox, refuseExposure } from './options.js';
import { createWorkspace } from './workspace.js';

export type { Fault, Faults } from './http/faults.js';
export type { JournalEntry } from './http/journal.js';
export type { LinearOptions, LinearSandbox, TokenRequest } from './options.js';
export { type SeededUser, seededPeople } from './seed/people.js';
export type { Workspace } from './workspace.js';

const SCOPES = ['read', 'write'];

/** Starts the embedded Linear: GraphQL at /graphql, OAuth at /oauth, the journal at /_journal. */
export async function startLinear(options: LinearOptions): Promise<LinearSandbox> {
  const { host = '127.0.0.1', publicHost = 'localhost' } = options;
  refuseExposure(host, publicHost);
  const { store, journal, faults, client, grants, codes, routes } = assemble(options);
  const workspace = createWorkspace(store, grants);
  const server = createHttpServer(routes);
  const port = await listen(server, options.port, host);
  const origin = `http://${publicHost === '::1' ? '[::1]' : publicHost}:${port}`;

  function authorizationCodeFor(email: string, redirectUri: string, codeChallenge?: string): string {
    const { id: userId } = workspace.user(email);
    return codes.issue({ userId, scopes: SCOPES, redirectUri, codeChallenge: codeChallenge ?? null });
  }

  return {
    origin,
    graphqlUrl: `${origin}/graphql`,
    oauth: {
      clientId: client.clientId,
      clientSecret: client.clientSecret,
      authorizationEndpoint: `${origin}/oauth/authorize`,
      tokenEndpoint: `${origin}/oauth/token`,
      revocationEndpoint: `${origin}/oauth/revoke`,
    },
    workspace,
    faults,
    journal: journal.entries,
    allowRedirect(uri) {
      client.redirectUris.add(uri);
    },
    issueTokenFor(email, { scopes = SCOPES, ttl } = {}) {
      const lifetime = ttl === undefined ? {} : { ttl };
      const { accessToken, expiresIn } = grants.issue({
        userId: workspace.user(email).id,
        scopes,
        ...lifetime,
      });
      return { accessToken, expiresIn };
    },
    authorizationCodeFor,
    close: () => close(server),
  };
}
