import {
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { invalidClient } from '../errors.js';
import type { Directory } from '../management/directory.js';
import type { Credential } from '../management/records.js';

interface Wiring {
  directory: Directory;
  fetch: typeof fetch;
  clock: () => number;
  issuer: string;
  tokenEndpoint: string;
}

const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const MAX_LIFETIME_S = 300;
const REPLAY_LIMIT = 10_000;
const KEY_SETS = 100;
const TIMEOUT_MS = 5_000;

const isLoopback = ({ hostname }: URL) => ['localhost', '127.0.0.1', '[::1]'].includes(hostname);

/** Key sets at other origins: https, or plain http on this machine; cached for a few seconds. */
function createKeySets(fetcher: typeof fetch) {
  const sets = new Map<string, JWTVerifyGetKey>();
  const checked = (address: string) => {
    const url = new URL(address);
    if (url.protocol !== 'https:' && !isLoopback(url)) throw new Error('not https');
    return url;
  };
  return {
    at(address: string): JWTVerifyGetKey {
      const known = sets.get(address);
      if (known) return known;
      if (sets.size >= KEY_SETS) sets.clear();
      const options = { timeoutDuration: TIMEOUT_MS, cooldownDuration: 500, cacheMaxAge: 10_000 };
      const set = createRemoteJWKSet(checked(address), { ...options, [customFetch]: fetcher });
      sets.set(address, set);
      return set;
    },
    /** A member of a JSON document, e.g. `jwks_uri` of a discovery document. */
    async member(address: string, name: string): Promise<string> {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetcher(checked(address), { redirect: 'error', signal });
      const document: unknown = await response.json();
      const value =
        typeof document === 'object' && document !== null ? Reflect.get(document, name) : undefined;
      if (typeof value !== 'string') throw new Error(`${name} is missing`);
      return value;
    },
  };
}

/** Client authentication by a signed assertion (RFC 7523 §2.2): by the application's own key, or its platform's. */
export function createAssertions({ directory, fetch: fetcher, clock, issuer, tokenEndpoint }: Wiring) {
  const keySets = createKeySets(fetcher);
  const seen = new Map<string, number>();
  const now = () => clock() / 1000;

  function spend(credential: Credential, { jti, exp = 0 }: JWTPayload) {
    for (const [key, expiry] of seen) {
      if (expiry > now() && seen.size < REPLAY_LIMIT) break;
      seen.delete(key);
    }
    const key = `${credential.id} ${jti}`;
    if (seen.has(key)) throw invalidClient('this client assertion was used before');
    seen.set(key, exp);
  }

  const keysOf = async (credential: Credential) => {
    if (credential.type === 'public-key') return keySets.at(credential.jwks_uri);
    return keySets.at(await keySets.member(credential.identifier, 'jwks_uri'));
  };

  async function byOwnKey(assertion: string, credential: Credential) {
    const { payload } = await jwtVerify(assertion, await keysOf(credential), {
      algorithms: ALGORITHMS,
      issuer: credential.identifier,
      subject: credential.identifier,
      requiredClaims: ['jti', 'iat', 'exp'],
      currentDate: new Date(clock()),
    });
    // The token endpoint and nothing else: an assertion made out to several parties could be carried on by one.
    if (payload.aud !== tokenEndpoint) throw invalidClient('the assertion is not made out to this endpoint');
    if ((payload.exp ?? 0) - now() > MAX_LIFETIME_S) throw invalidClient('the assertion lives too long');
    spend(credential, payload);
    return { credential, method: 'private_key_jwt' as const };
  }

  /** The credential for a platform's token: its subject, or the `client_id`; without subject any token will do. */
  function federated(claims: JWTPayload, clientId: string | undefined) {
    return directory.credentials
      .filter(({ type }) => type === 'token')
      .flatMap((credential) => (credential.type === 'token' ? [credential] : []))
      .map((credential) => ({ credential, provider: directory.providers.get(credential.provider_id) }))
      .filter(({ provider }) => provider?.protocols?.oauth2?.issuer === claims.iss)
      .filter(({ credential }) => credential.subject === undefined || credential.subject === claims.sub)
      .filter(({ credential }) => clientId === undefined || credential.identifier === clientId)
      .sort((a, b) => Number(b.credential.subject !== undefined) - Number(a.credential.subject !== undefined))
      .at(0);
  }

  async function byPlatform(assertion: string, claims: JWTPayload, clientId: string | undefined) {
    const match = federated(claims, clientId);
    const oauth2 = match?.provider?.protocols?.oauth2;
    if (!match || !oauth2?.issuer) throw invalidClient('no application credential for this assertion');
    const jwksUri =
      oauth2.jwks_uri ??
      (await keySets.member(`${oauth2.issuer}/.well-known/openid-configuration`, 'jwks_uri'));
    await jwtVerify(assertion, keySets.at(jwksUri), {
      algorithms: ALGORITHMS,
      issuer: oauth2.issuer,
      audience: issuer,
      requiredClaims: ['sub', 'exp'],
      currentDate: new Date(clock()),
    });
    return { credential: match.credential, method: 'workload_identity' as const };
  }

  return {
    /** The credential that this assertion proves. Throws `invalid_client`. */
    async verify(assertion: string, clientId: string | undefined) {
      try {
        const claims = decodeJwt(assertion);
        const own = directory.credentials.find(
          (c) => (c.type === 'public-key' || c.type === 'url') && c.identifier === claims.sub,
        );
        if (!own) return await byPlatform(assertion, claims, clientId);
        if (clientId !== undefined && clientId !== own.identifier) {
          throw invalidClient('client_id contradicts the assertion');
        }
        return await byOwnKey(assertion, own);
      } catch (error) {
        if (error instanceof Error && error.name === 'OAuthError') throw error;
        throw invalidClient('the client assertion could not be verified');
      }
    },
  };
}

export type Assertions = ReturnType<typeof createAssertions>;
