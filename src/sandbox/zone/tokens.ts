import { randomUUID } from 'node:crypto';
import {
  type CryptoKey,
  decodeJwt,
  decodeProtectedHeader,
  type JWTPayload,
  jwtVerify,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { invalidGrant, invalidRequest } from './errors.js';
import type { KeyRing } from './keys.js';
import type { Directory } from './management/directory.js';

export interface Issue {
  sub: string;
  profile: 'user' | 'app';
  appId: string;
  clientId: string;
  audience: string | string[];
  scope: string | undefined;
  sid: string | undefined;
  /** Seconds. */
  ttl: number;
}

/** Lets a test forge exactly one thing. A claim set to undefined is left out. */
export interface Overrides {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  /** Seconds; negative for an expired token. */
  ttl?: number;
  key?: CryptoKey;
}

interface Wiring {
  issuer: string;
  keys: KeyRing;
  directory: Directory;
  clock: () => number;
}

export const SUBSTITUTE_USER_TYPE = 'vnd.kc.su+jwt';

const without = (claims: Record<string, unknown>): JWTPayload =>
  Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));

/** The zone's own JWTs: what it signs besides the code flow, and what it believes as a subject token. */
export function createTokens({ issuer, keys, directory, clock }: Wiring) {
  const seconds = () => Math.floor(clock() / 1000);
  return {
    /** Signs an access token with the same claims as the code flow's. */
    async issue(what: Issue, overrides: Overrides = {}): Promise<{ token: string; jti: string }> {
      const key = keys.current();
      const jti = randomUUID();
      const iat = seconds();
      const claims = {
        iss: issuer,
        sub: what.sub,
        sub_profile: what.profile,
        keycard_app_id: what.appId,
        client_id: what.clientId,
        aud: what.audience,
        scope: what.scope || undefined,
        sid: what.sid,
        jti,
        iat,
        exp: iat + (overrides.ttl ?? what.ttl),
      };
      const token = await new SignJWT(without({ ...claims, ...overrides.claims }))
        .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: key.kid, ...overrides.header })
        .sign(overrides.key ?? key.privateKey);
      return { token, jti };
    },

    /**
     * The claims of a caller's token (RFC 8693 §2.1). Not a JWT at all: `invalid_request`. Not ours, expired,
     * or of a session that was ended: `invalid_grant`.
     */
    async verifySubject(token: string): Promise<JWTPayload & { sub: string; aud: string | string[] }> {
      try {
        decodeProtectedHeader(token);
        decodeJwt(token);
      } catch {
        throw invalidRequest('the subject token is not a JWT');
      }
      const { payload } = await jwtVerify(
        token,
        (header) => {
          const key = keys.find(header.kid);
          if (!key) throw new Error('unknown key');
          return key;
        },
        {
          issuer,
          algorithms: ['RS256'],
          requiredClaims: ['sub', 'aud', 'exp', 'iat'],
          currentDate: new Date(clock()),
        },
      ).catch(() => {
        throw invalidGrant('the subject token is expired or was not issued by this zone');
      });
      const { sub, aud, sid } = payload;
      if (sub === undefined || aud === undefined)
        throw invalidGrant('the subject token names no subject or audience');
      if (typeof sid === 'string' && directory.sessions.get(sid)?.status === 'revoked') {
        throw invalidGrant('the session of the subject token was revoked');
      }
      return { ...payload, sub, aud };
    },

    /** The user that a substitute-user token names: unsigned, `typ` `vnd.kc.su+jwt`, nothing but `sub`. */
    readSubstituteUser(token: string): string {
      try {
        const { header, payload } = UnsecuredJWT.decode(token);
        if (header.typ !== SUBSTITUTE_USER_TYPE || Object.keys(payload).join() !== 'sub' || !payload.sub) {
          throw new Error('not a substitute-user token');
        }
        return payload.sub;
      } catch {
        throw invalidRequest('the subject token is not a substitute-user token');
      }
    },
  };
}

export type Tokens = ReturnType<typeof createTokens>;
