import { resourceMetadataUrl } from '../../auth/metadata.js';
import type { AuthorizationServer } from '../../broker/discovery.js';
import type { HttpFetch } from '../../broker/http.js';
import { createIdentity } from '../../broker/identity/identity.js';
import type { Config, ConfigError } from '../../config/config.js';
import { isPlaceholder } from '../../config/parse.js';
import { readToml } from '../provision/files/keycard-toml.js';
import { judgeConfiguration, wouldNotStart } from './configuration.js';
import { type Check, type Finding, failed, ok, skipped } from './finding.js';
import { judgeDependency, judgeIdentity, judgeOwned, judgeRegistered } from './judges/application.js';
import { judgeClock, judgeIssuer } from './judges/issuer.js';
import { judgeKeys } from './judges/keys.js';
import { judgeLinear } from './judges/linear.js';
import { judgePublicUrl } from './judges/public-url.js';
import { probe, type Reply } from './probe.js';
import { gatherTokenEvidence, type TokenEvidence } from './token-evidence.js';
import { readZoneRecords } from './zone-records.js';

export interface DoctorOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** The text of `keycard.toml`, if there is one. */
  toml: string | undefined;
  /** What was found wrong with the files that the environment names. */
  files?: readonly string[];
  /** Says why the Redis of this URL cannot be used, if it cannot. */
  redis: (url: string) => Promise<string | undefined>;
  fetch: HttpFetch;
}

/** In the order in which they are read: whatever fails first is usually the cause of what fails after it. */
const TITLES = {
  configuration: 'configuration',
  issuer: 'issuer',
  clock: 'clock',
  keys: 'signing keys',
  identity: 'our identity',
  resource: 'our resource',
  owner: 'its owner',
  dependency: 'Linear in the zone',
  public_url: 'PUBLIC_URL',
  linear_api: 'Linear API',
  redis: 'Redis',
} as const;

type Id = keyof typeof TITLES;
type Findings = Record<Exclude<Id, 'configuration'>, Finding>;

/** Looks at everything that has to be right, and at as much as possible when something is not. */
export async function examine(options: DoctorOptions): Promise<Check[]> {
  const { finding, config, hasIdentity } = judgeConfiguration(options);
  const findings =
    config === undefined ? allSkipped('the configuration') : await examineAll(options, config, hasIdentity);
  return inOrder({ configuration: finding, ...findings });
}

/** Where the settings themselves cannot be read, whatever else was said would be about other settings. */
export function nothingExamined(error: ConfigError): Check[] {
  return inOrder({ configuration: wouldNotStart(error), ...allSkipped('the configuration') });
}

function inOrder(all: Record<Id, Finding>): Check[] {
  return (Object.keys(TITLES) as Id[]).map((id) => ({ id, title: TITLES[id], ...all[id] }));
}

async function examineAll(options: DoctorOptions, config: Config, hasIdentity: boolean): Promise<Findings> {
  const [zone, public_url, linear_api, redis] = await Promise.all([
    examineZone(options, config, hasIdentity),
    examinePublicUrl(options, config),
    examineLinear(options, config),
    examineRedis(options, config),
  ]);
  return { ...zone, public_url, linear_api, redis };
}

type ZoneFindings = Omit<Findings, 'public_url' | 'linear_api' | 'redis'>;

async function examineZone(
  options: DoctorOptions,
  config: Config,
  hasIdentity: boolean,
): Promise<ZoneFindings> {
  const { issuer } = config.keycard;
  const reply = await probe(options.fetch, metadataUrlOf(issuer));
  const { finding, server } = judgeIssuer(reply, issuer);
  if (server === undefined) {
    return { ...allSkipped('the issuer'), issuer: finding };
  }
  const keys = await judgeKeys(await probe(options.fetch, server.jwks_uri));
  return {
    issuer: finding,
    clock: judgeClock(reply, Date.now()),
    keys,
    ...(hasIdentity
      ? await examineApplication(options, config, server)
      : applicationSkipped('the configuration')),
  };
}

type ApplicationFindings = Pick<Findings, 'identity' | 'resource' | 'owner' | 'dependency'>;

