import { parseJson } from '../../broker/json.js';
import { cleaned } from '../cleaned.js';
import { type CommandResult, runCommand } from '../command.js';
import { detailOf, kindOf } from './answer.js';
import { type FailureKind, type ManagementApi, ManagementFailure } from './api.js';

export interface KeycardCliOptions {
  /** For the CLI itself: PATH, HOME, its own variables. */
  env: Readonly<Record<string, string | undefined>>;
  zone: string;
  /** The CLI wants it with every call; absent where its own configuration names it. */
  org?: string | undefined;
}

const TIMEOUT_MS = 60_000;

// Inside `keycard run`, requests would go through its socket, which drops the content type: the API answers 415.
// The others are secrets of ours that the CLI has no use for.
const KEPT_BACK = [
  'KEYCARD_SOCKET',
  'KEYCARD_CLIENT_ID',
  'KEYCARD_CLIENT_SECRET',
  'KEYCARD_API_CLIENT_ID',
  'KEYCARD_API_CLIENT_SECRET',
  'LINEAR_CLIENT_ID',
  'LINEAR_CLIENT_SECRET',
];

/** The Management API through `keycard agent api`: as the person who is signed in to the CLI. */
export function keycardCliApi({ env, zone, org }: KeycardCliOptions): ManagementApi {
  const passedOn = Object.fromEntries(Object.entries(env).filter(([name]) => !KEPT_BACK.includes(name)));
  const context = ['--zone', zone, ...(org === undefined ? [] : ['--org', org])];
  return {
    via: '`keycard agent api`, as the person who is signed in',
    send: async ({ method, path, body, isSecret }) => {
      const result = await runCommand('keycard', {
        args: ['agent', 'api', path, '-X', method, ...context],
        env: passedOn,
        // Standard input, because `-d @-` is sent as it stands and an argument can be seen by every process.
        input: body === undefined ? undefined : JSON.stringify(body),
        timeoutMs: TIMEOUT_MS,
      });
      if (result === undefined) throw new ManagementFailure('cli_missing');
      return judgeCommand(result, isSecret);
    },
  };
}

/** What the CLI printed: the API's JSON, or a failure. Its exit code and an error document both count. */
export function judgeCommand({ code, stdout, stderr }: CommandResult, isSecret = false): unknown {
  const json = parseJson(stdout);
  if (code === 0 && !isProblem(json)) {
    if (stdout.trim() !== '' && json === undefined) throw new ManagementFailure('unreadable');
    return json;
  }
  const detail = isSecret ? undefined : (detailOf(json) ?? cleaned(stderr));
  throw new ManagementFailure(
    failureOf(code, json, `${stderr}\n${json === undefined ? '' : stdout}`),
    detail,
  );
}

function isProblem(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'error' in json && !('id' in json);
}

/** The CLI documents no status: it is looked for where tools print it, and otherwise the words decide. */
function failureOf(code: number | null, json: unknown, text: string): FailureKind {
  if (code === null) return 'unavailable';
  if (/not signed in|sign ?in again|session (?:has )?expired/i.test(text)) return 'not_signed_in';
  // Only the CLI's own word: an answer of the API may speak of organizations too.
  if (json === undefined && /\borg(?:anization)?\b/i.test(text) && /--org\b/.test(text))
    return 'organization_unnamed';
  const status = /\b(?:HTTP|status|error)\D{0,12}\b([45]\d\d)\b|^\s*([45]\d\d)\b/im.exec(text);
  if (status !== null) return kindOf(Number(status[1] ?? status[2]));
  if (/already exists|already in use|conflict/i.test(text)) return 'conflict';
  return json === undefined ? 'unavailable' : 'refused';
}
