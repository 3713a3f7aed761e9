import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign as signBytes,
} from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, type JWK } from 'jose';
import { pairInTurn } from '../../support/signing-pairs.js';

/** One token exchange as it arrived: what a test needs to say whose it was. */
export interface SeenExchange {
  subjectToken: string;
  authorization: string;
  /** RFC 7523 §2.2, where the client proves itself so. */
  assertion: string | null;
  resource: string | null;
  /** The person of the subject token, and the Linear token that was issued for it. */
  subject: string | undefined;
  issued: string | undefined;
}

/** What an endpoint does instead of its work; `undefined` lets it do its work. */
export type Misbehaviour = (
  res: ServerResponse,
  seen: SeenExchange | undefined,
) => undefined | true | Promise<undefined | true>;

export const CLIENT = { id: 'authority-client', secret: 'authority-secret-5e1f9a27c3d8' };
const b64 = (value: string): string => Buffer.from(value).toString('base64url');

/**
 * A strict authorization server for one client: it takes subject tokens that it has signed itself, and nothing else.
 * It counts what it is asked and misbehaves on demand.
 */
export async function startAuthority() {
  const pair = await pairInTurn();
  const kid = 'authority-1';
  const jwk: JWK = { ...(await exportJWK(pair.publicKey)), kid, alg: 'RS256', use: 'sig' };
  const privateKey = createPrivateKey({ key: { ...(await exportJWK(pair.privateKey)) }, format: 'jwk' });
  const asked = { metadata: 0, jwks: 0, token: 0 };
  const exchanges: SeenExchange[] = [];
  const owners = new Map<string, string>();
  const subjects = new Map<string, string>();
  const misbehave: { metadata?: Misbehaviour; jwks?: Misbehaviour; token?: Misbehaviour } = {};
  const keySet: { keys: unknown[] } = { keys: [jwk] };
  let issuer = '';
  let serial = 0;

  const server = createServer(async (req, res) => {
    const path = (req.url ?? '').split('?')[0];
    if (path === '/.well-known/oauth-authorization-server') {
      asked.metadata += 1;
      if ((await misbehave.metadata?.(res, undefined)) === true) return;
      json(res, 200, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
      });
    } else if (path === '/jwks') {
      asked.jwks += 1;
      if ((await misbehave.jwks?.(res, undefined)) === true) return;
      json(res, 200, keySet);
    } else if (path === '/token' && req.method === 'POST') {
      asked.token += 1;
      await answerExchange(req, res);
    } else json(res, 404, { error: 'not_found' });
  });

  async function answerExchange(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await textOf(req));
    const subjectToken = form.get('subject_token') ?? '';
    const seen: SeenExchange = {
      subjectToken,
      authorization: req.headers.authorization ?? '',
      assertion: form.get('client_assertion'),
      resource: form.get('resource'),
      subject: subjects.get(subjectToken),
      issued: undefined,
    };
    exchanges.push(seen);
    if ((await misbehave.token?.(res, seen)) === true) return;
    if (!isOurClient(seen.authorization)) return json(res, 401, { error: 'invalid_client' });
    if (seen.subject === undefined) return json(res, 400, { error: 'invalid_grant' });
    seen.issued = issueFor(seen.subject);
    json(res, 200, tokenAnswer(seen.issued));
  }

  /** A Linear token of this person; the ledger asks whose it is. */
  function issueFor(subject: string): string {
    serial += 1;
    const token = `lin_${createHash('sha256').update(`${issuer} ${serial}`).digest('hex')}`;
    owners.set(token, subject);
    return token;
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  server.keepAliveTimeout = 65_000;

  /** Signs any text as header and payload, JSON or not. */
  let current = { key: privateKey, header: { alg: 'RS256', typ: 'at+jwt', kid } };
  const signText = (header: string, payload: string | Buffer, key: KeyObject = current.key): string => {
    const input = `${b64(header)}.${Buffer.from(payload).toString('base64url')}`;
    return `${input}.${signBytes('RSA-SHA256', Buffer.from(input), key).toString('base64url')}`;
  };
  return {
    issuer,
    jwk,
    keySet,
    header: current.header,
    asked,
    exchanges,
    misbehave,
    signText,
    issueFor,
    ownerOf: (token: string) => owners.get(token),
    /** An access token of this person for `audience`, known to the token endpoint unless `claims` forge it. */
    mint: (
      subject: string,
      audience: string,
      claims: Record<string, unknown> = {},
      head: object = current.header,
    ) => {
      const iat = Math.floor(Date.now() / 1000);
      serial += 1;
      const body = {
        iss: issuer,
        sub: subject,
        sub_profile: 'user',
        aud: audience,
        client_id: 'agent',
        scope: 'mcp:tools',
        jti: `jti-${serial}`,
        iat,
        exp: iat + 3600,
        ...claims,
      };
      const token = signText(JSON.stringify(head), JSON.stringify(body));
      subjects.set(token, subject);
      return token;
    },
    /** Signs with a new key from now on and publishes that one only; tokens of the old one are no longer known. */
    rotate: () => {
      const next = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const name = `authority-${randomUUID()}`;
      const published = { ...next.publicKey.export({ format: 'jwk' }), kid: name, alg: 'RS256', use: 'sig' };
      keySet.keys = [published];
      current = { key: next.privateKey, header: { alg: 'RS256', typ: 'at+jwt', kid: name } };
      subjects.clear();
    },
    /** Makes a token that was signed by hand good for an exchange. */
    adopt: (token: string, subject: string) => void subjects.set(token, subject),
    forget: () => {
      exchanges.length = 0;
      Object.assign(asked, { metadata: 0, jwks: 0, token: 0 });
    },
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export type Authority = Awaited<ReturnType<typeof startAuthority>>;

/** RFC 6749 §2.3.1: id and secret are form-encoded before they are joined. */
function isOurClient(authorization: string): boolean {
  const [, encoded = ''] = /^Basic (\S+)$/.exec(authorization) ?? [];
  const pair = Buffer.from(encoded, 'base64').toString().split(':').map(decodeURIComponent);
  return pair.length === 2 && pair[0] === CLIENT.id && pair[1] === CLIENT.secret;
}

export const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token';

export function tokenAnswer(access_token: string): Record<string, unknown> {
  return { access_token, token_type: 'Bearer', issued_token_type: ACCESS_TOKEN_TYPE, expires_in: 600 };
}

export function json(res: ServerResponse, status: number, body: unknown, headers: object = {}): void {
  res.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  res.end(JSON.stringify(body));
}

export async function textOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
