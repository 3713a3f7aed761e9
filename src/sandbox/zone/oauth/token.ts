import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { OAuthError } from '../errors.js';
import type { Audit, AuditNote, Party } from '../instruments/audit.js';
import type { Faults } from '../instruments/faults.js';
import type { Journal } from '../instruments/journal.js';
import type { Authenticated, ClientAuth } from './client-auth.js';
import type { TokenResponse, Trace } from './exchange.js';
import { readForm, refuseDuplicates, replay } from './form.js';
import { TOKEN_EXCHANGE } from './provider.js';

type Grant = (who: Authenticated, form: URLSearchParams, trace: Trace) => Promise<TokenResponse>;

/** What the library made of a request that was handed to it. */
export interface Observed {
  outcome?: string;
  client?: string;
  subject?: string;
  resource?: string;
}

interface Wiring {
  clientAuth: ClientAuth;
  /** The grants of applications, by `grant_type`. */
  grants: Record<string, Grant>;
  faults: Faults;
  journal: Journal;
  audit: Audit;
  emailOf: (sub: string) => string | undefined;
  /** Code and refresh: the library's. */
  handOn: (req: IncomingMessage, res: ServerResponse, observed: Observed) => Promise<void>;
}

interface Attempt {
  form: URLSearchParams;
  trace: Trace;
  observed: Observed;
  who: Authenticated | undefined;
  requestId: string;
}

function send(res: ServerResponse, status: number, body: object, headers: Record<string, string> = {}) {
  // RFC 6749 §5.1: no answer of this endpoint may be cached.
  res.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers });
  res.end(JSON.stringify(body));
}

const chain = (attempt: Attempt): Party[] => {
  const { application, user } = attempt.trace;
  return [
    ...(application
      ? [{ type: 'application' as const, id: application.id, identifier: application.identifier }]
      : []),
    ...(user ? [{ type: 'user' as const, id: user.id, identifier: user.identifier }] : []),
  ];
};

function auditNote(attempt: Attempt, failure: string | undefined): AuditNote {
  const { form, trace, requestId } = attempt;
  return {
    event: 'credentials:issue',
    identityChain: chain(attempt),
    resource: form.get('resource') ?? undefined,
    scopes: (form.get('scope') ?? '').split(' ').filter(Boolean),
    status: failure === undefined ? 'success' : 'failure',
    failureCode: failure,
    requestId,
    jti: trace.jti,
    sid: trace.sid,
  };
}

/** The token endpoint: authenticates applications, serves their grants, hands the rest to the library. */
export function createTokenEndpoint(wiring: Wiring) {
  const { clientAuth, grants, faults, journal, audit, emailOf, handOn } = wiring;

  function note(attempt: Attempt, outcome: string, status: number) {
    const { form, trace, observed, who } = attempt;
    const subject = trace.subject ?? observed.subject ?? null;
    journal.add({
      grant: form.get('grant_type'),
      client: who?.credential.identifier ?? observed.client ?? form.get('client_id'),
      subject,
      user: subject === null ? null : (emailOf(subject) ?? null),
      resource: form.get('resource') ?? observed.resource ?? null,
      outcome,
      status,
    });
  }

  function refuse(req: IncomingMessage, res: ServerResponse, attempt: Attempt, error: unknown) {
    const known =
      error instanceof OAuthError
        ? error
        : new OAuthError('server_error', 'the zone failed to answer this', 500);
    const { code, message, status } = known;
    if (attempt.form.get('grant_type') === TOKEN_EXCHANGE) audit.add(auditNote(attempt, code));
    note(attempt, code, status);
    // RFC 6749 §5.2: a client that tried the header gets its scheme back.
    const challenge = status === 401 && req.headers.authorization !== undefined;
    const headers = challenge ? { 'www-authenticate': 'Basic realm="zone"' } : {};
    send(res, status, { error: code, error_description: message, requestId: attempt.requestId }, headers);
  }

  /** An authenticated application in the code flow: to the library it is a client that needs no secret. */
  async function delegate(req: IncomingMessage, res: ServerResponse, attempt: Attempt) {
    const form = new URLSearchParams(attempt.form);
    for (const name of ['client_assertion', 'client_assertion_type']) form.delete(name);
    if (attempt.who) form.set('client_id', attempt.who.credential.identifier);
    res.once('close', () => note(attempt, attempt.observed.outcome ?? 'aborted', res.statusCode));
    const body = form.toString();
    await handOn(
      replay(req, body, { authorization: attempt.who ? undefined : req.headers.authorization }),
      res,
      attempt.observed,
    );
  }

  async function serve(req: IncomingMessage, res: ServerResponse, attempt: Attempt) {
    const type = attempt.form.get('grant_type') ?? '';
    refuseDuplicates(attempt.form);
    attempt.who = await clientAuth.authenticate(req.headers.authorization, attempt.form);
    const grant = Object.hasOwn(grants, type) ? grants[type] : undefined;
    if (!grant) return delegate(req, res, attempt);
    if (!attempt.who) throw new OAuthError('invalid_client', 'only an application may use this grant', 401);
    attempt.trace.application = attempt.who.application;
    const body = await grant(attempt.who, attempt.form, attempt.trace);
    if (type === TOKEN_EXCHANGE) audit.add(auditNote(attempt, undefined));
    note(attempt, 'ok', 200);
    send(res, 200, body);
  }

  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const attempt: Attempt = {
      form: new URLSearchParams(),
      trace: {},
      observed: {},
      who: undefined,
      requestId: randomUUID(),
    };
    try {
      attempt.form = await readForm(req);
      const exchanging = attempt.form.get('grant_type') === TOKEN_EXCHANGE;
      const fault =
        (await faults.apply('token', res)) ?? (exchanging ? await faults.apply('exchange', res) : undefined);
      if (fault !== undefined) return note(attempt, fault, res.headersSent ? res.statusCode : 0);
      await serve(req, res, attempt);
    } catch (error) {
      if (res.headersSent) res.destroy();
      else refuse(req, res, attempt, error);
    }
  };
}
