import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Writable } from 'node:stream';
import type { RequestHandler, Response } from 'express';
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
import { addressOf, createListener, listenOn } from './http/listener.js';
import { createLifecycle } from './lifecycle.js';
import { createLinear } from './linear/client.js';
import { createMcpDoor } from './mcp/door.js';
import { writeCallIn } from './mcp/write-calls.js';
import { homeRoutes } from './pages/routes.js';
import { refusedCallEvent } from './telemetry/event.js';
import { createCallTool } from './tools/call.js';
import { catalogue, prompts, resources } from './tools/catalogue.js';
import type { Tool } from './tools/tool.js';
import { createUpstreams } from './upstreams.js';
import { refusalReports, startWatch } from './watch.js';

const SCOPE = 'mcp:tools';

export interface RunningServer {
  /** Where it listens. */
  address: AddressInfo;
  /** Where the admin listener listens, if there is one. */
  admin: AddressInfo | undefined;
  /** Drains within `drainSeconds` and closes. */
  stop: () => Promise<'drained' | 'cut'>;
}

export interface ServerParts {
  config: Config;
  log: Logger;
  version: string;
  /** A socket that listens already, when its port had to be known before the configuration. */
  listening?: Server;
  /** Where audit records go when no file is configured; absent, nowhere. */
  output?: Writable;
}

/** Wires the rooms and listens. The one place where one room's output becomes another's input. */
export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const { config, log } = parts;
  const upstream = createUpstreams(`keycard-linear-mcp/${parts.version}`, config.limits.linearAnswerBytes);
  const broker = await createBroker(config, upstream.keycard);
  log.info({ identity: config.keycard.identity.why }, 'application identity');

  const server = parts.listening ?? createListener(config.limits);
  const lifecycle = createLifecycle(server);
  const watch = await startWatch({
    ...parts,
    isServing: lifecycle.isServing,
    isZoneKnown: () => isZoneKnown(broker.discovery),
    isBreakerOpen: broker.isBreakerOpen,
  });
  const { telemetry } = watch;
  const reports = refusalReports(telemetry);
  if (parts.listening === undefined) await listenOn(server, config);
  const bearer = bearerOptions(config, broker, upstream.keycard, reports.credential);
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
    hosts: hostRules(config, addressOf(server).port),
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
      ...writeGate(config, bearer, reports.scope),
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
        onRefusedCall: (refused) => telemetry.call(refusedCallEvent(refused)),
        onFault: telemetry.fault,
        onRejected: telemetry.rejectedMessage,
      }),
    ],
    healthRoutes: watch.healthRoutes,
    pageRoutes: [
      homeRoutes({ resource: config.resource, connection: connect?.connection }),
      ...(connect === undefined ? [] : [connect.routes]),
    ],
    onTurnedAway: reports.turnedAway,
    onFault: telemetry.fault,
  });
  server.on('request', app);
  return {
    address: addressOf(server),
    admin: watch.admin,
    stop: async () => {
      const how = await lifecycle.drain({
        delayMs: config.drainDelaySeconds * 1000,
        deadlineMs: config.drainSeconds * 1000,
      });
      await upstream.close();
      await watch.close();
      return how;
    },
  };
}

/** Where writing needs a scope of its own: asked for before the protocol layer, so that clients step up. */
function writeGate(
  { writeScope, served }: Config,
  bearer: BearerOptions,
  onRefused: (tool: Tool | undefined, res: Response) => void,
): RequestHandler[] {
  if (writeScope === undefined) return [];
  const writeCall = writeCallIn(catalogue, served);
  return [
    requireFurtherScope({
      ...bearer,
      furtherScope: writeScope,
      isNeeded: (req) => writeCall(req) !== undefined,
      onRefused: (_refusal, res) => onRefused(writeCall(res.req), res),
    }),
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
  const breaker = createBreaker();
  const exchange = createExchange({
    authorizationServer: discovery.get,
    identity,
    resource: config.linear.resource,
    fetch,
    breaker: breaker.run,
  });
  return { discovery, identity, exchange, isBreakerOpen: breaker.isOpen };
}

function bearerOptions(
  config: Config,
  { discovery }: Broker,
  fetch: HttpFetch,
  onRefused: BearerOptions['onRefused'],
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
    onRefused,
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

function isZoneKnown(discovery: Discovery): boolean {
  // A probe is also the occasion to look for a zone that was down; it does not wait for the answer.
  if (!discovery.isKnown()) discovery.get().catch(() => undefined);
  return discovery.isKnown();
}
