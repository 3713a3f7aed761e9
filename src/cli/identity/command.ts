import { generatePrivateKey, type KeySet, switched, withNext } from '../../broker/identity/generate.js';
import type { KeyFile } from './key-file.js';

/** What was done, in words for a terminal; `ok` is the exit code. */
export interface Report {
  ok: boolean;
  text: string;
}

export const USAGE = `npm run identity -- create FILE   makes the private key with which this server proves itself to Keycard
npm run identity -- rotate FILE   adds a new key, which is published and does not sign yet
npm run identity -- switch FILE   signs with the key that was added; the one before stays published until the next rotation`;

const HELP = ['--help', '-h'];

/** Makes or changes the private keys of `private_key_jwt`. Never shows one. Throws `KeyFileUnusable` and `FileNotReplaced`. */
export async function runIdentity(args: readonly string[], file: (path: string) => KeyFile): Promise<Report> {
  const [action, path, ...more] = args;
  if (action === 'help' || args.some((word) => HELP.includes(word))) return { ok: true, text: USAGE };
  const stray = more[0] ?? args.find((word) => word.startsWith('-'));
  if (stray !== undefined)
    return { ok: false, text: `${JSON.stringify(stray)} is one word too many.\n${USAGE}` };
  if (path === undefined || !isAction(action)) return { ok: false, text: USAGE };
  const keys = file(path);
  const existing = await keys.read();
  const refusal = refusalOf(action, path, existing);
  if (refusal !== undefined) return { ok: false, text: refusal };
  const set = await changed(action, existing);
  if (set === undefined)
    return { ok: false, text: `${path} has one key only. To add one: npm run identity -- rotate ${path}` };
  await keys.write(set);
  return { ok: true, text: DONE[action](path) };
}

type Action = 'create' | 'rotate' | 'switch';

function isAction(text: string | undefined): text is Action {
  return text === 'create' || text === 'rotate' || text === 'switch';
}

function refusalOf(action: Action, path: string, existing: KeySet | undefined): string | undefined {
  if (action === 'create' && existing !== undefined)
    return `${path} exists already. To change the key: npm run identity -- rotate ${path}`;
  if (action !== 'create' && existing === undefined)
    return `${path} does not exist. To make the first key: npm run identity -- create ${path}`;
  return undefined;
}

async function changed(action: Action, existing: KeySet = { keys: [] }): Promise<KeySet | undefined> {
  return action === 'switch' ? switched(existing) : withNext(await generatePrivateKey(), existing);
}

const DONE: Readonly<Record<Action, (path: string) => string>> = {
  create: (path) => `${path} holds a new private key, readable by you only. Next:
  1. In Keycard, give the application a credential of the type public-key with the JWKS URI <PUBLIC_URL>/.well-known/jwks.json.
  2. Start the server with KEYCARD_CLIENT_ID=<identifier of that credential> and KEYCARD_PRIVATE_KEY_FILE=${path}.`,
  rotate: (path) => `${path} has a new key, which does not sign yet. Next:
  1. Restart the server, every replica: it publishes both keys.
  2. When Keycard has had time to read them: npm run identity -- switch ${path}`,
  switch: (
    path,
  ) => `${path} signs with the key that was added last. Restart the server: the one before stays published.
The next rotation takes it out.`,
};
