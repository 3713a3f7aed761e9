import { z } from 'zod';
import type { Person, TokenFault } from './principal.js';

export interface ClaimRules {
  issuer: string;
  /** The resource identifier of this server. */
  audience: string;
  /** Serve tokens that lack `sub_profile`; one that says anything but `user` is always refused. */
  acceptMissingSubProfile: boolean;
  /** Tolerated difference of clocks, in seconds. */
  leewaySeconds: number;
}

// Seconds since the epoch (RFC 7519 §2 NumericDate); 1e400 would parse to Infinity and never expire.
const NumericDate = z.number().min(0).max(Number.MAX_SAFE_INTEGER);
// No control characters: these values reach logs and, some of them, headers.
const text = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^\P{Cc}+$/u);
const Name = text(255);

const Claims = z.object({
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  sub: Name,
  exp: NumericDate,
  iat: NumericDate,
  nbf: NumericDate.optional(),
  scope: z.string().max(4096).optional(),
  sub_profile: z.string().optional(),
  // For correlation only: what cannot be used is left out, and refuses nobody. A client id may be a URL.
  client_id: text(2048).optional().catch(undefined),
  sid: Name.optional().catch(undefined),
  jti: Name.optional().catch(undefined),
});

export type ClaimsVerdict = { ok: true; principal: Person } | { ok: false; fault: TokenFault };

const refuse = (fault: TokenFault): ClaimsVerdict => ({ ok: false, fault });

/**
 * Judges the claims of a token whose signature holds. `nowSeconds` is the time since the epoch.
 *
 * RFC 9068 §4: exact issuer, an audience that is ours, an expiry ahead; and, because every call here acts for a
 * person, a subject that is one.
 */
export function judgeClaims(
  payload: unknown,
  token: string,
  rules: ClaimRules,
  nowSeconds: number,
): ClaimsVerdict {
  const parsed = Claims.safeParse(payload);
  if (!parsed.success) return refuse('claims');
  const claims = parsed.data;
  if (claims.iss !== rules.issuer) return refuse('issuer');
  // RFC 8707 §2: identifiers are compared as they are; nothing of the request enters the comparison.
  const audiences = typeof claims.aud === 'string' ? [claims.aud] : claims.aud;
  if (!audiences.includes(rules.audience)) return refuse('audience');
  if (claims.exp + rules.leewaySeconds <= nowSeconds) return refuse('expired');
  if (Math.max(claims.iat, claims.nbf ?? 0) - rules.leewaySeconds > nowSeconds)
    return refuse('not_yet_valid');
  if (!isPerson(claims.sub_profile, rules)) return refuse('not_a_person');
  return {
    ok: true,
    principal: {
      door: 'oauth',
      issuer: claims.iss,
      subject: claims.sub,
      clientId: claims.client_id,
      scopes: new Set(claims.scope?.split(' ').filter((scope) => scope !== '')),
      sessionId: claims.sid,
      tokenId: claims.jti,
      token,
    },
  };
}

/** An application's own token carries the same audience; only `sub_profile` tells it from a person's. */
function isPerson(profile: string | undefined, rules: ClaimRules): boolean {
  return profile === 'user' || (profile === undefined && rules.acceptMissingSubProfile);
}
