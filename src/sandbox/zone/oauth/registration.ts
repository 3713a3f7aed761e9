import type { IncomingMessage } from 'node:http';
import { OAuthError } from '../errors.js';
import { readBody } from './form.js';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Real clients register `client_uri: ""`, `logo_uri: null` and the like; RFC 7591 §2 lets all of it be left out. */
function withoutEmpty(metadata: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== '' && value !== null));
}

const badRedirect = (what: string) => new OAuthError('invalid_redirect_uri', what);

function redirects(metadata: Record<string, unknown>): URL[] {
  const uris = metadata['redirect_uris'];
  if (!Array.isArray(uris) || uris.length === 0)
    throw badRedirect('redirect_uris must hold at least one address');
  return uris.map((uri: unknown) => {
    if (typeof uri !== 'string' || !URL.canParse(uri)) throw badRedirect('redirect_uris must be absolute');
    return new URL(uri);
  });
}

/**
 * What a client asked to be registered as → what is registered: a public client, with the scopes this zone knows.
 * Plain http is for this machine only (RFC 8252 §7.3, RFC 9700 §2.1). A client all of whose addresses are on this
 * machine is a native one, whose port may change from one start to the next.
 */
export function tolerate(input: unknown, known: string[]): Record<string, unknown> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new OAuthError('invalid_client_metadata', 'the registration must be a JSON object');
  }
  const metadata = withoutEmpty({ ...input });
  const urls = redirects(metadata);
  const isLoopback = ({ protocol, hostname }: URL) => protocol === 'http:' && LOOPBACK.has(hostname);
  if (urls.some((url) => url.protocol === 'http:' && !isLoopback(url))) {
    throw badRedirect('plain http is only for loopback addresses');
  }
  const scopes = typeof metadata['scope'] === 'string' ? metadata['scope'].split(' ') : [];
  const scope = scopes.filter((name) => known.includes(name)).join(' ');
  const { scope: _asked, client_secret: _never, ...rest } = metadata;
  return {
    ...rest,
    application_type: metadata['application_type'] ?? (urls.every(isLoopback) ? 'native' : 'web'),
    // RFC 7591 §3.2.1: the server may register other values than were asked for, and says so in its answer.
    token_endpoint_auth_method: 'none',
    ...(scope && { scope }),
  };
}

/** Reads a registration request. */
export async function readRegistration(req: IncomingMessage, known: string[]): Promise<string> {
  const text = await readBody(req);
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    throw new OAuthError('invalid_client_metadata', 'the registration must be JSON');
  }
  return JSON.stringify(tolerate(input, known));
}
