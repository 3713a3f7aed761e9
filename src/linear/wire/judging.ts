import type { Failure } from '../../errors.js';
import type { LinearCost } from '../client.js';
import type { Writes } from '../reads.js';
import { oneLine, withoutImages } from '../text.js';

/** What Linear answered: nothing here carries variables. */
export interface Reply {
  readonly status?: number | undefined;
  readonly headers?: Pick<Headers, 'get'> | undefined;
  /** The `errors` member of the body, as it came. */
  readonly errors?: unknown;
  /** Beside errors there were results: of several things that were asked, some have been done. */
  readonly isPartly?: boolean;
}

/** Longer waits than this are not named: the bucket refills continuously, so they would be an artefact. */
const LONGEST_WAIT_SECONDS = 120;
/** A read waits out a rate limit by itself when it takes no longer than this, and leaves time for the answer. */
const LONGEST_OWN_WAIT_SECONDS = 10;
const LEAST_FOR_ANSWER_MS = 1_500;
const MOST_RETRIES = 2;

/** The headers that say what a request cost and what is left. Absent or unreadable ones are left out. */
export function costOf(headers: Reply['headers']): LinearCost {
  const complexity = numberIn(headers, 'x-complexity');
  const requestsRemaining = numberIn(headers, 'x-ratelimit-requests-remaining');
  const requestsLimit = numberIn(headers, 'x-ratelimit-requests-limit');
  const complexityRemaining = numberIn(headers, 'x-ratelimit-complexity-remaining');
  const complexityLimit = numberIn(headers, 'x-ratelimit-complexity-limit');
  return {
    ...(complexity !== undefined && { complexity }),
    ...(requestsRemaining !== undefined && { requestsRemaining }),
    ...(requestsLimit !== undefined && { requestsLimit }),
    ...(complexityRemaining !== undefined && { complexityRemaining }),
    ...(complexityLimit !== undefined && { complexityLimit }),
  };
}

/**
 * Names the failure of an answer that is none, from status, code, type and headers.
 *
 * Linear's SDK has classes for it, which are not used: they call every other 4xx an authentication error, and miss a
 * rate limit whose entry has no `type`.
 */
export function judgeReply(
  reply: Reply,
  document: { isForeign?: boolean | undefined } & Partial<Writes> = {},
): Failure {
  const told = judged(reply, document.isForeign ? judgeForeign : judgeEntry);
  const isPartly = document.isSeveral === true && reply.isPartly === true;
  const failure = isPartly ? partly(told) : told;
  if (failure.code !== 'linear_invalid_input') return failure;
  if (document.isRead) return { ...failure, isSilent: true };
  if (!document.isSeveral) return failure;
  const part = partIn(reply.errors);
  const isFirst = part !== undefined && part === document.first;
  const isSure = !isPartly && (isFirst || isOfDocument(firstEntry(reply.errors)));
  return { ...failure, ...(part !== undefined && { part }), ...(!isSure && { isOneOfSeveral: true }) };
}

/** What says that nothing was done must not be said of a request of which a part was. */
function partly(failure: Failure): Failure {
  if (failure.code === 'linear_forbidden')
    return { code: 'linear_invalid_input', cleaned: 'a part of it is not permitted' };
  if (failure.code === 'linear_not_found')
    return { code: 'linear_invalid_input', cleaned: 'something it names does not exist' };
  return failure;
}

/** The root field of our document that an error is about. */
function partIn(errors: unknown): string | undefined {
  const path = Array.isArray(errors) ? member(errors[0], 'path') : undefined;
  const part: unknown = Array.isArray(path) ? path[0] : undefined;
  return typeof part === 'string' ? part : undefined;
}

function judged(reply: Reply, judge: typeof judgeEntry): Failure {
  const entry = firstEntry(reply.errors);
  if (reply.status === 429) return rateLimited(reply.headers);
  return (entry && judge(entry, reply)) ?? judgeStatus(reply.status);
}

/** How long a read waits before it is sent again, in milliseconds; `undefined` when it must not be. */
export function waitBeforeRetry(
  failure: Failure,
  attempt: number,
  { random, leftMs = Number.POSITIVE_INFINITY }: { random: () => number; leftMs?: number },
): number | undefined {
  if (attempt >= MOST_RETRIES) return undefined;
  const wait = waitFor(failure, attempt, random);
  // Better to say now when the limit ends than to run into the deadline while waiting for it.
  return wait === undefined || wait + LEAST_FOR_ANSWER_MS > leftMs ? undefined : wait;
}

function waitFor(failure: Failure, attempt: number, random: () => number): number | undefined {
  if (failure.code === 'linear_unavailable') return Math.round(100 * 2 ** attempt * (0.5 + random()));
  if (failure.code !== 'linear_rate_limited') return undefined;
  const seconds = failure.retryAfterSeconds;
  if (seconds === undefined || seconds > LONGEST_OWN_WAIT_SECONDS) return undefined;
  return Math.round(seconds * 1000 + 200 * random());
}

interface Entry {
  readonly message: string;
  readonly presentable: string | undefined;
  /** `code` and `type`, each in lower case without spaces and underscores: Linear spells them both ways. */
  readonly words: readonly string[];
}

function firstEntry(errors: unknown): Entry | undefined {
  if (!Array.isArray(errors) || errors.length === 0) return undefined;
  const first: unknown = errors[0];
  const extensions = member(first, 'extensions');
  const words = [member(extensions, 'code'), member(extensions, 'type')]
    .filter((word) => typeof word === 'string')
    .map((word) => word.slice(0, 100).toLowerCase().replace(/[\s_]/g, ''));
  const message = member(first, 'message');
  const presentable = member(extensions, 'userPresentableMessage');
  return {
    message: typeof message === 'string' ? message : '',
    presentable: typeof presentable === 'string' ? presentable : undefined,
    words,
  };
}

