import { wholeNumber } from './parse.js';
import type { Setting } from './settings.js';

/** Every bound that an operator may move. All are whole numbers; the unit is in the name. */
function limit(name: string, standard: number, least: number, most: number, what: string): Setting<number> {
  return {
    name,
    default: String(standard),
    what,
    fix: `use a number from ${least} to ${most}`,
    parse: wholeNumber(least, most),
  };
}

export const limitSettings = {
  requestsPerPerson: limit(
    'LIMIT_REQUESTS_PER_PERSON',
    1_200,
    1,
    1_000_000,
    'Requests a minute of one person (issuer and subject), whatever tokens they hold.',
  ),
  requestsPerKey: limit('LIMIT_REQUESTS_PER_KEY', 1_000, 1, 10_000_000, 'Requests an hour of one API key.'),
  requestsPerAddress: limit(
    'LIMIT_REQUESTS_PER_ADDRESS',
    12_000,
    1,
    10_000_000,
    'Requests a minute from one address, signed in or not: a wide net, as hosted clients share addresses.',
  ),
  concurrentPerPerson: limit(
    'LIMIT_CONCURRENT_PER_PERSON',
    256,
    1,
    10_000,
    'Requests of one person in progress at once, open streams among them.',
  ),
  connections: limit(
    'LIMIT_CONNECTIONS',
    4_096,
    16,
    1_000_000,
    'Open connections; further ones are closed. Each may have sent as many bytes of headers as are allowed.',
  ),
  bodyBytes: limit(
    'LIMIT_BODY_BYTES',
    1_048_576,
    1_024,
    16_777_216,
    'Bytes of a request body. Those in progress have a twelfth of the heap together, and those of one caller a quarter of that.',
  ),
  headerBytes: limit('LIMIT_HEADER_BYTES', 32_768, 8_192, 131_072, 'Bytes of all request headers together.'),
  tokenLength: limit('LIMIT_TOKEN_LENGTH', 16_000, 1_000, 100_000, 'Characters of a bearer token.'),
  jsonDepth: limit('LIMIT_JSON_DEPTH', 32, 8, 256, 'Nesting of a message.'),
  jsonMembers: limit('LIMIT_JSON_MEMBERS', 20_000, 100, 1_000_000, 'Members and elements in a message.'),
  linearAnswerBytes: limit(
    'LIMIT_LINEAR_ANSWER_BYTES',
    16_777_216,
    65_536,
    134_217_728,
    'Bytes of an answer of Linear; more is cut off as an error. Answers over 256 KiB that arrive at once have twice as many together.',
  ),
  headerSeconds: limit('LIMIT_HEADER_SECONDS', 10, 1, 120, 'How long a client may take for its headers.'),
  requestSeconds: limit(
    'LIMIT_REQUEST_SECONDS',
    30,
    1,
    600,
    'How long a client may take for a whole request.',
  ),
  answerSeconds: limit(
    'LIMIT_ANSWER_SECONDS',
    60,
    1,
    600,
    'How long a client may leave unread what it was sent.',
  ),
  staleKeysSeconds: limit(
    'LIMIT_STALE_KEYS_SECONDS',
    3_600,
    0,
    86_400,
    'How long known keys of the zone serve on while new ones cannot be read; then 503.',
  ),
} as const;

export type Limits = { readonly [K in keyof typeof limitSettings]: number };

/** All limits, or nothing when one of them is wrong; `read` keeps the problems. */
export function readLimits(read: (setting: Setting<number>) => number | undefined): Limits | undefined {
  const entries = Object.entries(limitSettings).map(([name, setting]) => [name, read(setting)] as const);
  if (entries.some(([, value]) => value === undefined)) return undefined;
  // The names are the table's own, and each has a number now.
  return Object.freeze(Object.fromEntries(entries)) as Limits;
}
