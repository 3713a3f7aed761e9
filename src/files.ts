import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isPlaceholder } from './config/parse.js';
import { systemCode } from './config/system-code.js';
import { keyFileProblem } from './key-door.js';
import { privateKeyProblem } from './keycard.js';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * What is wrong with the files that settings name, and with keys, which only a look into them can tell: so that it stands in
 * one list with all else that is wrong. Nothing is made or changed by it. Each room that opens one of them still judges for itself.
 */
export async function fileProblems(env: Env): Promise<string[]> {
  const looks = [
    look(env['API_KEYS_FILE'], keyFileProblem),
    look(env['KEYCARD_PRIVATE_KEY'], (keys) => privateKeyProblem({ kind: 'private_key_jwt', keys })),
    look(env['KEYCARD_PRIVATE_KEY_FILE'], async (path) =>
      // What is read once only, as a pipe is, is left to whoever needs it.
      (await isReadOnce(path)) ? undefined : privateKeyProblem({ kind: 'private_key_file', path }),
    ),
    look(env['AUDIT_LOG'], async (path) =>
      path === 'none' ? undefined : whyNot(mayAppend(path), auditLogUnusable),
    ),
  ];
  return (await Promise.all(looks)).filter((problem) => problem !== undefined);
}

/** An error of the file system in words; none: no file is named, and there must be one. */
export function auditLogUnusable(code: string | undefined): string {
  if (code === undefined)
    return 'AUDIT_REQUIRED is set, and there is no place for records: name a file with AUDIT_LOG';
  const fix =
    AUDIT_LOG_FIXES[code] ?? 'name a file in a folder that exists and that this process may write to';
  return `AUDIT_LOG cannot be opened for appending (${code}): ${fix}`;
}

const AUDIT_LOG_FIXES: Readonly<Record<string, string>> = {
  // How the last record ends is read before the next one is written.
  EACCES: 'let this process read and write the file, and its folder if the file is not there yet',
  ENXIO: 'it is a pipe that nobody reads; start its reader first',
};

/** What is not set, empty or a placeholder is not a file: that is told where settings are read. */
async function look(
  path: string | undefined,
  judge: (path: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  const name = path?.trim() ?? '';
  return name === '' || isPlaceholder(name) ? undefined : judge(name);
}

async function isReadOnce(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

async function whyNot(
  attempt: Promise<unknown>,
  words: (code: string) => string,
): Promise<string | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    return words(systemCode(error));
  }
}

/** Or may make it: a file that is not there yet takes a folder to write into. */
async function mayAppend(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
  await access(found === undefined ? dirname(path) : path, constants.R_OK | constants.W_OK);
}
