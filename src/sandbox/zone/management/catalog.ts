import { Router } from 'express';
import { z } from 'zod';
import { ManagementError } from '../errors.js';
import { newId } from './collection.js';
import { type Management, parse } from './service.js';

/** What a package makes of the client that is given to it: one provider, and one resource on it. */
export interface CatalogPackage {
  name: string;
  provider: { identifier: string; authorizationEndpoint: string; tokenEndpoint: string };
  resource: string;
  scopes: string[];
}

const install = z.strictObject({
  // The id of 26 characters; a slug is refused.
  package_id: z.string().regex(/^[0-9a-z]{26}$/),
  fields: z.strictObject({ client_id: z.string().min(1), client_secret: z.string().min(1) }).optional(),
});

function addTo(management: Management, { name, provider, resource, scopes }: CatalogPackage) {
  return (client: { client_id: string; client_secret: string }) => {
    const made = management.createProvider({
      name,
      identifier: provider.identifier,
      ...client,
      protocols: {
        oauth2: {
          issuer: provider.identifier,
          authorization_endpoint: provider.authorizationEndpoint,
          token_endpoint: provider.tokenEndpoint,
          scopes_supported: scopes,
          scope_separator: ',',
        },
      },
    });
    management.createResource({ name, identifier: resource, credential_provider_id: made.id, scopes });
  };
}

/** The catalog of ready-made packages: search, read, install. An install is not undone and not idempotent. */
export function createCatalog(management: Management, packages: readonly CatalogPackage[]): Router {
  const entries = packages.map((entry) => ({
    id: newId(),
    name: entry.name,
    slug: entry.name.toLowerCase(),
    entry,
  }));
  const shown = ({ id, name, slug }: (typeof entries)[number]) => ({ id, name, slug });
  const known = (id: string) => {
    const found = entries.find((entry) => entry.id === id);
    if (!found) throw new ManagementError(404, 'not_found', 'no such package');
    return found;
  };
  const router = Router({ mergeParams: true });
  router.get('/packages', (req, res) => {
    const wanted = [req.query['query[]'] ?? []].flat().map((word) => String(word).toLowerCase());
    const items = entries.filter(({ slug }) => wanted.every((word) => slug.includes(word))).map(shown);
    res.json({ items, pagination: { after_cursor: null, before_cursor: null } });
  });
  router.get('/packages/:id', (req, res) => {
    const fields = [{ name: 'client_id' }, { name: 'client_secret', secret: true }];
    res.json({ ...shown(known(req.params.id)), form: { fields } });
  });
  router.post('/install', (req, res) => {
    const { package_id, fields } = parse(install, req.body);
    const { entry } = known(package_id);
    if (!fields) throw new ManagementError(400, 'invalid_request', 'fields: the package needs a client');
    addTo(management, entry)(fields);
    res.status(201).end();
  });
  return router;
}
