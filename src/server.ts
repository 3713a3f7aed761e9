import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { createApp } from './app.js';
import { type BearerOptions, principalOf } from './auth/bearer.js';
import { answerTo } from './auth/challenge.js';
import { createChallengeMemory } from './auth/challenged.js';
import { createKeySource } from './auth/keys.js';
import { resourceMetadataUrl } from './auth/metadata.js';
import { requireFurtherScope } from './auth/step-up.js';
import { createVerify } from './auth/verify.js';
import { createBreaker } from './broker/breaker.js';
import { createDiscovery, type Discovery } from './broker/discovery.js';
import { createExchange } from './broker/exchange.js';
import type { HttpFetch } from './broker/http.js';
import { createIdentity } from './broker/identity/identity.js';
import { type Config, ConfigError } from './config/config.js';
import { isLoopback } from './config/parse.js';
import { createConnectDoor } from './connect/door.js';
import { healthRoutes } from './http/health.js';
import { createListener } from './http/listener.js';
import { createLifecycle } from './lifecycle.js';
import { createLinear } from './linear/client.js';
import { createMcpDoor } from './mcp/door.js';
import { isWriteCall } from './mcp/write-calls.js';
import { homeRoutes } from './pages/routes.js';
import { createTelemetry, type Telemetry } from './telemetry.js';
import { createCallTool } from './tools/call.js';
import { catalogue, prompts, resources } from './tools/catalogue.js';
import { createUpstreams } from './upstreams.js';

const SCOPE = 'mcp:tools';

export interface RunningServer {
  /** Where it listens. */
  address: AddressInfo;
  /** Drains within `drainSeconds` and closes. */
  stop: () => Promise<'drained' | 'cut'>;
}

export interface ServerParts {
  config: Config;
  log: Logger;
  version: string;
  /** A socket that listens already, when its port had to be known before the configuration. */
  listening?: Server;
}

/** Wires the rooms and listens. The one place where one room's output becomes another's input. */
export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const { config, log } = parts;
  const telemetry = createTelemetry(log);
  const upstream = createUpstreams(`keycard-linear-mcp/${parts.version}`, config.limits.linearAnswerBytes);
  const broker = await createBroker(config, upstream.keycard);
  log.info({ identity: config.keycard.identity.why }, 'application identity');

  const server = parts.listening ?? createListener(config.limits);
  const lifecycle = createLifecycle(server);
  if (parts.listening === undefined) await listen(server, config);
  const bearer = bearerOptions(config, broker, upstream.keycard, telemetry);
  const connect = createConnectDoor({
    publicUrl: config.publicUrl,
    resources: [config.resource, config.linear.resource],
    scope: SCOPE,
    secret: config.connectSecret === '' ? undefined : config.connectSecret,
    identity: broker.identity,
    authorizationServer: broker.discovery.get,
    exchange: broker.exchange,
    fetch: upstream.keycard,
    onFault: telemetry.fault,
  });
  const linear = createLinear({
    apiUrl: config.linear.apiUrl,
    userAgent: upstream.userAgent,
    dispatcher: upstream.linearDispatcher,
  });
  const app = createApp({
    hosts: hostRules(config, portOf(server)),
    bearer,
    metadata: {
      resource: config.resource,
      issuer: config.keycard.issuer,
      scopes: [SCOPE, ...(config.writeScope === undefined ? [] : [config.writeScope])],
      authorizationServer: broker.discovery.get,
      publicKeys: broker.identity.publicKeys,
    },
    body: {
      maxBytes: config.limits.bodyBytes,
      maxDepth: config.limits.jsonDepth,
      maxNodes: config.limits.jsonMembers,
    },
    limits: config.limits,
    trustProxy: config.trustProxy,
    mcpDoor: [
      ...writeGate(config, bearer),
      createMcpDoor({
        stock: { tools: catalogue, resources, prompts },
        bounds: config.served,
        writeScope: config.writeScope,
        callTool: createCallTool({ linear, telemetry, deadlineSeconds: config.callTimeoutSeconds }),
        tokenFor: (principal, signal) => broker.exchange(principal.token, signal),
        principalOf,
        connectLink: async ({ subject }) => connect?.linkFor(subject),
        mayChallenge: createChallengeMemory(),
        challenge: () => deadTokenAnswer(bearer),
        version: parts.version,
        onFault: telemetry.fault,
        onRejected: telemetry.rejectedMessage,
      }),
    ],
    healthRoutes: healthRoutes({ reasonsNotReady: () => notReady(lifecycle.isServing(), broker.discovery) }),
    pageRoutes: [
      homeRoutes({ resource: config.resource, connection: connect?.connection }),
      ...(connect === undefined ? [] : [connect.routes]),
    ],
    onFault: telemetry.fault,
  });
  server.on('request', app);
  return {
    address: addressOf(server),
    stop: async () => {
      const how = await lifecycle.drain({
        delayMs: config.drainDelaySeconds * 1000,
        deadlineMs: config.drainSeconds * 1000,
      });
      await upstream.close();
      return how;
    },
  };
}

