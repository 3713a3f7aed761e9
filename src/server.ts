import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { createApp } from './app.js';
import { type BearerOptions, principalOf } from './auth/bearer.js';
import { createKeySource } from './auth/keys.js';
import { resourceMetadataUrl } from './auth/metadata.js';
import { requireFurtherScope } from './auth/step-up.js';
import { createVerify } from './auth/verify.js';
import { createDiscovery, type Discovery } from './broker/discovery.js';
import { clientSecretIdentity, createExchange } from './broker/exchange.js';
import type { HttpFetch } from './broker/http.js';
import type { Config } from './config/config.js';
import { isLoopback } from './config/parse.js';
import { healthRoutes } from './http/health.js';
import { createLifecycle } from './lifecycle.js';
import { createLinear } from './linear/client.js';
import { createMcpDoor } from './mcp/door.js';
import { isWriteCall } from './mcp/write-calls.js';
import { createTelemetry } from './telemetry.js';
import { createCallTool } from './tools/call.js';
import { catalogue, prompts, resources } from './tools/catalogue.js';
import { createUpstreams } from './upstreams.js';

const SCOPE = 'mcp:tools';
const MIB = 1024 * 1024;

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
export async function startServer({ config, log, version, listening }: ServerParts): Promise<RunningServer> {
  const server = listening ?? createHttpServer({ maxHeaderSize: 32 * 1024 });
  limitTimes(server);
  if (listening === undefined) await listen(server, config);
  const lifecycle = createLifecycle();
  const upstream = createUpstreams(`keycard-linear-mcp/${version}`);
  const telemetry = createTelemetry(log);
  const discovery = createDiscovery({
    issuer: config.keycard.issuer,
    fetch: upstream.keycard,
    maxAgeMs: 3_600_000,
    retryMs: 2_000,
  });
  const exchange = createExchange({
    authorizationServer: discovery.get,
    identity: clientSecretIdentity(config.keycard.clientId, config.keycard.clientSecret),
    resource: config.linear.resource,
    fetch: upstream.keycard,
  });
  const linear = createLinear({
    apiUrl: config.linear.apiUrl,
    userAgent: upstream.userAgent,
    dispatcher: upstream.linearDispatcher,
  });
  const bearer: BearerOptions = {
    verify: createVerify(keySource(discovery, upstream.keycard), {
      issuer: config.keycard.issuer,
      audience: config.resource,
      acceptMissingSubProfile: config.keycard.acceptMissingSubProfile,
      leewaySeconds: 30,
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
  const app = createApp({
    hosts: hostRules(config, portOf(server)),
    bearer,
    metadata: {
      resource: config.resource,
      issuer: config.keycard.issuer,
      scopes: [SCOPE, ...(config.writeScope === undefined ? [] : [config.writeScope])],
      authorizationServer: discovery.get,
    },
    body: { maxBytes: MIB, maxDepth: 32, maxNodes: 20_000 },
    mcpDoor: [
      ...writeGate(config, bearer),
      createMcpDoor({
        stock: { tools: catalogue, resources, prompts },
        bounds: config.served,
        writeScope: config.writeScope,
        callTool: createCallTool({ linear, telemetry, deadlineSeconds: config.callTimeoutSeconds }),
        tokenFor: (principal, signal) => exchange(principal.token, signal),
        principalOf,
        version,
        onFault: (error) => telemetry.fault('mcp', error),
      }),
    ],
    healthRoutes: healthRoutes({ reasonsNotReady: () => notReady(lifecycle.isServing(), discovery) }),
    onFault: telemetry.fault,
  });
  server.on('request', app);
  return {
    address: addressOf(server),
    stop: async () => {
      const how = await lifecycle.drain(server, config.drainSeconds * 1000);
      await upstream.close();
      return how;
    },
  };
}

/** Where writing needs a scope of its own: asked for before the protocol layer, so that clients step up. */
function writeGate({ writeScope }: Config, bearer: BearerOptions): RequestHandler[] {
  if (writeScope === undefined) return [];
  return [requireFurtherScope({ ...bearer, furtherScope: writeScope, isNeeded: isWriteCall(catalogue) })];
}

/** Slow clients are cut: headers within 10 s, a whole request within 30 s. Answers may take their time. */
function limitTimes(server: Server): void {
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.keepAliveTimeout = 65_000;
}

function keySource(discovery: Discovery, fetch: HttpFetch) {
  return createKeySource({
    jwksUri: async () => new URL((await discovery.get()).jwks_uri),
    fetch,
    maxAgeMs: 10 * 60_000,
    cooldownMs: 30_000,
    retryMs: 2_000,
    maxStaleMs: 60 * 60_000,
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
