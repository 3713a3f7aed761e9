import { IncomingMessage } from 'node:http';
import { invalidClient, invalidRequest } from '../errors.js';

const LIMIT = 64 * 1024;

/** Reads a bounded `application/x-www-form-urlencoded` body. */
export async function readForm(req: IncomingMessage): Promise<URLSearchParams> {
  const type = (req.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') {
    throw invalidRequest('the body must be application/x-www-form-urlencoded');
  }
  return new URLSearchParams(await readBody(req));
}

/** Reads a bounded body as text. */
export async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LIMIT) throw invalidRequest('the body is too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** RFC 6749 §3.2: no parameter twice, except the ones RFC 8693 §2.1 lets repeat; an empty one counts as absent. */
export function refuseDuplicates(form: URLSearchParams): void {
  for (const name of new Set(form.keys())) {
    if (name !== 'resource' && name !== 'audience' && form.getAll(name).length > 1) {
      throw invalidRequest(`${name} must not be repeated`);
    }
  }
}

/** A parameter that must be present. */
export function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (!value) throw invalidRequest(`${name} is missing`);
  return value;
}

/** A request like `req` with another body: for handing on a request whose body has already been read. */
export function replay(req: IncomingMessage, body: string, headers: Record<string, string | undefined>) {
  const copy = new IncomingMessage(req.socket);
  copy.method = req.method ?? 'POST';
  copy.url = req.url ?? '/';
  copy.httpVersion = req.httpVersion;
  const { 'transfer-encoding': _chunked, ...rest } = req.headers;
  copy.headers = { ...rest, ...headers, 'content-length': String(Buffer.byteLength(body)) };
  copy.push(body);
  copy.push(null);
  copy.complete = true;
  return copy;
}

// What application/x-www-form-urlencoded may contain, plus the marks that encodeURIComponent leaves alone.
const ENCODED = /^(?:[A-Za-z0-9*\-._~!'()+]|%[0-9A-Fa-f]{2})*$/;

function formDecode(text: string): string {
  if (!ENCODED.test(text)) {
    // RFC 6749 §2.3.1: id and secret are form-encoded before base64; raw ones are refused here on purpose.
    throw invalidClient('client id and secret must be form-encoded before base64');
  }
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw invalidClient('client id and secret must be UTF-8');
  }
}

/** `Authorization: Basic` → id and secret, strictly by RFC 6749 §2.3.1; undefined without that header. */
export function basicCredentials(header: string | undefined): { id: string; secret: string } | undefined {
  if (header === undefined) return undefined;
  const [scheme, encoded, ...more] = header.split(' ');
  if (scheme?.toLowerCase() !== 'basic' || !encoded || more.length > 0) {
    throw invalidClient('only HTTP Basic is accepted in the Authorization header');
  }
  const pair = Buffer.from(encoded, 'base64').toString('latin1');
  const colon = pair.indexOf(':');
  if (colon < 1) throw invalidClient('malformed Basic credentials');
  return { id: formDecode(pair.slice(0, colon)), secret: formDecode(pair.slice(colon + 1)) };
}
