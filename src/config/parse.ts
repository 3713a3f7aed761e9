import { isIP } from 'node:net';
import { parseToolsets, type ToolsetWord } from '../toolsets.js';

/** How the text of one setting is judged: a value, or what is wrong with it in words that never repeat it. */

export type Parsed<T> = { ok: true; value: T } | { ok: false; problem: string };

const ok = <T>(value: T): Parsed<T> => ({ ok: true, value });
const wrong = (problem: string): { ok: false; problem: string } => ({ ok: false, problem });

// Words only: a secret may begin with "my_" by chance, and a file may be called my-keys.json.
const PLACEHOLDER =
  /[<>]|^(?:your|my)[-_ ](?:own[-_ ])?(?:[a-z]+[-_ ])*(?:id|secret|token|key|url|zone|domain|host)$|^(?:change[-_]?me|placeholder|todo|x{3,}|example)$/i;

/** A value that was left as the template had it. */
export function isPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(text.trim());
}

/** localhost and the loopback ranges (RFC 6761 §6.3, RFC 1122 §3.2.1.3), where plain http is not a risk. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    hostname === '::1' ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** An absolute https URL, or http on loopback; no credentials, query or fragment. */
function webUrl(text: string): Parsed<URL> {
  if (text.trim() === '') return wrong('is empty');
  if (isPlaceholder(text)) return wrong('still holds a placeholder');
  const url = parseUrl(text);
  if (url === undefined) return wrong('is not a URL');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    return wrong('must be https (http is allowed on loopback only)');
  }
  if (url.username !== '' || url.password !== '') return wrong('must not contain credentials');
  if (url.search !== '' || url.hash !== '') return wrong('must not have a query or a fragment');
  return ok(url);
}

function withoutTrailingSlash(url: URL): string {
  return url.href.replace(/\/$/, '');
}

export function endpoint(text: string): Parsed<string> {
  const url = webUrl(text);
  return url.ok ? ok(url.value.href) : url;
}

export function issuer(text: string): Parsed<string> {
  const url = webUrl(text);
  return url.ok ? ok(withoutTrailingSlash(url.value)) : url;
}

export function origin(text: string): Parsed<string> {
  const url = webUrl(text);
  if (!url.ok) return url;
  // A URL may hold one, and would be compared with it letter by letter.
  if (url.value.hostname.includes('*')) return wrong('must not hold a wildcard');
  // The URL standard lets through what DNS does not, and people paste this into a shell (RFC 1123 §2.1; [::1] as well).
  if (!/^(?:[\w.-]+|\[[\da-f:.]+\])$/.test(url.value.hostname)) return wrong('is not a host name');
  return url.value.pathname === '/' ? ok(url.value.origin) : wrong('must be an origin without a path');
}

/** What a file or a paste leaves around a value, and Keycard would compare with it. Empty is another problem. */
export function hasEdge(text: string): boolean {
  return text.trim() !== '' && text.trim() !== text;
}

export const EDGE = 'has a space or a line break at its beginning or end';

/** Kept byte for byte: resource identifiers are compared as strings (RFC 8707 §2). */
export function identifier(text: string): Parsed<string> {
  if (hasEdge(text)) return wrong(EDGE);
  const url = webUrl(text);
  return url.ok ? ok(text) : url;
}

/** Not empty and no placeholder; nothing else is known of it. */
export function secret(text: string): Parsed<string> {
  if (text.trim() === '') return wrong('is empty');
  return isPlaceholder(text) ? wrong('still holds a placeholder') : ok(text);
}

/** What Express takes for `trust proxy`; "true" would believe anybody. */
export function proxies(text: string): Parsed<string> {
  const isHops = /^\d{1,2}$/.test(text);
  const items = text.split(',').map((item) => item.trim());
  return text === '' || isHops || items.every(isProxy)
    ? ok(text)
    : wrong('is neither a number of hops nor addresses');
}

/** A name that Express knows, an address, or a network by the length of its prefix. */
function isProxy(item: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(item)) return true;
  const [address = '', prefix, ...more] = item.split('/');
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (prefix === undefined) return longest > 0;
  return more.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) > 0 && Number(prefix) <= longest;
}

/** Empty stands for none. */
export function filePath(text: string): Parsed<string> {
  if (text.includes('\0')) return wrong('is not a path');
  return isPlaceholder(text) ? wrong('still holds a placeholder') : ok(text.trim());
}

/** Empty stands for none. */
export function optionalSecret(text: string): Parsed<string> {
  return text === '' || text.trim().length >= 32 ? ok(text) : wrong('is too short');
}

/** Empty stands for none. What is wrong is told without the text: it may hold a password. */
export function redisUrl(text: string): Parsed<string> {
  if (text === '') return ok(text);
  const url = parseUrl(text);
  if (url === undefined || !/^rediss?:$/.test(url.protocol)) return wrong('is not a redis: or rediss: URL');
  if (url.hostname === '') return wrong('names no host');
  if (![url.username, url.password].every(isDecodable))
    return wrong('has a user or a password with a % that is not followed by two hexadecimal digits');
  return /^\/?\d*$/.test(url.pathname)
    ? ok(text)
    : wrong('has a path that is not the number of a database, such as /0');
}

/** RFC 3986 §2.1: a percent sign that is meant as one is written %25. */
function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

export function wholeNumber(least: number, most: number): (text: string) => Parsed<number> {
  return (text) => {
    const number = /^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN;
    return number >= least && number <= most
      ? ok(number)
      : wrong(`must be a whole number from ${least} to ${most}`);
  };
}

export function flag(text: string): Parsed<boolean> {
  if (['1', 'true'].includes(text)) return ok(true);
  return ['0', 'false', ''].includes(text) ? ok(false) : wrong('must be 1 or 0');
}

export function listOf(item: (text: string) => Parsed<string>): (text: string) => Parsed<string[]> {
  return (text) => {
    const items = text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map(item);
    const bad = items.find((parsed) => !parsed.ok);
    return bad && !bad.ok ? bad : ok(items.flatMap((parsed) => (parsed.ok ? [parsed.value] : [])));
  };
}

/** RFC 6749 §3.3: one scope token, or nothing. */
export function scopeToken(text: string): Parsed<string> {
  return /^[\x21\x23-\x5b\x5d-\x7e]*$/.test(text) ? ok(text) : wrong('is not one scope');
}

export function toolsets(text: string): Parsed<readonly ToolsetWord[]> {
  const parsed = parseToolsets(text);
  return parsed.ok ? ok(parsed.words) : wrong('names a toolset that does not exist');
}

export function hostName(text: string): Parsed<string> {
  return /^(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?$/i.test(text)
    ? ok(text.toLowerCase())
    : wrong('holds something that is not a host');
}

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
export const logLevel = (text: string): Parsed<string> =>
  LOG_LEVELS.includes(text) ? ok(text) : wrong(`must be one of ${LOG_LEVELS.join(', ')}`);

export function bindAddress(text: string): Parsed<string> {
  return /^[a-z0-9.:_-]+$/i.test(text) ? ok(text) : wrong('is not a host name or an address');
}
