import { Router } from 'express';

export interface MetadataOptions {
  /** The resource identifier (RFC 9728 §2), a URL with a path. */
  resource: string;
  issuer: string;
  scopes: readonly string[];
  /** The authorization server's own metadata, from memory where possible; rejects while it cannot be had. */
  authorizationServer: () => Promise<unknown>;
  /** RFC 7517 §5: this application's own public keys, where it identifies itself by `private_key_jwt`. */
  publicKeys?: { readonly keys: readonly object[] } | undefined;
}

/** RFC 9728 §3.1: the well-known part goes between the origin and the resource's path. */
export function resourceMetadataUrl(resource: string): string {
  const { origin, pathname } = new URL(resource);
  return `${origin}${WELL_KNOWN}${pathname}`;
}

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/** Public metadata. Everything comes from configuration; nothing of the request is reflected. */
export function metadataRoutes(options: MetadataOptions): Router {
  const document = {
    resource: options.resource,
    authorization_servers: [options.issuer],
    scopes_supported: options.scopes,
    bearer_methods_supported: ['header'],
    resource_name: 'Linear through Keycard',
  };
  const router = Router();
  // Clients look at one place or the other, and not always at the one that the challenge names.
  router.get([WELL_KNOWN, new URL(resourceMetadataUrl(options.resource)).pathname], (_req, res) => {
    res.set('Cache-Control', 'public, max-age=300').json(document);
  });
  // Clients of the 2025-03-26 revision and before look for the authorization server at the resource's origin.
  router.get('/.well-known/oauth-authorization-server', async (_req, res) => {
    const mirrored = await options.authorizationServer().catch(() => undefined);
    if (mirrored === undefined) {
      res.status(503).set({ 'Retry-After': '5', 'Cache-Control': 'no-store' });
      res.json({
        error: 'temporarily_unavailable',
        error_description: 'The authorization server cannot be reached.',
      });
      return;
    }
    res.set('Cache-Control', 'public, max-age=300').json(mirrored);
  });
  const { publicKeys } = options;
  if (publicKeys !== undefined) {
    router.get('/.well-known/jwks.json', (_req, res) => {
      res.set('Cache-Control', 'public, max-age=300').json(publicKeys);
    });
  }
  return router;
}
