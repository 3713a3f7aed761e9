import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Writable } from 'node:stream';
import type { RequestHandler, Response } from 'express';
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
import { addressOf, createListener, listenOn } from './http/listener.js';
import { openKeyDoor } from './key-door.js';
import { createKeycard, type Keycard } from './keycard.js';
import { createLifecycle } from './lifecycle.js';
import { createLinear, type Linear, type LinearCall } from './linear/client.js';
import { createMcpDoor } from './mcp/door.js';
import type { Stock } from './mcp/shelf.js';
import { writeCallIn } from './mcp/write-calls.js';
import { homeRoutes } from './pages/routes.js';
import { bodyLimits, createRest } from './rest-door.js';
import { createTestMode } from './test-mode.js';
import { createCallTool } from './tools/call.js';
import { catalogue, prompts, resources } from './tools/catalogue.js';
import type { Tool } from './tools/tool.js';
import { createUpstreams } from './upstreams.js';
import { refusalReports, startWatch } from './watch.js';

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
  /** Served instead of the catalogue. */
  stock?: Stock | undefined;
  /** Where audit records go when no file is configured; absent, nowhere. */
  output?: Writable;
}

/** Wires the rooms and listens. The one place where one room's output becomes another's input. */
export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const { config, log, stock = { tools: catalogue, resources, prompts } } = parts;
  const upstream = createUpstreams(`keycard-linear-mcp/${parts.version}`, config.limits.linearAnswerBytes);
  const broker = await createKeycard(config, upstream.keycard);
  const scopes = [SCOPE, ...(config.writeScope === undefined ? [] : [config.writeScope])];
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
  const keyDoor = await openKeyDoor({ path: config.apiKeysFile, scopes, telemetry });
  if (parts.listening === undefined) await listenOn(server, config);
  const bearer = {
    ...bearerOptions(config, broker, reports.credential),
    verifyKey: keyDoor?.verifyKey,
  };
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
    hosts: hostRules(config, addressOf(server).port),
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
      ...writeGate(config, bearer, { stock, onRefused: reports.scope }),
      createMcpDoor({
        stock,
        bounds: config.served,
        writeScope: config.writeScope,
        callAs,
        principalOf,
        mayChallenge: createChallengeMemory(),
        challenge: () => deadTokenAnswer(bearer),
        version: parts.version,
        onRefusedCall: reports.call,
        onFault: telemetry.fault,
        onRejected: telemetry.rejectedMessage,
      }),
    ],
    rest:
      keyDoor &&
      createRest(config, bearer, {
        callAs,
        body,
        resetWorkspace: testMode.reset,
        onRefusedCall: reports.call,
        version: parts.version,
      }),
    healthRoutes: watch.healthRoutes,
    onTurnedAway: reports.turnedAway,
    pageRoutes: [
      homeRoutes({ resource: config.resource, connection: connect?.connection }),
      ...(connect === undefined ? [] : [connect.routes]),
    ],
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
      await keyDoor?.stop();
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
  { stock, onRefused }: { stock: Stock; onRefused: (tool: Tool | undefined, res: Response) => void },
): RequestHandler[] {
  if (writeScope === undefined) return [];
  const writeCall = writeCallIn(stock.tools, served);
  return [
    requireFurtherScope({
      ...bearer,
      furtherScope: writeScope,
      isNeeded: (req) => writeCall(req) !== undefined,
      onRefused: (_refusal, res) => onRefused(writeCall(res.req), res),
    }),
  ];
}

function bearerOptions(
  config: Config,
  { keys }: Keycard,
  onRefused: BearerOptions['onRefused'],
): BearerOptions {
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
