import { z } from 'zod';
import type { CallEvent, CallerFields, RefusedCallerEvent, WriteIntent } from '../event.js';

const SCHEMA = 'keycard-linear-mcp/audit';
const VERSION = 1;

const link = z.strictObject({
  role: z.enum(['person', 'client', 'server', 'resource']),
  id: z.string(),
  issuer: z.string().optional(),
});
const ms = z.number().nonnegative();

/**
 * One line of the audit log. The version rises when a field changes its meaning or goes; fields may be added to a
 * version, so readers skip what they do not know.
 */
export const auditRecord = z.strictObject({
  schema: z.literal(SCHEMA).describe('Tells an audit record from a line of the log.'),
  version: z.literal(VERSION).describe('Of this schema.'),
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
  keyId: z
    .string()
    .optional()
    .describe('The public id of the API key; of a refused one also when there is no such key.'),
  organisation: z.string().optional().describe('Whose key it is.'),
  mode: z
    .enum(['live', 'test'])
    .optional()
    .describe('Of a key: `test` reaches a workspace in this process, and nothing else.'),
  tool: z
    .string()
    .optional()
    .describe('Its name; `unknown` for one that does not exist, `connect/check` for a look at a connection.'),
  access: z.enum(['read', 'write']).optional().describe('Whether the tool may change anything.'),
  outcome: z
    .string()
    .optional()
    .describe('`ok`, or the code of the failure or refusal; absent while a change has only begun.'),
  replayed: z
    .literal(true)
    .optional()
    .describe('Nothing was done anew: the answer to an earlier write under the same `Idempotency-Key`.'),
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
    .describe("Requests sent, answered or not, complexity charged, and what is left of the person's quota."),
  upstreamRequestId: z
    .string()
    .optional()
    .describe(
      'What Keycard answered to the request that failed: status, code and, where it gave one, its id of the request.',
    ),
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

// Written out rather than spread together: these are made for every call, and a spread costs ten times as much.
export function recordOfCall(event: CallEvent, place: OwnPlace, traceId: string | undefined): AuditRecord {
  const { caller } = event;
  return {
    schema: SCHEMA,
    version: VERSION,
    time: new Date(event.endedAt).toISOString(),
    event: 'tool.call',
    requestId: event.requestId,
    traceId,
    door: caller.door,
    delegation: chain(caller, place, event.linear.requests > 0),
    sessionId: caller.sessionId,
    tokenId: caller.tokenId,
    keyId: caller.keyId,
    organisation: caller.organisation,
    mode: caller.mode,
    tool: event.tool,
    access: event.access,
    outcome: event.outcome,
    replayed: event.replayed,
    totalMs: event.totalMs,
    queueMs: event.queueMs,
    exchangeMs: event.exchangeMs,
    linearMs: event.linearMs,
    linear: event.linear,
    upstreamRequestId: event.upstreamRequestId,
  };
}

export function recordOfIntent({ requestId, caller, tool }: WriteIntent, place: OwnPlace): AuditRecord {
  return {
    schema: SCHEMA,
    version: VERSION,
    time: new Date().toISOString(),
    event: 'tool.write_begun',
    requestId,
    door: caller.door,
    delegation: chain(caller, place, false),
    sessionId: caller.sessionId,
    tokenId: caller.tokenId,
    keyId: caller.keyId,
    organisation: caller.organisation,
    mode: caller.mode,
    tool,
    access: 'write',
  };
}

export function recordOfRefusal(
  refused: RefusedCallerEvent,
  place: OwnPlace,
  suppressed: number,
): AuditRecord {
  const { caller } = refused;
  return {
    schema: SCHEMA,
    version: VERSION,
    time: new Date().toISOString(),
    event: 'caller.refused',
    requestId: refused.requestId,
    door: caller?.door,
    delegation: caller === undefined ? [] : chain(caller, place, false),
    sessionId: caller?.sessionId,
    tokenId: caller?.tokenId,
    keyId: caller?.keyId ?? refused.keyId,
    organisation: caller?.organisation,
    mode: caller?.mode,
    outcome: refused.code,
    reason: refused.reason,
    suppressed: suppressed > 0 ? suppressed : undefined,
  };
}

function chain(
  { subject, clientId, keyId, mode }: CallerFields,
  place: OwnPlace,
  reachedLinear: boolean,
): AuditRecord['delegation'] {
  const isTest = mode === 'test';
  // Whom a test key acts as is a person of its workspace, of whom the zone knows nothing.
  const person = { role: 'person' as const, id: subject };
  const links: AuditRecord['delegation'] = [isTest ? person : { ...person, issuer: place.issuer }];
  const client = clientId ?? keyId;
  if (client !== undefined) links.push({ role: 'client', id: client });
  links.push({ role: 'server', id: place.server });
  if (reachedLinear && !isTest) links.push({ role: 'resource', id: place.target });
  return links;
}
