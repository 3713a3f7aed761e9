import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { createApp } from './app.js';
import { type BearerOptions, principalOf } from './auth/bearer.js';
import { answerTo } from './auth/challenge.js';
import { createChallengeMemory } from './auth/challenged.js';
import { resourceMetadataUrl } from './auth/metadata.js';
import { SCOPE } from './auth/scope.js';
import { requireFurtherScope } from './auth/step-up.js';
import { createVerify } from './auth/verify.js';
import type { Discovery } from './broker/discovery.js';
import { createCallAs } from './calls.js';
import type { Config } from './config/config.js';
import { isLoopback } from './config/parse.js';
import { createConnectDoor } from './connect/door.js';
import { healthRoutes } from './http/health.js';
import { createListener } from './http/listener.js';
import { openKeyDoor } from './key-door.js';
import { createKeycard, type Keycard } from './keycard.js';
import { createLifecycle } from './lifecycle.js';
import { createLinear, type Linear, type LinearCall } from './linear/client.js';
import { createMcpDoor } from './mcp/door.js';
import type { Stock } from './mcp/shelf.js';
import { isWriteCall } from './mcp/write-calls.js';
import { homeRoutes } from './pages/routes.js';
import { bodyLimits, createRest } from './rest-door.js';
import { createTelemetry, type Telemetry } from './telemetry.js';
import { createTestMode } from './test-mode.js';
import { createCallTool } from './tools/call.js';
import { catalogue, prompts, resources } from './tools/catalogue.js';
import { createUpstreams } from './upstreams.js';

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
  /** Served instead of the catalogue. */
  stock?: Stock | undefined;
}

/** Wires the rooms and listens. The one place where one room's output becomes another's input. */
export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const { config, log, stock = { tools: catalogue, resources, prompts } } = parts;
  const telemetry = createTelemetry(log);
  const upstream = createUpstreams(`keycard-linear-mcp/${parts.version}`, config.limits.linearAnswerBytes);
  const broker = await createKeycard(config, upstream.keycard);
  const scopes = [SCOPE, ...(config.writeScope === undefined ? [] : [config.writeScope])];
  const keyDoor = await openKeyDoor({ path: config.apiKeysFile, scopes, telemetry });
  log.info({ identity: config.keycard.identity.why }, 'application identity');

  const server = parts.listening ?? createListener(config.limits);
  const lifecycle = createLifecycle(server);
  if (parts.listening === undefined) await listen(server, config);
  const bearer = { ...bearerOptions(config, broker, telemetry), verifyKey: keyDoor?.verifyKey };
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
  const funnel = (linear: (call: LinearCall) => Linear) =>
    createCallTool({ linear, telemetry, deadlineSeconds: config.callTimeoutSeconds });
  const testMode = createTestMode(funnel);
  const callAs = createCallAs({
    callTool: funnel(linear),
    exchange: broker.exchange,
    impersonate: broker.impersonate,
    callInTest: testMode.call,
    connectLink: async (subject) => connect?.linkFor(subject),
  });
  const body = bodyLimits(config);
  const app = createApp({
    hosts: hostRules(config, portOf(server)),
    bearer,
    metadata: {
      resource: config.resource,
      issuer: config.keycard.issuer,
      scopes,
      authorizationServer: broker.discovery.get,
      publicKeys: broker.identity.publicKeys,
    },
    body,
    limits: config.limits,
    trustProxy: config.trustProxy,
    mcpDoor: [
      ...writeGate(config, bearer, stock),
      createMcpDoor({
        stock,
        bounds: config.served,
        writeScope: config.writeScope,
        callAs,
        principalOf,
        mayChallenge: createChallengeMemory(),
        challenge: () => deadTokenAnswer(bearer),
        version: parts.version,
        onFault: telemetry.fault,
        onRejected: telemetry.rejectedMessage,
      }),
    ],
    rest:
      keyDoor &&
      createRest(config, bearer, { callAs, body, resetWorkspace: testMode.reset, version: parts.version }),
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
      await keyDoor?.stop();
      await upstream.close();
      return how;
    },
  };
}

/** Where writing needs a scope of its own: asked for before the protocol layer, so that clients step up. */
function writeGate(config: Config, bearer: BearerOptions, { tools }: Stock): RequestHandler[] {
  const { writeScope, served } = config;
  if (writeScope === undefined) return [];
  return [requireFurtherScope({ ...bearer, furtherScope: writeScope, isNeeded: isWriteCall(tools, served) })];
}

function bearerOptions(config: Config, { keys }: Keycard, telemetry: Telemetry): BearerOptions {
  return {
    verify: createVerify(keys, {
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
        reason: 'reason' in refusal ? refusal.reason : undefined,
        keyId: 'keyId' in refusal ? refusal.keyId : undefined,
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
