import type { Application, Resource } from '../../management/records.js';
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
import { APPLICATION, ownResource, redirectUri, type Wanted } from '../wanted.js';

/** This server as an application, its own resource, and its right to reach Linear. */
export const application: readonly Step[] = [
  {
    name: 'application',
    judge: (found, wanted) => judgeApplication(found.application, wanted),
    perform: performApplication,
  },
  {
    name: 'MCP resource',
    judge: (found, wanted) =>
      judgeOwn(found.ownResource, { application: found.application?.id, sts: found.sts?.id }, wanted),
    perform: performOwn,
  },
  {
    name: 'dependency on Linear',
    judge: ({ hasDependency }) => (hasDependency ? REUSE : CREATE),
    perform: performDependency,
  },
];

const redirects = (record: Application): string[] => record.protocols?.oauth2?.redirect_uris ?? [];

function judgeApplication(record: Application | undefined, wanted: Wanted): Judgement {
  if (record === undefined) return CREATE;
  if (redirects(record).includes(redirectUri(wanted))) return REUSE;
  return { verdict: 'change', note: `redirect URI ${redirectUri(wanted)} added` };
}

async function performApplication({ zone, wanted, found, ids }: Work): Promise<void> {
  const wants = redirectUri(wanted);
  const protocols = (uris: readonly string[]) => ({ protocols: { oauth2: { redirect_uris: uris } } });
  if (found.application !== undefined) {
    await zone.change(
      'applications',
      found.application.id,
      protocols([...redirects(found.application), wants]),
    );
    return;
  }
  const body = {
    name: 'keycard-linear-mcp',
    identifier: APPLICATION,
    consent: 'required',
    ...protocols([wants]),
  };
  const id = await createOrReuse({
    create: () => zone.create('applications', body),
    find: () => zone.application(APPLICATION),
    accept: (record) => judgeApplication(record, wanted),
  });
  ids.set('application', id);
}

interface Owners {
  application: string | undefined;
  sts: string | undefined;
}

/** Ownership is what lets the application trade tokens for this resource; dependencies do not replace it. */
export function judgeOwn(resource: Resource | undefined, owners: Owners, wanted: Wanted): Judgement {
  if (resource === undefined) return CREATE;
  const { application_id: owner, credential_provider_id: provider, scopes } = resource;
  if (owner !== undefined && owner !== owners.application) {
    return conflict(
      `${ownResource(wanted)} belongs to another application`,
      'In the Keycard console, give the resource to the application urn:keycard-linear-mcp or delete it, or use another PUBLIC_URL.',
    );
  }
  if (provider !== undefined && provider !== owners.sts) {
    return conflict(
      `${ownResource(wanted)} is on another provider than the zone's own, which alone issues tokens for it`,
      'In the Keycard console, put the resource on the zone provider, or use another PUBLIC_URL.',
    );
  }
  const missing = [
    ...(owner === undefined ? ['application'] : []),
    ...(provider === undefined ? ['provider'] : []),
    ...wanted.scopes.filter((scope) => !scopes.includes(scope)).map((scope) => `scope ${scope}`),
  ];
  return missing.length === 0 ? REUSE : { verdict: 'change', note: `${missing.join(', ')} added` };
}

async function performOwn({ zone, wanted, found, ids }: Work): Promise<void> {
  const owners = { application: ids.get('application'), sts: ids.get('sts') };
  const parts = { application_id: owners.application, credential_provider_id: owners.sts };
  const existing = found.ownResource;
  if (existing !== undefined) {
    const scopes = [...new Set([...existing.scopes, ...wanted.scopes])];
    await zone.change('resources', existing.id, { ...parts, scopes });
    return;
  }
  const identifier = ownResource(wanted);
  const id = await createOrReuse({
    create: () =>
      zone.create('resources', { name: 'Linear MCP server', identifier, ...parts, scopes: wanted.scopes }),
    find: () => zone.resource(identifier),
    accept: (resource) => judgeOwn(resource, owners, wanted),
  });
  ids.set('ownResource', id);
}

/** By a request of its own: `dependencies` beside an application is accepted and dropped. */
async function performDependency({ zone, ids }: Work): Promise<void> {
  const [from, to] = [ids.get('application'), ids.get('linearResource')];
  await zone.addDependency(from, to);
  if ((await zone.dependencies(from)).some(({ id }) => id === to)) return;
  throw new ProvisionConflict(
    'Keycard accepted the dependency and does not list it',
    'Add Linear as a dependency of the application urn:keycard-linear-mcp in the Keycard console.',
  );
}
