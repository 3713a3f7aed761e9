import type { Logger } from 'pino';
import { loadConfig } from './config/config.js';
import { addressOf, createListener, listenOn } from './http/listening/listener.js';
import { type LinearSandbox, startLinear } from './sandbox/linear/index.js';
import { startZone, type Zone, type ZoneOptions } from './sandbox/zone/index.js';
import { makeSandboxKeys, type SandboxKeys } from './sandbox-keys.js';
import { type ServerParts, startServer } from './server.js';

export interface SandboxOptions {
  /** Ports; 0 for any free one. */
  port: number;
  zonePort: number;
  linearPort: number;
  /** E-mail address of the seeded user who is signed in, and approves, without a page. */
  autoApprove?: string | undefined;
  /** Seconds that an access token lives; an hour unless given. */
  accessTokenTtl?: number | undefined;
  /** Makes a key of either mode, in a file that lasts as long as the sandbox. */
  makeKeys?: boolean;
  /** Whether the zone's policy lets the server act for people who are not there, as live API keys need it. */
  permitImpersonation?: boolean;
  /** True under NODE_ENV=production, where the stand-ins refuse to start. */
  production: boolean;
  log: Logger;
  version: string;
  /** Further settings of the server, by the names of its environment variables. */
  env?: Record<string, string>;
  /**
   * Whether the zone takes the address of a document for a client's id, and reads it from the internet. Off unless
   * asked for: clients that can do it would not register, and could not sign in on a machine that is offline.
   */
  clientIdMetadataDocuments?: boolean | undefined;
  /** Makes the keys that the zone signs with; fresh ones unless given. */
  makePair?: ZoneOptions['makePair'];
  /** Served instead of the catalogue. */
  stock?: ServerParts['stock'];
  /** Shown the zone before the server looks for it: for tests of what the server does with one that is not well. */
  onZone?: (zone: Zone) => void;
}

export interface Sandbox {
  /** The MCP endpoint, which is also the resource identifier. */
  mcp: string;
  /** The zone's issuer. */
  zone: string;
  /** Linear's GraphQL URL. */
  linear: string;
  /** The zone's audit log as a page. */
  console: string;
  /** A bearer for the first seeded user. */
  token: string;
  /** The keys that `makeKeys` has made. */
  keys: SandboxKeys | undefined;
  /** Identifiers in the zone by e-mail address: whom a live key can be made for. */
  people: Record<string, string>;
  /** In-process handles, for tests and benchmarks. */
  handles: { zone: Zone; linear: LinearSandbox; credential: { identifier: string; password: string } };
  stop: () => Promise<void>;
}

const LINEAR_RESOURCE = 'https://api.linear.app';
const APPLICATION = 'urn:keycard-linear-mcp';

/** The whole product without an account: an embedded zone, an embedded Linear, and the real server between them. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const opened: (() => unknown)[] = [];
  // The last first: the server answers what it has begun while the others are still there.
  const stop = async (): Promise<void> => {
    for (const close of [...opened].reverse()) await close();
  };
  try {
    return { ...(await open(options, (close) => opened.push(close))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Tells of all that it has opened how it is closed: what comes after it may fail. */
async function open(
  options: SandboxOptions,
  onOpened: (close: () => unknown) => void,
): Promise<Omit<Sandbox, 'stop'>> {
  const { production, autoApprove } = options;
  // The resource identifier holds the port, so the port is taken before anything is configured.
  const listening = createListener();
  await listenOn(listening, { host: '127.0.0.1', port: options.port });
  onOpened(() => listening.close());
  const { port } = addressOf(listening);
  const mcp = `http://localhost:${port}/mcp`;
  const linear = await startLinear({ port: options.linearPort, autoApprove: autoApprove !== undefined });
  onOpened(linear.close);
  if (autoApprove !== undefined && !linear.workspace.users.some(({ email }) => email === autoApprove)) {
    const emails = linear.workspace.users.map(({ email }) => email).join(', ');
    throw new Error(`SANDBOX_AUTO_APPROVE must be the e-mail address of a seeded user: ${emails}`);
  }
  const zone = await startZone({
    port: options.zonePort,
    production,
    clientIdMetadataDocuments: options.clientIdMetadataDocuments ?? false,
    users: linear.workspace.users.map(({ email, name }) => ({ email, name })),
    ...(autoApprove === undefined ? {} : { autoApprove }),
    ...(options.makePair && { makePair: options.makePair }),
    ...(options.accessTokenTtl === undefined ? {} : { accessTokenTtl: options.accessTokenTtl }),
    upstream: {
      ...linear.oauth,
      scopes: ['read', 'write'],
      preauthorize: linear.authorizationCodeFor,
    },
  });
  onOpened(zone.close);
  linear.allowRedirect(zone.redirectUri);
  const credential = provision(zone, mcp);
  if (options.permitImpersonation) zone.permitImpersonation({ application: APPLICATION, user: '*' });
  const people = Object.fromEntries(
    linear.workspace.users.map(({ email }) => [email, zone.directory.userByEmail(email)?.identifier ?? '']),
  );
  const [first] = linear.workspace.users;
  if (first === undefined) throw new Error('The embedded workspace has no users');
  const users = { live: people[first.email] ?? '', test: first.email };
  const keys = options.makeKeys ? await makeSandboxKeys(users) : undefined;
  if (keys !== undefined) onOpened(keys.remove);
  options.onZone?.(zone);
  const server = await startServer({
    config: loadConfig({
      env: {
        // One person on one machine, often a script: the limits are there, but far away.
        LIMIT_REQUESTS_PER_PERSON: '100000',
        LIMIT_REQUESTS_PER_ADDRESS: '1000000',
        LIMIT_REQUESTS_PER_KEY: '1000000',
        // Nobody balances load here: there is no probe to tell first.
        DRAIN_DELAY_SECONDS: '0',
        PORT: String(port),
        KEYCARD_URL: zone.issuer,
        KEYCARD_CLIENT_ID: credential.identifier,
        KEYCARD_CLIENT_SECRET: credential.password,
        LINEAR_RESOURCE,
        LINEAR_API_URL: linear.graphqlUrl,
        ...(keys && { API_KEYS_FILE: keys.file }),
        ...options.env,
      },
    }),
    log: options.log,
    version: options.version,
    listening,
    stock: options.stock,
  });
  onOpened(server.stop);
  const token = await zone.mintAccessToken({ email: first.email, resource: mcp });
  return {
    mcp,
    zone: zone.issuer,
    linear: linear.graphqlUrl,
    console: zone.consoleUrl,
    token,
    keys,
    people,
    handles: { zone, linear, credential },
  };
}

/** What an operator does once in a real zone: application, our resource owned by it, Linear's, the dependency. */
function provision(zone: Zone, mcp: string): { identifier: string; password: string } {
  const { management } = zone;
  const application = management.createApplication({
    name: 'keycard-linear-mcp',
    identifier: APPLICATION,
    consent: 'required',
    protocols: { oauth2: { redirect_uris: [new URL('/connect/callback', mcp).href] } },
  });
  management.createResource({
    name: 'Linear MCP server',
    identifier: mcp,
    application_id: application.id,
    credential_provider_id: zone.stsProvider().id,
    scopes: ['mcp:tools'],
  });
  const resource = management.createResource({
    name: 'Linear',
    identifier: LINEAR_RESOURCE,
    credential_provider_id: zone.upstreamProviderId,
    scopes: ['read', 'write'],
  });
  management.addDependency(application.id, resource.id);
  return management.createPasswordCredential(application.id);
}
