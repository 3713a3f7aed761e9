import type { IncomingMessage } from 'node:http';
import cors from 'cors';
import type { RequestHandler } from 'express';
import type { OnTurnedAway } from './limits.js';
import { sendError } from './reply.js';

export interface HostRules {
  /** Origin under which clients reach the server. */
  publicUrl: string;
  /** Where the process listens, when that is loopback: its own names are then served too. */
  loopback?: { host: string; port: number } | undefined;
  allowedHosts: readonly string[];
  allowedOrigins: readonly string[];
}

/** Refuses requests whose `Host` is not ours: a rebound DNS name reaches loopback with a foreign one. */
export function guardHost(rules: HostRules, onTurnedAway?: OnTurnedAway): RequestHandler {
  const hosts = new Set([...namesOf(rules.publicUrl), ...ownNames(rules.loopback), ...rules.allowedHosts]);
  return (req, res, next) => {
    // RFC 9112 §3.2: exactly one. Of several, Node shows the first and a proxy may have judged another.
    const [host, ...more] = req.headersDistinct['host'] ?? [];
    if (host !== undefined && more.length === 0 && hosts.has(host.toLowerCase())) return next();
    onTurnedAway?.('host_not_allowed', undefined, res);
    return sendError(
      res,
      403,
      'host_not_allowed',
      'This Host is not served here; the operator can add it to ALLOWED_HOSTS.',
    );
  };
}

/** The host, and with the port that its scheme has anyway: both are the same authority (RFC 9110 §4.2.3). */
function namesOf(publicUrl: string): string[] {
  const { host, protocol, port } = new URL(publicUrl);
  return port === '' ? [host, `${host}:${protocol === 'https:' ? 443 : 80}`] : [host];
}

function ownNames(loopback: HostRules['loopback']): string[] {
  if (loopback === undefined) return [];
  const { host, port } = loopback;
  const given = host.includes(':') ? `[${host}]` : host;
  return ['localhost', '127.0.0.1', '[::1]', given].map((name) => `${name}:${port}`);
}

/** A page's `Origin`, when there is one, must be allowed (MCP Streamable HTTP, security warning). */
export function guardOrigin(rules: HostRules, onTurnedAway?: OnTurnedAway): RequestHandler {
  const isAllowed = originRule(rules);
  return (req, res, next) => {
    const origin = req.headers.origin;
    if (origin === undefined || isAllowed(origin)) return next();
    onTurnedAway?.('origin_not_allowed', undefined, res);
    return sendError(
      res,
      403,
      'origin_not_allowed',
      'This Origin may not call the server; the operator can add it to ALLOWED_ORIGINS.',
    );
  };
}

function originRule(rules: HostRules): (origin: string) => boolean {
  const listed = new Set([new URL(rules.publicUrl).origin, ...rules.allowedOrigins]);
  const isLocal = isLoopbackOrigin(new URL(rules.publicUrl).origin);
  return (origin) => listed.has(origin) || (isLocal && isLoopbackOrigin(origin));
}

function isLoopbackOrigin(origin: string): boolean {
  return /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/.test(origin);
}

/** What a browser page may read of an answer beside its body. */
const EXPOSED = [
  'WWW-Authenticate',
  'Mcp-Session-Id',
  'MCP-Protocol-Version',
  'Retry-After',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'X-Request-Id',
  'Idempotency-Replayed',
];

/** CORS for the doors. No credentials mode: the bearer token is a header that the page itself sets. */
export function doorCors(): RequestHandler {
  // The origin is reflected: `guardOrigin` stands before and has refused every other one.
  const ofPages = cors({
    origin: true,
    methods: ['GET', 'POST', 'DELETE'],
    exposedHeaders: EXPOSED,
    maxAge: 600,
  });
  return (req, res, next) => {
    // Nobody who is not a page reads these headers; but whoever asks for the options is told them.
    if (req.headers.origin !== undefined || req.method === 'OPTIONS') return ofPages(req, res, next);
    res.setHeader('Vary', 'Origin');
    return next();
  };
}

/** CORS for public metadata, which any page may read. */
export function metadataCors(): RequestHandler {
  return cors({ origin: '*', methods: ['GET'], maxAge: 600 });
}

/**
 * Brings a request's target into the one form that everything behind reads, a path with its query; false when there is no
 * such form, or when it says another host than the header. RFC 9112 §3.2.2: a server accepts the absolute form, in which a
 * proxy is asked, and its authority counts and not `Host`; of two that differ, a gate and a router may each believe one.
 */
export function inOriginForm(req: IncomingMessage): boolean {
  const { url = '', headers } = req;
  // RFC 9112 §3.2.4: the asterisk is for OPTIONS.
  if (url.startsWith('/') || (url === '*' && req.method === 'OPTIONS')) return true;
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return false;
  const { protocol, host, pathname, search, username, password } = new URL(url);
  // The URL standard leaves out the port that the scheme has anyway.
  const named = headers.host === undefined ? undefined : hostOf(`${protocol}//${headers.host}`);
  if (named !== host || username !== '' || password !== '') return false;
  req.url = pathname + search;
  return true;
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}
