import type { IncomingMessage } from 'node:http';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Audit } from '../instruments/audit.js';
import type { Directory } from '../management/directory.js';
import type { ZoneProvider } from './provider.js';
import type { Observed } from './token.js';

/** Listens to the library: what became of a token request, and who allowed what to whom. */
export function createObserver(directory: Directory, audit: Audit) {
  const watched = new WeakMap<IncomingMessage, Observed>();

  function note(ctx: KoaContextWithOIDC, outcome: string) {
    const observed = watched.get(ctx.req);
    if (!observed) return;
    const { entities } = ctx.oidc;
    const source = entities.AccessToken ?? entities.RefreshToken ?? entities.AuthorizationCode;
    const audience = entities.AccessToken?.resourceServer?.audience;
    observed.outcome = outcome;
    if (ctx.oidc.client) observed.client = ctx.oidc.client.clientId;
    if (source?.accountId) observed.subject = source.accountId;
    if (audience) observed.resource = audience;
  }

  function authorized(ctx: KoaContextWithOIDC) {
    const { client, session, params, resourceServers } = ctx.oidc;
    const user = directory.userBySub(session?.accountId ?? '');
    if (!client || !user) return;
    audit.add({
      event: 'users:authorize',
      identityChain: [
        { type: 'client', id: client.clientId, identifier: client.clientId },
        { type: 'user', id: user.id, identifier: user.identifier },
      ],
      resource: Object.keys(resourceServers ?? {})[0],
      scopes: String(params?.['scope'] ?? '')
        .split(' ')
        .filter(Boolean),
      status: 'success',
      sid: session?.uid,
    });
  }

  return {
    /** Follows one request through the library. */
    watch: (req: IncomingMessage, observed: Observed) => void watched.set(req, observed),
    attach(provider: ZoneProvider): ZoneProvider {
      provider.on('grant.success', (ctx) => note(ctx, 'ok'));
      provider.on('grant.error', (ctx, error) => note(ctx, error.error));
      provider.on('server_error', (ctx) => note(ctx, 'server_error'));
      provider.on('authorization.success', authorized);
      return provider;
    },
  };
}