function judgeEntry(entry: Entry, reply: Reply): Failure | undefined {
  const is = (...names: string[]): boolean => entry.words.some((word) => names.includes(word));
  if (is('ratelimited')) return rateLimited(reply.headers);
  if (is('authenticationerror')) return { code: 'linear_token_rejected' };
  if (is('forbidden', 'featurenotaccessible')) return { code: 'linear_forbidden', ...presented(entry) };
  if (is('payloadtoolarge')) return { code: 'linear_invalid_input', cleaned: 'the text is too long' };
  if (/\bcomplex(ity)?\b/i.test(entry.message.slice(0, 300))) return { code: 'linear_too_complex' };
  if (is('internalerror', 'internalservererror', 'networkerror', 'bootstraperror', 'locktimeout'))
    return { code: 'linear_unavailable' };
  // Our documents are validated against the schema in a test, so this is drift, and no argument mends it.
  if (is('graphqlvalidationfailed', 'graphqlparsefailed')) return { code: 'internal' };
  if (is('inputerror', 'invalidinput', 'usererror', 'badusererror', 'baduserinput', 'usagelimitexceeded')) {
    return judgeInput(entry);
  }
  return undefined;
}

/** A mistake in a document that the caller wrote is told in Linear's words, cleaned: nothing else could mend it. */
function judgeForeign(entry: Entry, reply: Reply): Failure | undefined {
  const isBad = entry.words.some((word) => ['graphqlerror', 'badrequest'].includes(word));
  if (!isBad && !isOfDocument(entry)) return judgeEntry(entry, reply);
  return { code: 'linear_invalid_input', cleaned: withoutLinks(entry.message) };
}

/** A document is judged whole before any of it is done (GraphQL §5). */
function isOfDocument(entry: Entry | undefined): boolean {
  return (
    entry?.words.some((word) => ['graphqlvalidationfailed', 'graphqlparsefailed'].includes(word)) === true
  );
}

function judgeInput(entry: Entry): Failure {
  const missing = /^Entity not found(?:: ([A-Za-z]{1,30}))?/.exec(entry.message);
  if (missing !== null) return notFound(missing[1]);
  return { code: 'linear_invalid_input', ...presented(entry) };
}

/** Linear's words for people, where it has any. */
function presented({ presentable = '' }: Entry): { cleaned?: string } {
  const cleaned = withoutLinks(presentable);
  return cleaned === '' ? {} : { cleaned };
}

/** Linear's type names, in the words of our tools; upstream text itself is not passed on. */
function notFound(type: string | undefined): Failure {
  const code = 'linear_not_found';
  switch (type) {
    case 'Issue':
      return { code, what: 'such issue' };
    case 'Comment':
      return { code, what: 'such comment', lookIn: 'list_comments' };
    case 'Team':
      return { code, what: 'such team', lookIn: 'list_teams' };
    case 'User':
      return { code, what: 'such user', lookIn: 'list_users' };
    case 'Project':
      return { code, what: 'such project', lookIn: 'list_projects' };
    default:
      return { code, what: 'such item', lookIn: 'the list of its kind' };
  }
}

/** Links without their scheme, too; and whatever of a picture or a tag is left of them. */
function withoutLinks(text: string): string {
  const plain = text.slice(0, 2000).replace(/(?:[a-z][a-z0-9+.-]{0,20}:)?\/\/\S*/gi, '');
  return oneLine(withoutImages(oneLine(plain, 400)), 200);
}

function judgeStatus(status: number | undefined): Failure {
  if (status === 401) return { code: 'linear_token_rejected' };
  if (status === 403) return { code: 'linear_forbidden' };
  if (status === 413) return { code: 'linear_invalid_input', cleaned: 'the text is too long' };
  if (status !== undefined && status >= 500) return { code: 'linear_unavailable' };
  return { code: 'linear_answer_invalid' };
}

function rateLimited(headers: Reply['headers']): Failure {
  const seconds = refillSeconds(headers);
  return seconds === undefined
    ? { code: 'linear_rate_limited' }
    : { code: 'linear_rate_limited', retryAfterSeconds: seconds };
}

/**
 * Seconds until the emptiest bucket holds enough again, from its refill of limit/3600 per second.
 *
 * The `Reset` headers are not used: they name the moment the bucket is full, an hour ahead.
 */
function refillSeconds(headers: Reply['headers']): number | undefined {
  const cost = numberIn(headers, 'x-complexity') ?? 1;
  const waits = [
    bucketSeconds(headers, 'x-ratelimit-requests', 1, 3600),
    bucketSeconds(headers, 'x-ratelimit-complexity', cost, 3600),
    // The endpoint's own bucket (searches: 30 a minute) is stated per minute.
    bucketSeconds(headers, 'x-ratelimit-endpoint-requests', 1, 60),
  ].filter((wait) => wait !== undefined);
  if (waits.length === 0) return undefined;
  return Math.min(LONGEST_WAIT_SECONDS, Math.max(1, Math.ceil(Math.max(...waits))));
}

function bucketSeconds(
  headers: Reply['headers'],
  prefix: string,
  needed: number,
  periodSeconds: number,
): number | undefined {
  const limit = numberIn(headers, `${prefix}-limit`);
  const remaining = numberIn(headers, `${prefix}-remaining`);
  if (limit === undefined || limit <= 0 || remaining === undefined || remaining >= needed) return undefined;
  return ((needed - remaining) * periodSeconds) / limit;
}

function numberIn(headers: Reply['headers'], name: string): number | undefined {
  const text = headers?.get(name);
  if (text === null || text === undefined || !/^-?\d{1,12}(\.\d{1,6})?$/.test(text)) return undefined;
  return Number(text);
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
