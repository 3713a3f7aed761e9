import type { HttpFetch } from '../../broker/http.js';
import { openManagementApi } from '../management/access.js';
import { ManagementFailure } from '../management/api.js';
import type { Provider, Resource } from '../management/records.js';
import { openZone, type ZoneApi } from '../management/zone.js';

/** What the zone's own records say, where somebody who may read them is at hand. */
export type ZoneRecords =
  | { kind: 'none'; why: string; fix: string }
  | {
      kind: 'records';
      via: string;
      own: Resource | undefined;
      linear: Resource | undefined;
      /** The application that our credential belongs to, when it can be told. */
      applicationId: string | undefined;
      dependencies: readonly string[];
      providers: readonly Provider[];
    };

export interface ZoneRecordsOptions {
  env: Readonly<Record<string, string | undefined>>;
  zone: string | undefined;
  org: string | undefined;
  issuer: string;
  fetch: HttpFetch;
  clientId: string | undefined;
  /** As our own token has named it. */
  applicationId: string | undefined;
  resource: string;
  linearResource: string;
}

/** Reads through the Management API, as a service account or as the person who is signed in to the CLI. */
export async function readZoneRecords(options: ZoneRecordsOptions): Promise<ZoneRecords> {
  const { env, zone: zoneId, org, fetch, issuer } = options;
  if (zoneId === undefined) return none('the id of the zone is not in keycard.toml', NAME_ZONE);
  const access = openManagementApi({ env, zone: zoneId, org, fetch });
  if (!access.ok) return none('the service account is incomplete', access.problems.join('\n'));
  const zone = openZone(access.api, zoneId);
  try {
    const { protocols } = await zone.describe();
    if (protocols.oauth2.issuer.replace(/\/$/, '') !== issuer) {
      return none('the zone of keycard.toml is not the one of KEYCARD_URL', NAME_ZONE);
    }
    return await read(zone, options);
  } catch (error) {
    if (!(error instanceof ManagementFailure)) throw error;
    return none(WHY[error.kind], FIX[error.kind] ?? SIGN_IN);
  }
}

function none(why: string, fix: string): ZoneRecords {
  return { kind: 'none', why, fix };
}

const NAME_ZONE = 'Put the id of the zone into keycard.toml (zone.id), or set ZONE.';
const SIGN_IN =
  'Sign in with `keycard auth signin`, or set KEYCARD_API_CLIENT_ID and KEYCARD_API_CLIENT_SECRET, and run this again.';

const FIX: Readonly<Partial<Record<ManagementFailure['kind'], string>>> = {
  organization_unnamed:
    'Put org.id into keycard.toml, which `npm run provision -- --org <org-id>` does, or set ORG.',
  forbidden: 'Use an account that may administer the zone.',
  unavailable: 'Try again in a moment.',
};

const WHY: Readonly<Record<ManagementFailure['kind'], string>> = {
  cli_missing: 'there is no `keycard` on the PATH and no service account',
  organization_unnamed: 'the Keycard CLI has to be told the organization',
  not_signed_in: 'nobody is signed in to the Management API',
  forbidden: 'this account may not read the zone',
  not_found: 'this account does not see the zone',
  conflict: 'the Management API refused to answer',
  refused: 'the Management API refused to answer',
  unavailable: 'the Management API did not answer',
  unreadable: 'the Management API answered something else',
};

async function read(zone: ZoneApi, options: ZoneRecordsOptions): Promise<ZoneRecords> {
  const own = await zone.resource(options.resource);
  const linear = await zone.resource(options.linearResource);
  const applicationId = options.applicationId ?? (await ownerOf(zone, options.clientId));
  const dependencies = applicationId === undefined ? [] : await zone.dependencies(applicationId);
  return {
    kind: 'records',
    via: zone.via,
    own,
    linear,
    applicationId,
    dependencies: dependencies.map(({ id }) => id),
    providers: await zone.providers(),
  };
}

async function ownerOf(zone: ZoneApi, clientId: string | undefined): Promise<string | undefined> {
  if (clientId === undefined) return undefined;
  const credentials = await zone.credentials();
  return credentials.find(({ identifier }) => identifier === clientId)?.application_id;
}
