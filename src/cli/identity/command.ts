import { generatePrivateKey, rotated } from '../../broker/identity/generate.js';
import type { KeyFile } from './key-file.js';

/** What was done, in words for a terminal; `ok` is the exit code. */
export interface Report {
  ok: boolean;
  text: string;
}

export const USAGE = `npm run identity -- create FILE   makes the private key with which this server proves itself to Keycard
npm run identity -- rotate FILE   puts a new key first; the one before stays published until the next rotation`;

/** Makes or rotates the private keys of \`private_key_jwt\`. Never shows one. */
export async function runIdentity(
  action: string | undefined,
  path: string | undefined,
  file: (path: string) => KeyFile,
): Promise<Report> {
  if (action !== undefined && ['help', '--help', '-h'].includes(action)) return { ok: true, text: USAGE };
  if (path === undefined || (action !== 'create' && action !== 'rotate')) return { ok: false, text: USAGE };
  const keys = file(path);
  const existing = await keys.read();
  if (action === 'create' && existing !== undefined) {
    return {
      ok: false,
      text: `${path} exists already. To change the key: npm run identity -- rotate ${path}`,
    };
  }
  if (action === 'rotate' && existing === undefined) {
    return {
      ok: false,
      text: `${path} does not exist. To make the first key: npm run identity -- create ${path}`,
    };
  }
  await keys.write(rotated(await generatePrivateKey(), existing));
  return { ok: true, text: action === 'create' ? created(path) : rotatedText(path) };
}

function created(path: string): string {
  return `${path} holds a new private key, readable by you only. Next:
  1. In Keycard, give the application a credential of the type public-key with the JWKS URI <PUBLIC_URL>/.well-known/jwks.json.
  2. Start the server with KEYCARD_CLIENT_ID=<identifier of that credential> and KEYCARD_PRIVATE_KEY_FILE=${path}.`;
}

function rotatedText(path: string): string {
  return `${path} has a new key. Restart the server: it signs with the new one and still publishes the one before.
Rotate again, after Keycard has read the new set, and the old one is gone.`;
}
