import { randomUUID } from 'node:crypto';
import { createRing } from './ring.js';

export type AuditName =
  | 'users:authenticate'
  | 'users:authorize'
  | 'delegated_grants:create'
  | 'credentials:issue';

/** A party of the identity chain. */
export interface Party {
  type: 'user' | 'application' | 'client';
  id: string;
  identifier: string;
}

/** What is known of an event; everything that does not apply is left out. */
export interface AuditNote {
  event: AuditName;
  /** Client and user at sign-in; application and user at an exchange. */
  identityChain: Party[];
  resource?: string | undefined;
  scopes?: string[] | undefined;
  status: 'success' | 'failure';
  decision?: 'allow' | 'deny' | undefined;
  failureCode?: string | undefined;
  requestId?: string | undefined;
  jti?: string | undefined;
  sid?: string | undefined;
}

export interface AuditEvent {
  id: string;
  time: string;
  event: AuditName;
  actor: Party | null;
  identity_chain: Party[];
  user: string | null;
  application: string | null;
  client: string | null;
  resource: string | null;
  scopes: string[];
  status: 'success' | 'failure';
  decision: 'allow' | 'deny';
  failure_code: string | null;
  requestId: string;
  jti: string | null;
  sid: string | null;
}

const LIMIT = 10_000;
// What a caller asks for is quoted in the log; a hostile one must not fill it.
const FIELD_LIMIT = 512;
const SCOPES_LIMIT = 50;

/** The zone's audit log: the newest 10,000 events, oldest first. */
export function createAudit(now: () => number) {
  const ring = createRing<AuditEvent>(LIMIT);
  let told: () => void = () => undefined;
  return {
    /** Has somebody told of every event after it was added. */
    onAdd: (listener: () => void) => {
      told = listener;
    },
    add(note: AuditNote) {
      const party = (type: Party['type']) => note.identityChain.find((entry) => entry.type === type);
      ring.push({
        id: randomUUID(),
        time: new Date(now()).toISOString(),
        event: note.event,
        actor: note.identityChain[0] ?? null,
        identity_chain: note.identityChain,
        user: party('user')?.identifier ?? null,
        application: party('application')?.identifier ?? null,
        client: party('client')?.identifier ?? null,
        resource: note.resource?.slice(0, FIELD_LIMIT) ?? null,
        scopes: (note.scopes ?? []).slice(0, SCOPES_LIMIT).map((scope) => scope.slice(0, FIELD_LIMIT)),
        status: note.status,
        decision: note.decision ?? (note.status === 'success' ? 'allow' : 'deny'),
        failure_code: note.failureCode ?? null,
        requestId: note.requestId ?? randomUUID(),
        jti: note.jti ?? null,
        sid: note.sid ?? null,
      });
      told();
    },
    all: ring.all,
    clear: ring.clear,
  };
}

export type Audit = ReturnType<typeof createAudit>;