async function examineApplication(
  options: DoctorOptions,
  config: Config,
  server: AuthorizationServer,
): Promise<ApplicationFindings> {
  const { resource, linear, keycard } = config;
  const token = await tokenEvidence(options, config, server);
  const identity = judgeIdentity({ token });
  if (identity.status === 'failed') return { ...applicationSkipped('our identity'), identity };
  const toml = zoneOf(options);
  const records = await readZoneRecords({
    ...options,
    ...toml,
    issuer: keycard.issuer,
    clientId: 'clientId' in keycard.identity.source ? keycard.identity.source.clientId : undefined,
    applicationId: token.applicationId,
    resource,
    linearResource: linear.resource,
  });
  const evidence = { token, records, resource, linearResource: linear.resource };
  const registered = judgeRegistered(evidence);
  return {
    identity,
    resource: registered,
    owner: registered.status === 'failed' ? skipped('our resource comes first') : judgeOwned(evidence),
    dependency: judgeDependency(evidence),
  };
}

async function tokenEvidence(
  { fetch }: DoctorOptions,
  config: Config,
  server: AuthorizationServer,
): Promise<TokenEvidence> {
  const { issuer, identity: chosen } = config.keycard;
  const identity = await createIdentity(chosen.source, { issuer, fetch }).catch(() => undefined);
  if (identity === undefined) return { isCredentialReadable: false };
  const endpoint = { authorizationServer: async () => server, identity, fetch };
  return gatherTokenEvidence({
    endpoint,
    resource: config.resource,
    linearResource: config.linear.resource,
  });
}

async function examinePublicUrl({ fetch }: DoctorOptions, config: Config): Promise<Finding> {
  const { publicUrl, resource, keycard } = config;
  const metadataUrl = resourceMetadataUrl(resource);
  const metadata = await probe(fetch, metadataUrl);
  const challenge: Reply =
    metadata.kind === 'silence' ? metadata : await probe(fetch, resource, { method: 'POST', body: {} });
  return judgePublicUrl(metadata, challenge, { publicUrl, resource, issuer: keycard.issuer, metadataUrl });
}

async function examineLinear({ fetch }: DoctorOptions, { linear }: Config): Promise<Finding> {
  const body = { query: '{ viewer { id } }' };
  return judgeLinear(await probe(fetch, linear.apiUrl, { method: 'POST', body }), linear.apiUrl);
}

async function examineRedis({ redis }: DoctorOptions, { redisUrl }: Config): Promise<Finding> {
  if (redisUrl === '') return ok('not used: each process counts for itself');
  const why = await redis(redisUrl);
  return why === undefined
    ? ok('answers, and takes what is written')
    : failed(
        `cannot be used (${why})`,
        'REDIS_URL: check host, port, user and password, and that it can be written to; without it each replica counts alone',
      );
}

/** RFC 8414 §3.1: the well-known part goes between the origin and the issuer's path. */
function metadataUrlOf(issuer: string): string {
  const { origin, pathname } = new URL(issuer);
  return `${origin}/.well-known/oauth-authorization-server${pathname === '/' ? '' : pathname}`;
}

/** Zone and organization by the same names as the CLI has: environment over `keycard.toml`. */
function zoneOf({ env, toml }: DoctorOptions): { zone: string | undefined; org: string | undefined } {
  const file = toml === undefined ? undefined : readable(toml);
  const zone = env['ZONE'] ?? file?.zone;
  const isUsable = zone !== undefined && !isPlaceholder(zone) && /^[\w-]{1,128}$/.test(zone);
  return { zone: isUsable ? zone : undefined, org: env['ORG'] ?? file?.org };
}

function readable(toml: string): ReturnType<typeof readToml> | undefined {
  try {
    return readToml(toml);
  } catch {
    // With KEYCARD_URL the server starts without the file, and so does this.
    return undefined;
  }
}

function applicationSkipped(first: string): ApplicationFindings {
  const finding = skipped(`${first} comes first`);
  return { identity: finding, resource: finding, owner: finding, dependency: finding };
}

function allSkipped(first: string): Findings {
  const finding = skipped(`${first} comes first`);
  return {
    issuer: finding,
    clock: finding,
    keys: finding,
    ...applicationSkipped(first),
    public_url: finding,
    linear_api: finding,
    redis: finding,
  };
}
