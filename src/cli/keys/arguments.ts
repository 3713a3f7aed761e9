import { MODES, type Mode } from '../../auth/api-keys/format.js';
import { Organisation } from '../../auth/api-keys/records.js';
import { parseToolsets, TOOLSET_WORDS, type ToolsetWord } from '../../toolsets.js';
import { type Flags, readWords } from './flags.js';

export const HELP = `npm run keys -- create --org <name> [options]   makes a key and shows it once
npm run keys -- list [--json]                  shows what there is, and when it was last used
npm run keys -- rotate <id>                    makes a new key of the same kind; the old one stops at once
npm run keys -- revoke <id>                    ends a key
npm run keys -- suspend <org>                  refuses all keys of an organisation, until
npm run keys -- resume <org>

Options of create:
  --org <name>        the organisation that the key belongs to (lower-case letters, digits and -)
  --mode test|live    test (the default): a sandbox workspace of the organisation; live: Linear
  --user <who>        whom the key acts for. live: the person's identifier in Keycard (the subject of their tokens);
                      test: an e-mail address of the sandbox workspace (the default: its administrator)
  --label <text>      what it is for
  --toolsets <list>   what it may use at most: ${TOOLSET_WORDS.join(', ')} (default: all that is served)
  --read-only         it changes nothing
  --expires <when>    days (90d, the default), a date (2027-01-31), or never

The file is API_KEYS_FILE, from the environment or .env; or --file <path>. Running servers see a change within seconds.
`;

export interface Creation {
  organisation: string;
  mode: Mode;
  /** Absent: the administrator of the sandbox workspace. */
  user: string | undefined;
  label: string;
  toolsets: readonly ToolsetWord[];
  readOnly: boolean;
  /** ISO 8601; absent: never. */
  expires: string | undefined;
}

export type Command =
  | { kind: 'help' }
  | { kind: 'wrong'; problems: readonly string[] }
  | { kind: 'create'; file: string; json: boolean; creation: Creation }
  | { kind: 'list'; file: string; json: boolean }
  | { kind: 'rotate'; file: string; json: boolean; id: string }
  | { kind: 'revoke'; file: string; id: string }
  | { kind: 'suspend' | 'resume'; file: string; organisation: string };

type Environment = Readonly<Record<string, string | undefined>>;

export function readCommand(args: readonly string[], env: Environment, now: Date): Command {
  const { flags, positionals, problems } = readWords(args);
  const [action, subject] = positionals;
  if (flags.help || (action === undefined && problems.length === 0)) return { kind: 'help' };
  if (problems.length > 0) return wrong(...problems);
  if (!isAction(action))
    return wrong('The commands are create, list, rotate, revoke, suspend and resume. See --help.');
  const strays = straysOf(action, flags, positionals);
  if (strays.length > 0) return wrong(...strays);
  const file = flags.file ?? env['API_KEYS_FILE'] ?? '';
  if (file === '') return wrong('Set API_KEYS_FILE, or name the file with --file.');
  const json = flags.json === true;
  switch (action) {
    case 'create':
      return creationOf(flags, now, (creation) => ({ kind: 'create', file, json, creation }));
    case 'list':
      return { kind: 'list', file, json };
    case 'rotate':
    case 'revoke':
      return subject === undefined
        ? wrong(`Which key? npm run keys -- ${action} <id>; the ids are in npm run keys -- list.`)
        : { kind: action, file, json, id: idIn(subject) };
    case 'suspend':
    case 'resume':
      return subject === undefined
        ? wrong(`Which organisation? npm run keys -- ${action} <org>`)
        : { kind: action, file, organisation: subject };
  }
}

function wrong(...problems: string[]): Command {
  return { kind: 'wrong', problems };
}

/** What each command takes: words after its name, and options besides those that all have. */
const ACTIONS = {
  create: { words: 0, options: ['json', 'org', 'mode', 'user', 'label', 'toolsets', 'read-only', 'expires'] },
  list: { words: 0, options: ['json'] },
  rotate: { words: 1, options: ['json'] },
  revoke: { words: 1, options: [] },
  suspend: { words: 1, options: [] },
  resume: { words: 1, options: [] },
} as const;

type Action = keyof typeof ACTIONS;

function isAction(word: string | undefined): word is Action {
  return word !== undefined && Object.hasOwn(ACTIONS, word);
}

/** Nothing is dropped: who writes `rotate --read-only` would believe that the new key changes nothing. */
function straysOf(action: Action, flags: Flags, positionals: readonly string[]): string[] {
  const own: readonly string[] = ['file', ...ACTIONS[action].options];
  return [
    ...Object.keys(flags)
      .filter((name) => !own.includes(name))
      .map((name) => `--${name} does not belong to ${action}. See --help.`),
    ...(positionals.length > 1 + ACTIONS[action].words ? [`Too many words for ${action}. See --help.`] : []),
  ];
}

/** Whoever pastes a whole key means its id. */
function idIn(text: string): string {
  return /^sk_(?:live|test)_([0-9a-f]{16})/.exec(text)?.[1] ?? text;
}

function creationOf(flags: Flags, now: Date, make: (creation: Creation) => Command): Command {
  const mode = MODES.find((each) => each === (flags.mode ?? 'test'));
  const toolsets = parseToolsets(flags.toolsets ?? 'all');
  const expires = expiryOf(flags.expires ?? '90d', now);
  const label = flags.label ?? '';
  const isLine = (text: string, longest: number): boolean => text.length <= longest && !/\p{C}/u.test(text);
  const problems = [
    ...(Organisation.safeParse(flags.org).success
      ? []
      : ['--org: lower-case letters, digits and -, at most 64.']),
    ...(mode === undefined ? ['--mode: test or live.'] : []),
    ...(mode === 'live' && !flags.user ? ["--user: the person's identifier in Keycard."] : []),
    ...(isLine(flags.user ?? '', 255) ? [] : ['--user: one line, at most 255 characters.']),
    ...(isLine(label, 100) ? [] : ['--label: one line, at most 100 characters.']),
    ...(toolsets.ok ? [] : [`--toolsets: some of ${TOOLSET_WORDS.join(', ')}.`]),
    ...(expires.ok
      ? []
      : ['--expires: days such as 90d, a date such as 2027-01-31, or never; not in the past.']),
  ];
  if (problems.length > 0 || mode === undefined || !toolsets.ok || !expires.ok)
    return { kind: 'wrong', problems };
  return make({
    organisation: flags.org ?? '',
    mode,
    user: flags.user,
    label: label === '' ? 'no label' : label,
    toolsets: toolsets.words,
    readOnly: flags['read-only'] === true,
    expires: expires.at,
  });
}

const DAY_MS = 86_400_000;

function expiryOf(text: string, now: Date): { ok: true; at: string | undefined } | { ok: false } {
  if (text === 'never') return { ok: true, at: undefined };
  const days = /^(\d{1,4})d$/.exec(text)?.[1];
  const time =
    days !== undefined
      ? now.getTime() + Number(days) * DAY_MS
      : /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?$/.test(text)
        ? Date.parse(text)
        : Number.NaN;
  if (!(time > now.getTime())) return { ok: false };
  const at = new Date(time).toISOString();
  // The 31st of February would be taken for a day in March.
  return days === undefined && !at.startsWith(text.slice(0, 10)) ? { ok: false } : { ok: true, at };
}
