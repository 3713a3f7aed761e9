import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { principalIfKnown, principalOf } from './auth/bearer.js';
import type { Refusal } from './auth/principal.js';
import { type Config, ConfigError } from './config/config.js';
import { isLoopback } from './config/parse.js';
import { systemCode } from './config/system-code.js';
import { auditLogUnusable } from './files.js';
import { startAdmin } from './http/admin.js';
import { arrivalOf } from './http/clock.js';
import { healthRoutes } from './http/health.js';
import { cannotListen, hostAndPort } from './http/listening/listener.js';
import { judgeReadiness, type Readiness } from './http/readiness.js';
import { requestIdOf } from './http/request-id.js';
import {
  type CallerFields,
  type ConnectCheck,
  callerFields,
  connectCheckEvent,
  doneEvent,
  type RefusedCall,
  refusedCallEvent,
  type WithoutFunnel,
} from './telemetry/event.js';
import type { LineSink } from './telemetry/lines/sink.js';
import { AuditLogUnusable, type StartedTelemetry, startTelemetry } from './telemetry/start.js';
import type { Telemetry } from './telemetry/telemetry.js';
import type { Tool } from './tools/tool.js';

export interface WatchOptions {
  config: Config;
  log: Logger;
  version: string;
  output?: LineSink | undefined;
  isServing: () => boolean;
  isZoneKnown: () => boolean;
  isBreakerOpen: () => boolean;
}

export interface Watch {
  telemetry: Telemetry;
  healthRoutes: RequestHandler;
  admin: AddressInfo | undefined;
  close: () => Promise<void>;
}

/** What looks at the process while it runs: events and where they go, health, and the admin listener. */
export async function startWatch(options: WatchOptions): Promise<Watch> {
  const { config, log, version, output } = options;
  const readiness = (): Readiness =>
    judgeReadiness({
      isServing: options.isServing(),
      isZoneKnown: options.isZoneKnown(),
      isBreakerOpen: options.isBreakerOpen(),
      audit: started.audit(),
    });
  const started: StartedTelemetry = await startTelemetry({
    settings: config.telemetry,
    place: { issuer: config.keycard.issuer, server: config.resource, target: config.linear.resource },
    log,
    version,
    output,
    gauges: {
      isReady: () => readiness().status !== 'not ready',
      isBreakerOpen: options.isBreakerOpen,
    },
  }).catch((error: unknown) => {
    if (!(error instanceof AuditLogUnusable)) throw error;
    throw new ConfigError([auditLogUnusable(error.code)]);
  });
  const routes = healthRoutes({ readiness });
  const { adminHost: host, adminPort: port } = config.telemetry;
  const admin =
    port === undefined || started.metrics === undefined
      ? undefined
      : await startAdmin({
          host,
          port,
          isLoopback: isLoopback(host),
          limits: config.limits,
          healthRoutes: routes,
          metrics: started.metrics,
        }).catch((error: unknown) => {
          const names = { host: 'ADMIN_HOST', port: 'ADMIN_PORT' };
          throw new ConfigError([cannotListen(systemCode(error), names)]);
        });
  if (admin !== undefined) log.info({ admin: hostAndPort(admin.address) }, 'admin listener');
  return {
    telemetry: started.telemetry,
    healthRoutes: routes,
    admin: admin?.address,
    close: async () => {
      await started.close();
      await admin?.close();
    },
  };
}

/** How what ends before the funnel is reported: by each gate that turns a request away, and by who does without it. */
export function requestReports({ refusedCaller, call }: Telemetry) {
  return {
    credential: (refusal: Refusal, res: Response): void =>
      refusedCaller({
        requestId: requestIdOf(res),
        code: refusal.code,
        reason: 'reason' in refusal ? refusal.reason : undefined,
        keyId: 'keyId' in refusal ? refusal.keyId : undefined,
      }),
    turnedAway: (code: string, reason: string | undefined, res: Response): void => {
      const principal = principalIfKnown(res);
      const caller = principal && callerFields(principal);
      refusedCaller({ requestId: requestIdOf(res), code, reason, caller });
    },
    /** A connection beyond those that are allowed: nothing is known of it but that it came. */
    dropped: (): void => refusedCaller({ requestId: randomUUID(), code: 'too_many_connections' }),
    /** A call that is not run. */
    call: (refused: RefusedCall): void => call(refusedCallEvent(refused)),
    done: (done: WithoutFunnel): void => call(doneEvent(done)),
    /** A call of a tool that needs a further scope. */
    scope: (tool: Tool | undefined, res: Response): void =>
      call(
        refusedCallEvent({
          requestId: requestIdOf(res),
          caller: principalOf(res),
          ...(tool && { tool }),
          refusal: 'scope_missing',
          arrival: arrivalOf(res),
        }),
      ),
  };
}

/** How the connect pages report: their visitors have signed in, with this server as the client. */
export function connectReports({ fault, failedReturn, refusedCaller, call }: Telemetry, clientId?: string) {
  const callerOf = (subject: string): CallerFields => ({ door: 'oauth', subject, clientId });
  return {
    onFault: fault,
    onFailed: failedReturn,
    onWrongPerson: ({ subject, requestId }: { subject: string; requestId: string }): void =>
      refusedCaller({ requestId, code: 'wrong_person', caller: callerOf(subject) }),
    onChecked: ({ subject, ...checked }: Omit<ConnectCheck, 'caller'> & { subject: string }): void =>
      call(connectCheckEvent({ ...checked, caller: callerOf(subject) })),
  };
}
