import { digestOf, mintKey, type ParsedKey } from '../../auth/api-keys/format.js';
import type { KeyBook, KeyRecord } from '../../auth/api-keys/records.js';
import { readUses, usesPath } from '../../auth/api-keys/uses.js';
import { FileNotReplaced } from '../replace-file.js';
import { type Command, type Creation, HELP } from './arguments.js';
import { changeBook, KeyFileError, readBook } from './book.js';
import { asTable, described } from './words.js';

/** What a command says, and how it ended. A new key is alone on standard output, so that it can be captured. */
export interface Report {
  code: number;
  stdout: string;
  stderr: string;
  /** What is to be said besides when `stdout` cannot be written. */
  unless?: string;
}

export interface RunOptions {
  now: Date;
  /** E-mail addresses of the sandbox workspace, the administrator first. */
  testUsers: () => Promise<readonly string[]>;
}

/** Runs one command on the file of keys. Shows a secret once, when it is made, and stores only its digest. */
export async function runKeys(command: Command, options: RunOptions): Promise<Report> {
  try {
    return await perform(command, options);
  } catch (error) {
    if (error instanceof KeyFileError || error instanceof FileNotReplaced) return failed(error.message);
    throw error;
  }
}

function perform(command: Command, options: RunOptions): Promise<Report> | Report {
  switch (command.kind) {
    case 'help':
      return { code: 0, stdout: HELP, stderr: '' };
    case 'wrong':
      return failed(...command.problems);
    case 'create':
      return create(command, options);
    case 'list':
      return list(command);
    case 'rotate':
      return rotate(command, options);
    case 'revoke':
      return revoke(command, options);
    case 'suspend':
    case 'resume':
      return setSuspended(command);
  }
}

async function create(
  { file, json, creation }: Extract<Command, { kind: 'create' }>,
  { now, testUsers }: RunOptions,
): Promise<Report> {
  const { user, mode } = creation;
  const people = mode === 'test' ? await testUsers() : [];
  if (mode === 'test' && user !== undefined && !people.includes(user)) {
    return failed(`--user: in test mode one of ${people.join(', ')}.`);
  }
  const key = mintKey(mode);
  const record = recordOf(key, { ...creation, user: user ?? people[0] ?? '' }, now);
  await changeBook(file, (book) => ({ book: { ...book, keys: [...book.keys, record] }, result: undefined }));
  return shown(key, record, json);
}

async function rotate(
  { file, json, id }: Extract<Command, { kind: 'rotate' }>,
  { now }: RunOptions,
): Promise<Report> {
  const { key, record } = await changeBook(file, (book) => {
    const old = liveKey(book, id);
    const fresh = mintKey(old.mode);
    // It lives as long as the one before was meant to.
    const life = old.expires === undefined ? undefined : Date.parse(old.expires) - Date.parse(old.created);
    const expires = life === undefined ? undefined : momentAfter(now, life);
    const made = recordOf(fresh, { ...old, expires }, now);
    const { keys, ...rest } = revoked(book, id, now);
    return { book: { ...rest, keys: [...keys, made] }, result: { key: fresh, record: made } };
  });
  return shown(key, record, json);
}

/** RFC 3339 §1: years have four digits. */
const LAST_MOMENT = Date.parse('9999-12-31T23:59:59.999Z');

function momentAfter(now: Date, ms: number): string {
  return new Date(Math.min(now.getTime() + ms, LAST_MOMENT)).toISOString();
}

async function revoke(
  { file, id }: Extract<Command, { kind: 'revoke' }>,
  { now }: RunOptions,
): Promise<Report> {
  await changeBook(file, (book) => {
    liveKey(book, id);
    return { book: revoked(book, id, now), result: undefined };
  });
  return { code: 0, stdout: '', stderr: `${id} is revoked; running servers refuse it within seconds.\n` };
}

async function setSuspended({
  kind,
  file,
  organisation,
}: Extract<Command, { kind: 'suspend' | 'resume' }>): Promise<Report> {
  const keys = await changeBook(file, (book) => {
    const own = book.keys.filter((key) => key.organisation === organisation);
    if (own.length === 0) throw new KeyFileError(`No key belongs to ${JSON.stringify(organisation)}.`);
    const others = book.suspended.filter((each) => each !== organisation);
    const suspended = kind === 'suspend' ? [...others, organisation] : others;
    return { book: { ...book, suspended }, result: own.length };
  });
  const what = kind === 'suspend' ? 'refused until it is resumed' : 'served again';
  return { code: 0, stdout: '', stderr: `${organisation}: ${keys} keys, ${what}.\n` };
}

async function list({ file, json }: Extract<Command, { kind: 'list' }>): Promise<Report> {
  const { keys, suspended } = await readBook(file);
  const uses = await readUses(usesPath(file));
  const rows = keys.map((key) => described(key, { suspended, lastUsed: uses[key.id] }));
  return { code: 0, stdout: json ? `${JSON.stringify(rows, null, 2)}\n` : asTable(rows), stderr: '' };
}

function recordOf(key: ParsedKey, fields: Omit<Creation, 'user'> & { user: string }, now: Date): KeyRecord {
  const { organisation, user, label, toolsets, readOnly, expires } = fields;
  return {
    id: key.id,
    mode: key.mode,
    hash: digestOf(key.text).toString('hex'),
    organisation,
    user,
    label,
    toolsets,
    readOnly,
    created: now.toISOString(),
    expires,
  };
}

function liveKey(book: KeyBook, id: string): KeyRecord {
  const key = book.keys.find((each) => each.id === id);
  if (key === undefined)
    throw new KeyFileError(`There is no key ${JSON.stringify(id)}: see npm run keys -- list.`);
  if (key.revoked !== undefined) throw new KeyFileError(`${id} is revoked already.`);
  return key;
}

/** Kept, not removed: a list that forgets what there was helps nobody who looks into what happened. */
function revoked(book: KeyBook, id: string, now: Date): KeyBook {
  const keys = book.keys.map((key) => (key.id === id ? { ...key, revoked: now.toISOString() } : key));
  return { ...book, keys };
}

function shown(key: ParsedKey, { id, organisation, user, expires }: KeyRecord, json: boolean): Report {
  const until = expires === undefined ? 'It does not expire.' : `It expires on ${expires.slice(0, 10)}.`;
  return {
    code: 0,
    stdout: json ? `${JSON.stringify({ id, key: key.text })}\n` : `${key.text}\n`,
    stderr: `This key (id ${id}) acts for ${user}, organisation ${organisation}, ${key.mode} mode. ${until} It is shown this once.\n`,
    unless: `Nobody has seen the key: it is made, and of no use. End it: npm run keys -- revoke ${id}\n`,
  };
}

function failed(...problems: string[]): Report {
  return { code: 1, stdout: '', stderr: `${problems.join('\n')}\n` };
}
