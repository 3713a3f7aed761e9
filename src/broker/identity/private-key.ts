import { importJWK, type JWK } from 'jose';
import { modifyAssertion, PrivateKeyJwt } from 'oauth4webapi';
import { z } from 'zod';
import type { ApplicationIdentity } from './source.js';

const ALGORITHM = 'RS256';

// RFC 7517 §4, RFC 7518 §6.3: a private RSA key with a name. Everything else in the file is refused.
const PrivateKey = z.object({
  kty: z.literal('RSA'),
  kid: z.string().min(1),
  n: z.string(),
  e: z.string(),
  d: z.string(),
});
const PrivateKeys = z.object({ keys: z.array(z.looseObject(PrivateKey.shape)).min(1).max(2) });

/**
 * `private_key_jwt` (RFC 7523 §2.2). `keys` is a JWK set with one or two private RSA keys: the first signs, and both
 * are published, so that a key can be changed without a gap: publish the new one, sign with it, take the old one out.
 */
export async function privateKeyIdentity(clientId: string, keys: string): Promise<ApplicationIdentity> {
  const set = PrivateKeys.parse(JSON.parse(keys));
  const [signing] = set.keys;
  if (signing === undefined) throw new Error('no key');
  const key = await importJWK(signing as JWK, ALGORITHM);
  if (key instanceof Uint8Array) throw new Error('not an asymmetric key');
  // RFC 7518 §3.3; the library would say so only when the first call is signed.
  if (Buffer.from(signing.n, 'base64url').length < 256) throw new Error('a key below 2048 bits');
  return {
    clientId,
    isRereadable: false,
    publicKeys: {
      keys: set.keys.map(({ kty, kid, n, e }) => ({ kty, kid, n, e, alg: ALGORITHM, use: 'sig' })),
    },
    authenticate: (server, client, body, headers) => {
      const sign = PrivateKeyJwt(
        { key, kid: signing.kid },
        {
          // Keycard documents the token endpoint as the audience; the library would name the issuer.
          [modifyAssertion]: (_header, payload) => {
            payload['aud'] = server.token_endpoint;
          },
        },
      );
      return sign(server, client, body, headers);
    },
  };
}
