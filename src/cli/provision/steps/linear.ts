import type { Resource } from '../../management/records.js';
import {
  CREATE,
  conflict,
  createOrReuse,
  type Judgement,
  ProvisionConflict,
  REUSE,
  type Step,
  type Work,
} from '../step.js';
import { linearProvider as findProvider } from '../survey.js';
import type { Wanted } from '../wanted.js';

/** Linear as a provider of tokens, and its API as a resource on it. */
export const linear: readonly Step[] = [
  {
    name: 'Linear provider',
    judge: ({ linearProvider, linearResource }, wanted) => {
      if (linearProvider === undefined) {
        return isFromCatalog(wanted, linearResource)
          ? { verdict: 'create', note: "from the zone's catalog" }
          : CREATE;
      }
      if (linearProvider.type === undefined || linearProvider.type === 'external') return REUSE;
      return conflict(
        `the resource ${wanted.linear.resource} is on a provider of type ${linearProvider.type}, which has no Linear tokens`,
        'In the Keycard console, put the resource on a provider for Linear, or delete the resource.',
      );
    },
    perform: (work) =>
      isFromCatalog(work.wanted, work.found.linearResource) ? install(work) : createProvider(work),
  },
  {
    name: 'Linear resource',
    judge: ({ linearResource, linearProvider }) => judgeResource(linearResource, linearProvider?.id),
    perform: performResource,
  },
];

function isFromCatalog({ fromCatalog }: Wanted, resource: Resource | undefined): boolean {
  return fromCatalog && resource === undefined;
}

function judgeResource(resource: Resource | undefined, provider: string | undefined): Judgement {
  if (resource === undefined) return CREATE;
  if (resource.credential_provider_id === undefined)
    return { verdict: 'change', note: 'put on the Linear provider' };
  if (resource.credential_provider_id === provider) return REUSE;
  return conflict(
    'it is on a provider that is not the one for Linear',
    'In the Keycard console, decide which provider it belongs to.',
  );
}

async function createProvider({ zone, wanted, ids, linearApp }: Work): Promise<void> {
  const { identifier, authorizationEndpoint, tokenEndpoint } = wanted.linear.provider;
  const { clientId, clientSecret } = await linearApp();
  const body = {
    name: 'Linear',
    identifier,
    client_id: clientId,
    client_secret: clientSecret,
    protocols: {
      oauth2: {
        // Named, because an absent issuer would be made of the identifier.
        issuer: identifier,
        authorization_endpoint: authorizationEndpoint,
        token_endpoint: tokenEndpoint,
        scopes_supported: wanted.linear.scopes,
        // Linear's authorization page wants a comma between scopes.
        scope_separator: ',',
      },
    },
  };
  const id = await createOrReuse({
    create: () => zone.create('providers', body, true),
    find: async () => findProvider(await zone.providers(), undefined, wanted),
    accept: () => REUSE,
  });
  ids.set('linearProvider', id);
}

/** The catalog makes provider and resource at once. It cannot be undone: only what is exactly meant is installed. */
async function install({ zone, wanted, ids, linearApp }: Work): Promise<void> {
  const packages = await zone.packages('Linear');
  const [found, ...others] = packages.filter(({ name }) => name.toLowerCase() === 'linear');
  if (found === undefined || others.length > 0) {
    throw new ProvisionConflict(
      found === undefined
        ? "the zone's catalog has no package called Linear"
        : "the zone's catalog has several packages called Linear",
      'Run it again without --catalog: the provider is then made from its endpoints.',
    );
  }
  const { clientId, clientSecret } = await linearApp();
  await zone.install(found.id, { client_id: clientId, client_secret: clientSecret });
  const resource = await zone.resource(wanted.linear.resource);
  if (resource?.credential_provider_id === undefined) {
    throw new ProvisionConflict(
      `the package was installed, and brought no resource ${wanted.linear.resource} with a provider`,
      'Look at what it brought in the Keycard console; then run it again without --catalog.',
    );
  }
  ids.set('linearProvider', resource.credential_provider_id);
  ids.set('linearResource', resource.id);
}

async function performResource({ zone, wanted, found, ids }: Work): Promise<void> {
  const provider = ids.get('linearProvider');
  if (found.linearResource !== undefined) {
    await zone.change('resources', found.linearResource.id, { credential_provider_id: provider });
    return;
  }
  if (ids.has('linearResource')) return;
  const { resource: identifier, scopes } = wanted.linear;
  const body = { name: 'Linear', identifier, credential_provider_id: provider, scopes };
  const id = await createOrReuse({
    create: () => zone.create('resources', body),
    find: () => zone.resource(identifier),
    accept: (resource) => judgeResource(resource, provider),
  });
  ids.set('linearResource', id);
}
