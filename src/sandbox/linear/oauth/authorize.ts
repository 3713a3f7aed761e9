import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Reply, readBody, send } from '../http/wire.js';
import type { UserRecord } from '../model.js';
import type { Store } from '../store/store.js';
import type { RegisteredClient } from './client.js';
import type { Codes } from './codes.js';
import { createExpiring } from './expiring.js';
import { consentPage, refusalPage } from './page.js';
import { parseScopes } from './scopes.js';

const PENDING_TTL_MS = 600_000;
const PENDING_LIMIT = 1_000;
const FORM_LIMIT = 64 * 1024;

export interface AuthorizeOptions {
  readonly client: RegisteredClient;
  readonly codes: Codes;
  readonly store: Store;
  readonly autoApprove: boolean;
  readonly clock: () => number;
}

interface Pending {
  readonly redirectUri: string;
  readonly state: string | null;
  readonly scopes: readonly string[];
  readonly codeChallenge: string | null;
  /** The users who may answer. */
  readonly users: readonly UserRecord[];
}

function redirect(uri: string, parameters: Readonly<Record<string, string | null>>): Reply {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(parameters))
    if (value !== null) url.searchParams.set(name, value);
  return { status: 303, body: '', headers: { Location: url.href, 'Cache-Control': 'no-store' } };
}

/** The OAuth error of a request whose redirect URI is good, or what the request asks for. */
function judge(query: URLSearchParams): { error: string } | Pick<Pending, 'scopes' | 'codeChallenge'> {
  if (query.get('response_type') !== 'code') return { error: 'unsupported_response_type' };
  const scopes = parseScopes(query.get('scope'));
  if (scopes === null) return { error: 'invalid_scope' };
  const codeChallenge = query.get('code_challenge');
  if (codeChallenge !== null) {
    // RFC 7636 §4.3: an absent method means plain, which this server does not take.
    if (query.get('code_challenge_method') !== 'S256') return { error: 'invalid_request' };
    if (!/^[A-Za-z0-9\-_]{43}$/.test(codeChallenge)) return { error: 'invalid_request' };
  }
  return { scopes, codeChallenge };
}

/** Whom to ask: the hinted user, or everybody who can sign in when the hint names nobody. */
function peopleFor(hint: string | null, store: Store): UserRecord[] {
  const everybody = store.users.all().filter((user) => user.active && !user.app);
  const hinted = everybody.filter((user) => user.email.toLowerCase() === hint?.toLowerCase());
  return hinted.length > 0 ? hinted : everybody;
}

/** GET and POST /oauth/authorize. */
export function createAuthorize({ client, codes, store, autoApprove, clock }: AuthorizeOptions) {
  const pending = createExpiring<Pending>({ clock, ttlMs: PENDING_TTL_MS, limit: PENDING_LIMIT });

  function approve({ redirectUri, state, scopes, codeChallenge }: Pending, user: UserRecord): Reply {
    return redirect(redirectUri, {
      code: codes.issue({ userId: user.id, scopes, redirectUri, codeChallenge }),
      state,
    });
  }

  function ask(query: URLSearchParams): Reply {
    const redirectUri = query.get('redirect_uri') ?? '';
    if (query.get('client_id') !== client.clientId) return refusalPage('The application is not registered.');
    if (!client.redirectUris.has(redirectUri)) return refusalPage('The redirect URI is not registered.');
    const state = query.get('state');
    const judged = judge(query);
    if ('error' in judged) return redirect(redirectUri, { error: judged.error, state });
    const users = peopleFor(query.get('login_hint'), store);
    const request = { redirectUri, state, users, ...judged };
    const [first] = users;
    if (autoApprove && first !== undefined) return approve(request, first);
    const view = { clientName: client.name, workspace: store.organization.name, scopes: request.scopes };
    return consentPage({ ...view, requestId: pending.keep(request), users });
  }

  function decide(form: URLSearchParams): Reply {
    const id = form.get('request') ?? '';
    const request = pending.get(id);
    if (request === undefined) return refusalPage('The request has expired.');
    const user = request.users.find((candidate) => candidate.email === form.get('user'));
    if (user === undefined) return refusalPage('The user is not known.');
    // Answered once, whatever the answer is.
    pending.drop(id);
    const { redirectUri, state } = request;
    if (form.get('decision') !== 'allow') return redirect(redirectUri, { error: 'access_denied', state });
    return approve(request, user);
  }

  return {
    GET(request: IncomingMessage, response: ServerResponse): void {
      send(response, ask(new URL(request.url ?? '', 'http://linear.invalid').searchParams));
    },
    async POST(request: IncomingMessage, response: ServerResponse): Promise<void> {
      send(response, decide(new URLSearchParams(await readBody(request, FORM_LIMIT))));
    },
  };
}
