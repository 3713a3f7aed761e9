import { importJWK, type JWK } from 'jose';
import { z } from 'zod';
import { type Finding, failed, ok } from '../finding.js';
import type { Reply } from '../probe.js';

const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

const FIX =
  "Look at the zone's keys in the Keycard console; without them no caller can be told from a forger.";

/** RFC 7517 §5: at least one public key that signatures can be verified with. Others may stand beside it. */
export async function judgeKeys(reply: Reply): Promise<Finding> {
  if (reply.kind === 'silence') return failed(`the signing keys cannot be read: ${reply.why}`, FIX);
  if (reply.status !== 200) return failed(`the signing keys are answered with HTTP ${reply.status}`, FIX);
  const set = KeySet.safeParse(reply.json);
  if (!set.success) return failed('what is published as signing keys is no key set', FIX);
  const usable = await Promise.all(set.data.keys.map((key) => isUsable(key)));
  const count = usable.filter(Boolean).length;
  if (count === 0) return failed(`none of the ${usable.length} published keys can verify a signature`, FIX);
  const others = usable.length - count;
  return ok(`${count} usable${others === 0 ? '' : `, ${others} of a kind that this server does not use`}`);
}

async function isUsable(jwk: JWK): Promise<boolean> {
  // RFC 7517 §4.2: a key for encryption does not verify.
  if (jwk.use !== undefined && jwk.use !== 'sig') return false;
  const algorithm = jwk.alg ?? algorithmOf(jwk);
  if (algorithm === undefined) return false;
  return importJWK(jwk, algorithm).then(
    (key) => !(key instanceof Uint8Array) && key.type === 'public',
    () => false,
  );
}

function algorithmOf({ kty, crv }: JWK): string | undefined {
  if (kty === 'RSA') return 'RS256';
  if (kty === 'OKP') return crv === 'Ed25519' ? 'EdDSA' : undefined;
  const curves: Record<string, string> = { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' };
  return kty === 'EC' ? curves[crv ?? ''] : undefined;
}
