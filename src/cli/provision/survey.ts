import type { Application, Provider, Resource } from '../management/records.js';
import type { ZoneApi } from '../management/zone.js';
import { APPLICATION, ownResource, STORED, type Wanted } from './wanted.js';

/** What a zone holds of what is wanted, before anything is made. */
export interface Inventory {
  sts: Provider | undefined;
  vault: Provider | undefined;
  linearProvider: Provider | undefined;
  linearResource: Resource | undefined;
  application: Application | undefined;
  ownResource: Resource | undefined;
  hasDependency: boolean;
  storedId: Stored;
  storedSecret: Stored;
  /** Password credentials of the application. */
  passwords: number;
}

export interface Stored {
  resource: Resource | undefined;
  hasSecret: boolean;
}

/** Reads, and reads only; one after another, because calls of the CLI share a session that it refreshes. */
export async function survey(zone: ZoneApi, wanted: Wanted): Promise<Inventory> {
  const providers = await zone.providers();
  const application = await zone.application(APPLICATION);
  const linearResource = await zone.resource(wanted.linear.resource);
  const dependencies = application === undefined ? [] : await zone.dependencies(application.id);
  const credentials = application === undefined ? [] : await zone.credentials();
  return {
    sts: providers.find(({ type }) => type === 'keycard-sts'),
    vault: providers.find(({ type }) => type === 'keycard-vault'),
    linearProvider: linearProvider(providers, linearResource, wanted),
    linearResource,
    application,
    ownResource: await zone.resource(ownResource(wanted)),
    hasDependency: dependencies.some(({ id }) => id === linearResource?.id),
    storedId: await stored(zone, STORED.storedId.urn),
    storedSecret: await stored(zone, STORED.storedSecret.urn),
    passwords: credentials.filter(
      ({ type, application_id }) => type === 'password' && application_id === application?.id,
    ).length,
  };
}

/** The provider that the resource names; without one, the provider that leads to Linear's OAuth server. */
export function linearProvider(
  providers: readonly Provider[],
  resource: Resource | undefined,
  { linear }: Wanted,
): Provider | undefined {
  if (resource?.credential_provider_id !== undefined) {
    return providers.find(({ id }) => id === resource.credential_provider_id);
  }
  const external = providers.filter(({ type }) => type === undefined || type === 'external');
  return (
    external.find(({ identifier }) => identifier === linear.provider.identifier) ??
    external.find(({ protocols }) => protocols?.oauth2?.token_endpoint === linear.provider.tokenEndpoint)
  );
}

async function stored(zone: ZoneApi, urn: string): Promise<Stored> {
  const resource = await zone.resource(urn);
  return { resource, hasSecret: resource !== undefined && (await zone.hasSecret(resource.id)) };
}