/** Where writing needs a scope of its own: asked for before the protocol layer, so that clients step up. */
function writeGate({ writeScope, served }: Config, bearer: BearerOptions): RequestHandler[] {
  if (writeScope === undefined) return [];
  return [
    requireFurtherScope({ ...bearer, furtherScope: writeScope, isNeeded: isWriteCall(catalogue, served) }),
  ];
}

type Broker = Awaited<ReturnType<typeof createBroker>>;

/** Everything that talks to the zone in this application's name. */
async function createBroker(config: Config, fetch: HttpFetch) {
  const { issuer } = config.keycard;
  const discovery = createDiscovery({ issuer, fetch, maxAgeMs: 3_600_000, retryMs: 2_000 });
  const identity = await createIdentity(config.keycard.identity.source, { issuer, fetch }).catch(() => {
    throw new ConfigError([
      'KEYCARD_PRIVATE_KEY or KEYCARD_PRIVATE_KEY_FILE does not hold a usable key: make one with `npm run identity -- create`',
    ]);
  });
  const exchange = createExchange({
    authorizationServer: discovery.get,
    identity,
    resource: config.linear.resource,
    fetch,
    breaker: createBreaker().run,
  });
  return { discovery, identity, exchange };
}

function bearerOptions(
  config: Config,
  { discovery }: Broker,
  fetch: HttpFetch,
  telemetry: Telemetry,
): BearerOptions {
  return {
    verify: createVerify(keySource(discovery, fetch, config.limits.staleKeysSeconds * 1000), {
      issuer: config.keycard.issuer,
      audience: config.resource,
      acceptMissingSubProfile: config.keycard.acceptMissingSubProfile,
      leewaySeconds: 30,
      maxLength: config.limits.tokenLength,
    }),
    scope: SCOPE,
    resourceMetadata: resourceMetadataUrl(config.resource),
    onRefused: (refusal, res) =>
      telemetry.refusedCaller({
        requestId: String(res.getHeader('X-Request-Id')),
        code: refusal.code,
        reason: refusal.code === 'token_invalid' ? refusal.reason : undefined,
      }),
  };
}

/** A token that verifies, and that the zone no longer takes, is answered as any other that is not good. */
function deadTokenAnswer(options: BearerOptions) {
  const { status, headers, error, description } = answerTo(
    { code: 'token_invalid', reason: 'revoked' },
    options,
  );
  return { status, headers, body: { error, error_description: description } };
}

function keySource(discovery: Discovery, fetch: HttpFetch, maxStaleMs: number) {
  return createKeySource({
    jwksUri: async () => new URL((await discovery.get()).jwks_uri),
    fetch,
    maxAgeMs: 10 * 60_000,
    // Short: a rotated key is the same for everybody, and one load per interval is all that forged ids can cause.
    cooldownMs: 5_000,
    retryMs: 2_000,
    maxStaleMs,
  });
}

function hostRules(config: Config, port: number) {
  const { publicUrl, allowedHosts, allowedOrigins } = config;
  return {
    publicUrl,
    allowedHosts,
    allowedOrigins,
    loopbackPort: isLoopback(config.host) ? port : undefined,
  };
}

function notReady(isServing: boolean, discovery: Discovery): string[] {
  // A probe is also the occasion to look for a zone that was down; it does not wait for the answer.
  if (!discovery.isKnown()) discovery.get().catch(() => undefined);
  return [
    ...(isServing ? [] : ['draining']),
    ...(discovery.isKnown() ? [] : ['the zone has not answered yet']),
  ];
}

function listen(server: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The server does not listen on a port');
  return address;
}

function portOf(server: Server): number {
  return addressOf(server).port;
}
