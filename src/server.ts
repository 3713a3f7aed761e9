import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { createApp } from './app.js';
import { principalOf } from './auth/bearer.js';
import { createChallengeMemory } from './auth/challenged.js';
import { SCOPE } from './auth/scope.js';
import type { Discovery } from './broker/discovery.js';
import { createCallAs } from './calls.js';
import { type Config, ConfigError } from './config/config.js';
import { isLoopback } from './config/parse.js';
import { systemCode } from './config/system-code.js';
import { createConnectDoor } from './connect/door.js';
import { bearerOptions, deadTokenAnswer, writeGate } from './gate.js';
import {
  addressOf,
  cannotListen,
  createListener,
  type Listener,
  listenOn,
} from './http/listening/listener.js';
import { openKeyDoor } from './key-door.js';
import { createKeycard, describeDiscoveryFailure, tokenFileTrouble } from './keycard.js';
import { createLifecycle } from './lifecycle.js';
import { createLinear, type Linear, type LinearCall } from './linear/client.js';
import { createMcpDoor } from './mcp/door.js';
import type { Stock } from './mcp/shelf.js';
import { lostRoute } from './pages/lost.js';
import { homeRoutes } from './pages/routes.js';
import { connectReplicas, type Replicas } from './replicas.js';
import { bodyOptions, createRest } from './rest-door.js';
import type { LineSink } from './telemetry/lines/sink.js';
import { createTestMode } from './test-mode.js';
import { createCallTool } from './tools/call.js';
import { catalogue, prompts, resources } from './tools/catalogue.js';
import { createInFlight } from './tools/in-flight.js';
import { createUpstreams } from './upstreams.js';
import { connectReports, requestReports, startWatch } from './watch.js';

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
  listening?: Listener;
  /** Served instead of the catalogue. */
  stock?: Stock | undefined;
  /** Where audit records go when no file is configured; absent, nowhere. */
  output?: LineSink;
}

/** Wires the rooms and listens. The one place where one room's output becomes another's input. */
export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const { config, log, stock = { tools: catalogue, resources, prompts } } = parts;
  const upstream = createUpstreams(`keycard-linear-mcp/${parts.version}`, config.limits.linearAnswerBytes);
  const broker = await createKeycard(config, upstream.keycard);
  const scopes = [SCOPE, ...(config.writeScope === undefined ? [] : [config.writeScope])];
  log.info({ identity: config.keycard.identity.why }, 'application identity');
  const trouble = await tokenFileTrouble(config.keycard.identity.source);
  if (trouble !== undefined)
    log.warn(
      { event: 'identity.token_unreadable', reason: trouble },
      'the file with the platform’s token cannot be read: calls fail until it can',
    );

  const server = parts.listening ?? createListener(config.limits);
  const lifecycle = createLifecycle(server);
  const watch = await startWatch({
    ...parts,
    isServing: lifecycle.isServing,
    isZoneKnown: () => isZoneKnown(broker.discovery),
    isBreakerOpen: broker.isBreakerOpen,
  });
  const { telemetry } = watch;
  const replicas = await shareWith(config, log);
  const reports = requestReports(telemetry);
  server.on('drop', reports.dropped);
  const keyDoor = await openKeyDoor({ path: config.apiKeysFile, scopes, telemetry });
  if (parts.listening === undefined) {
    await listenOn(server, config).catch((error: unknown) => {
      throw new ConfigError([cannotListen(systemCode(error), { host: 'HOST', port: 'PORT' })]);
    });
  }
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
    claims: replicas,
    reports: connectReports(telemetry, broker.identity.clientId),
  });
  const linear = createLinear({
    apiUrl: config.linear.apiUrl,
    userAgent: upstream.userAgent,
    ...upstream.linear,
  });
  const inFlight = createInFlight();
  const funnel = (linear: (call: LinearCall) => Linear) =>
    createCallTool({ linear, telemetry, deadlineSeconds: config.callTimeoutSeconds, inFlight });
  const testMode = createTestMode(funnel);
  const callAs = createCallAs({
    callTool: funnel(linear),
    exchange: broker.exchange,
    impersonate: broker.impersonate,
    callInTest: testMode.call,
    connectLink: async (subject) => connect?.linkFor(subject),
  });
  const body = bodyOptions(config, reports.turnedAway);
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
    counter: replicas?.counter,
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
        onWorkspaceForgotten: testMode.onForgotten,
        onReset: reports.done,
        onRefusedCall: reports.call,
        version: parts.version,
      }),
    healthRoutes: watch.healthRoutes,
    onTurnedAway: reports.turnedAway,
    pageRoutes: [
      homeRoutes({ resource: config.resource, connection: connect?.connection }),
      ...(connect === undefined ? [] : [connect.routes]),
    ],
    lostRoute,
    onFault: telemetry.fault,
  });
  server.serve(app);
  // Not waited for: a zone that is down is found when it is back. But whoever looks at readiness first sees it looked for.
  broker.discovery.get().catch((error: unknown) => {
    const { isAnswered, reason } = describeDiscoveryFailure(error);
    if (isAnswered)
      log.warn(
        { event: 'zone.answer_invalid', reason },
        'the zone’s metadata cannot be used, so calls fail: is KEYCARD_URL the issuer, and no proxy before it?',
      );
    else
      log.warn({ event: 'zone.unreachable', reason }, 'the zone does not answer: calls fail until it does');
  });
  return {
    address: addressOf(server),
    admin: watch.admin,
    stop: async () => {
      const delayMs = config.drainDelaySeconds * 1000;
      const endsAt = performance.now() + delayMs + config.drainSeconds * 1000;
      const connections = await lifecycle.drain({ delayMs, deadlineMs: config.drainSeconds * 1000 });
      const calls = await inFlight.settle(Math.max(0, endsAt - performance.now()));
      await keyDoor?.stop();
      await upstream.close();
      await replicas?.close();
      await watch.close();
      return connections === 'drained' ? calls : connections;
    },
  };
}

/** What this process knows together with its replicas, where there is a Redis to keep it. */
async function shareWith({ redisUrl }: Config, log: Logger): Promise<Replicas | undefined> {
  if (redisUrl === '') return undefined;
  return connectReplicas({
    url: redisUrl,
    onChange: (isReachable, reason) =>
      isReachable
        ? log.info({ event: 'replicas.joined' }, 'counting requests together with the other replicas')
        : log.error({ event: 'replicas.lost', reason }, 'Redis cannot be used: counting requests alone'),
  });
}

function hostRules(config: Config, port: number) {
  const { publicUrl, allowedHosts, allowedOrigins } = config;
  return {
    publicUrl,
    allowedHosts,
    allowedOrigins,
    loopback: isLoopback(config.host) ? { host: config.host, port } : undefined,
  };
}

function isZoneKnown(discovery: Discovery): boolean {
  // A probe is also the occasion to look for a zone that was down; it does not wait for the answer.
  if (!discovery.isKnown()) discovery.get().catch(() => undefined);
  return discovery.isKnown();
}
