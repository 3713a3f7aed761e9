import { readFile } from 'node:fs/promises';
import { ClientSecretBasic } from 'oauth4webapi';
import { privateKeyIdentity } from './private-key.js';
import type { ApplicationIdentity, IdentitySource, IdentityTools } from './source.js';
import { flyToken, googleToken, tokenFile, workloadIdentity } from './workload.js';

/** Makes the identity that the source describes. Rejects when a private key cannot be used. */
export async function createIdentity(
  source: IdentitySource,
  tools: IdentityTools,
): Promise<ApplicationIdentity> {
  switch (source.kind) {
    case 'client_secret':
      return clientSecretIdentity(source.clientId, source.clientSecret);
    case 'private_key_jwt':
    case 'private_key_file':
      return createPrivateKeyIdentity(source);
    case 'token_file':
      return workloadIdentity(source.clientId, tokenFile(source.path));
    case 'google':
      return workloadIdentity(source.clientId, googleToken(source.metadataUrl, tools));
    case 'fly':
      return workloadIdentity(source.clientId, flyToken(source.socketPath, tools.issuer));
    case 'vercel':
      return workloadIdentity(source.clientId, async () => source.token());
  }
}

/** Rejects with the system's error, or without a code when the content is none. */
export async function createPrivateKeyIdentity(
  source: Extract<IdentitySource, { kind: 'private_key_jwt' | 'private_key_file' }>,
): Promise<ApplicationIdentity> {
  const keys = source.kind === 'private_key_jwt' ? source.keys : await readFile(source.path, 'utf8');
  return privateKeyIdentity(source.clientId, keys);
}

/** RFC 6749 §2.3.1: id and secret are form-encoded before base64, which oauth4webapi does. */
function clientSecretIdentity(clientId: string, clientSecret: string): ApplicationIdentity {
  return { clientId, authenticate: ClientSecretBasic(clientSecret), isRereadable: false };
}
