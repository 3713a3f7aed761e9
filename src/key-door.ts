import { readKeyFile } from './auth/api-keys/file.js';
import { createKeyStore } from './auth/api-keys/store.js';
import { createUseRecorder, usesPath } from './auth/api-keys/uses.js';
import { createVerifyKey, type VerifyKey } from './auth/api-keys/verify.js';
import { ConfigError } from './config/config.js';
import type { Telemetry } from './telemetry/telemetry.js';

export interface KeyDoor {
  verifyKey: VerifyKey;
  /** Writes down when keys were last used. */
  stop: () => Promise<void>;
}

export interface KeyDoorOptions {
  /** Nothing: there is no such door. */
  path: string | undefined;
  scopes: readonly string[];
  telemetry: Telemetry;
}

/** How long a revoked key may still be served. */
const KEYS_MAX_AGE_MS = 1_000;
const USES_EVERY_MS = 60_000;

const PROBLEMS = {
  missing: 'does not exist: make the first key with `npm run keys -- create`, or unset API_KEYS_FILE',
  unreadable: 'cannot be read: check that it is a file, and its permissions',
  writable_by_others:
    'can be written by others than its owner, who could make keys for themselves: chmod 600',
  damaged: 'is damaged, and without it nobody knows which keys are revoked: restore it',
} as const;

/** What keeps the file of API keys from being opened, if anything does. */
export async function keyFileProblem(path: string): Promise<string | undefined> {
  const first = await readKeyFile(path);
  return first.ok ? undefined : problemOf(path, first.problem);
}

const MEANWHILE = 'every API key is answered 503 until its file is good again';

/** The file was there at the start: a first key would not bring back which are revoked. */
function laterProblemOf(path: string, problem: keyof typeof PROBLEMS): string {
  return problem === 'missing' ? `API_KEYS_FILE ${path} is gone: put it back` : problemOf(path, problem);
}

function problemOf(path: string, problem: keyof typeof PROBLEMS): string {
  return `API_KEYS_FILE ${path} ${PROBLEMS[problem]}`;
}

/** Opens the file of API keys, or throws a `ConfigError` that names it. */
export async function openKeyDoor({ path, scopes, telemetry }: KeyDoorOptions): Promise<KeyDoor | undefined> {
  if (path === undefined) return undefined;
  const first = await readKeyFile(path);
  if (!first.ok) throw new ConfigError([problemOf(path, first.problem)]);
  const store = createKeyStore({
    path,
    first,
    maxAgeMs: KEYS_MAX_AGE_MS,
    onChange: (problem) =>
      problem === undefined
        ? telemetry.keyFile('good', 'the file of API keys is good again')
        : telemetry.keyFile(problem, `${MEANWHILE}: ${laterProblemOf(path, problem)}`),
  });
  const uses = createUseRecorder({
    path: usesPath(path),
    everyMs: USES_EVERY_MS,
    onFailure: () =>
      telemetry.keyFile(
        'last_use_not_writable',
        `when keys were last used cannot be written to ${usesPath(path)}: let this process write in that folder; keys are served nevertheless`,
      ),
  });
  return { verifyKey: createVerifyKey({ store, scopes, onUse: uses.used }), stop: uses.stop };
}
