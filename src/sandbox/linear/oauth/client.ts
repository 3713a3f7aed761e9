import { randomBytes, timingSafeEqual } from 'node:crypto';

export interface RegisteredClient {
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUris: Set<string>;
}

/** The one application registered at the embedded Linear: the zone. */
export function createClient(): RegisteredClient {
  return {
    name: 'Keycard sandbox zone',
    clientId: randomBytes(16).toString('hex'),
    clientSecret: randomBytes(32).toString('hex'),
    redirectUris: new Set(),
  };
}

function same(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

interface Credentials {
  readonly id: string;
  readonly secret: string;
}

function fromBasic(header: string): Credentials | null {
  const encoded = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(header)?.[1];
  if (encoded === undefined) return null;
  const [id, secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':', 2);
  try {
    // RFC 6749 §2.3.1: both halves are form-encoded before they are joined.
    const decode = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));
    return id === undefined || secret === undefined ? null : { id: decode(id), secret: decode(secret) };
  } catch {
    return null;
  }
}

/** Whether the request authenticates the client, by Basic or by form parameters, never by both at once. */
export function authenticates(
  client: RegisteredClient,
  authorization: string | undefined,
  form: URLSearchParams,
): boolean {
  const id = form.get('client_id');
  const secret = form.get('client_secret');
  if (authorization !== undefined && secret !== null) return false;
  const given =
    authorization === undefined ? { id: id ?? '', secret: secret ?? '' } : fromBasic(authorization);
  if (given === null) return false;
  return same(given.id, client.clientId) && same(given.secret, client.clientSecret);
}
