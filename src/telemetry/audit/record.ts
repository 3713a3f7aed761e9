import { z } from 'zod';
import type { CallEvent, CallerFields, RefusedCallerEvent, WriteIntent } from '../event.js';

/**
 * One line of the audit log. The version rises when a field changes its meaning or goes; fields may be added to a
 * version, so readers skip what they do not know.
 */
const link = z.strictObject({
  role: z.enum(['person', 'client', 'server', 'resource']),
  id: z.string(),
  issuer: z.string().optional(),
});
const ms = z.number().nonnegative();

export const auditRecord = z.strictObject({
  schema: z.literal('keycard-linear-mcp/audit').describe('Tells an audit record from a line of the log.'),
  version: z.literal(1).describe('Of this schema.'),
  time: z.iso.datetime().describe('When it was over, in UTC.'),
  event: z
    .enum(['tool.call', 'tool.write_begun', 'caller.refused'])
    .describe(
      'A call, run or refused; a change about to be made (only with `AUDIT_REQUIRED`); somebody turned away before there was a call.',
    ),
  requestId: z.string().describe('The `X-Request-Id` of the answer; the same in log, traces and exemplars.'),
  traceId: z.string().optional().describe('The W3C trace that the call belongs to.'),
  door: z.enum(['oauth', 'key']).optional().describe('How the caller was authenticated.'),
  delegation: z
    .array(link)
    .describe(
      'Who acts for whom, outermost first: the person, the client or key that they use, this server, the resource that was reached. Absent links were not proven, or not reached.',
    ),
  sessionId: z
    .string()
    .optional()
    .describe("The token's `sid`: leads to the sign-in in Keycard's audit log."),
  tokenId: z.string().optional().describe("The token's `jti`."),
  keyId: z.string().optional().describe('The public part of the API key.'),
  tool: z.string().optional().describe('Its name; `unknown` for one that does not exist.'),
  access: z.enum(['read', 'write']).optional().describe('Whether the tool may change anything.'),
  outcome: z
    .string()
    .optional()
    .describe('`ok`, or the code of the failure or refusal; absent while a change has only begun.'),
  reason: z.string().optional().describe('What was wrong with a refused credential.'),
  suppressed: z
    .number()
    .optional()
    .describe(
      'How many refusals before this one are only counted in the metrics: strangers cannot fill the disk.',
    ),
  totalMs: ms.optional().describe('From the start of the call to its end.'),
  queueMs: ms
    .optional()
    .describe('Before that, from the arrival of the request: reading, authentication, protocol.'),
  exchangeMs: ms.optional().describe('The token exchange at Keycard; absent when no token was asked for.'),
  linearMs: ms.optional().describe('All requests to Linear together.'),
  linear: z
    .strictObject({
      requests: z.number(),
      complexity: z.number(),
      requestsRemaining: z.number().optional(),
      requestsLimit: z.number().optional(),
      complexityRemaining: z.number().optional(),
      complexityLimit: z.number().optional(),
    })
    .optional()
    .describe("Requests sent, complexity charged, and what is left of the person's quota."),
  upstreamRequestId: z.string().optional().describe("Keycard's id of the request that failed."),
});

export type AuditRecord = z.infer<typeof auditRecord>;

/** The links of the chain that are the same in every record. */
export interface OwnPlace {
  issuer: string;
  /** Resource identifier of this server: the audience of its callers' tokens. */
  server: string;
  /** Identifier of the Linear resource. */
  target: string;
}

export function recordOfCall(event: CallEvent, place: OwnPlace, traceId: string | undefined): AuditRecord {
  const { caller, exchangeMs } = event;
  return {
    ...head('tool.call', event.endedAt, event.requestId),
    traceId,
    ...credential(caller),
    // Without an exchange there was no way to Linear.
    delegation: [...chainTo(caller, place), ...(exchangeMs === undefined ? [] : [resource(place)])],
    tool: event.tool,
    access: event.access,
    outcome: event.outcome,
    totalMs: event.totalMs,
    queueMs: event.queueMs,
    exchangeMs,
    linearMs: event.linearMs,
    linear: event.linear,
    upstreamRequestId: event.upstreamRequestId,
  };
}

export function recordOfIntent({ requestId, caller, tool }: WriteIntent, place: OwnPlace): AuditRecord {
  return {
    ...head('tool.write_begun', Date.now(), requestId),
    ...credential(caller),
    delegation: [...chainTo(caller, place), resource(place)],
    tool,
    access: 'write',
  };
}

export function recordOfRefusal(
  refused: RefusedCallerEvent,
  place: OwnPlace,
  suppressed: number,
): AuditRecord {
  const { requestId, caller, code, reason } = refused;
  return {
    ...head('caller.refused', Date.now(), requestId),
    ...(caller && credential(caller)),
    delegation: caller === undefined ? [] : chainTo(caller, place),
    outcome: code,
    reason,
    ...(suppressed > 0 && { suppressed }),
  };
}

function head(event: AuditRecord['event'], at: number, requestId: string) {
  return {
    schema: 'keycard-linear-mcp/audit' as const,
    version: 1 as const,
    time: new Date(at).toISOString(),
    event,
    requestId,
  };
}

function credential({ door, sessionId, tokenId, keyId }: CallerFields) {
  return { door, sessionId, tokenId, keyId };
}

function chainTo({ subject, clientId, keyId }: CallerFields, { issuer, server }: OwnPlace) {
  const client = clientId ?? keyId;
  return [
    { role: 'person' as const, id: subject, issuer },
    ...(client === undefined ? [] : [{ role: 'client' as const, id: client }]),
    { role: 'server' as const, id: server },
  ];
}

function resource({ target }: OwnPlace) {
  return { role: 'resource' as const, id: target };
}
