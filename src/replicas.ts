import { createHash, randomUUID } from 'node:crypto';
import { ConsecutiveBreaker, circuitBreaker, handleType } from 'cockatiel';
import { MemoryStore, type Options, type Store } from 'express-rate-limit';
import { RedisStore } from 'rate-limit-redis';

/** What the replicas of this server know together, kept in one Redis. Never a token, and no name of a person in clear. */
export interface Replicas {
  /** Counts requests of all replicas under this name; this process alone while Redis cannot be asked. */
  counter: (name: string) => Store;
  /** Takes a key for itself: true for the first who asks within the time, undefined while Redis cannot be asked. */
  claim: (key: string, seconds: number) => Promise<boolean | undefined>;
  /** Whether anybody has taken the key. */
  isClaimed: (key: string) => Promise<boolean | undefined>;
  close: () => Promise<void>;
}

export interface ReplicasOptions {
  /** `redis:` or `rediss:` URL. */
  url: string;
  /** Told when Redis is lost, or refuses to write, and when it is back; the reason names an error, never the URL. */
  onChange: (isReachable: boolean, reason?: string) => void;
}

const CONNECT_MS = 2_000;

/** Writes once: why the Redis of this URL cannot be used, or nothing when it can. */
export async function whyUnusable(url: string): Promise<string | undefined> {
  const { createClient } = await import('redis');
  const client = createClient({ url, socket: { connectTimeout: CONNECT_MS, reconnectStrategy: false } });
  client.on('error', () => undefined);
  try {
    await within(CONNECT_MS, client.connect());
    // One that is only read answers as well, and is of no use.
    await within(CONNECT_MS, client.sendCommand(['SET', nameOf('doctor', randomUUID()), '1', 'EX', '1']));
    return undefined;
  } catch (error) {
    return error instanceof TooLate ? 'no answer' : nameOfError(error instanceof Error ? error : new Error());
  } finally {
    client.destroy();
  }
}

type Ask = (...command: string[]) => Promise<string | number | (string | number)[] | null>;

const PREFIX = 'keycard-linear-mcp:';
/** A limit that is asked elsewhere may slow a call down by no more than this. */
const ANSWER_MS = 300;
/** So many times in a row, and then no call at all for a while, but one that looks again. */
const TOO_LATE_IN_A_ROW = 3;
const LOOK_AGAIN_MS = 5_000;
/** Commands that change something: only their success tells that Redis can be used. */
const WRITES = ['SET', 'EVALSHA', 'DECR', 'DEL'];

/**
 * Connects when it can: a Redis that is down, or hangs, delays neither the start nor the requests, and is found when it
 * is back.
 */
export async function connectReplicas({ url, onChange }: ReplicasOptions): Promise<Replicas> {
  const { createClient, ErrorReply } = await import('redis');
  const client = createClient({
    url,
    // Commands for a connection that is not there fail at once; waiting for it is what a request must not do.
    disableOfflineQueue: true,
    socket: {
      connectTimeout: CONNECT_MS,
      reconnectStrategy: (retries) => Math.min(100 * 2 ** retries, 5_000),
    },
  });
  let isReachable: boolean | undefined;
  const say = (now: boolean, reason?: string): void => {
    if (isReachable === now) return;
    isReachable = now;
    onChange(now, reason);
  };
  /** The limiter's store loads its scripts once: each connection loads them anew. */
  const loaders: (() => void)[] = [];
  let inTime = patience(say);
  client.on('ready', () => {
    // What hung was the connection before.
    inTime = patience(say);
    say(true);
    for (const load of loaders) load();
  });
  client.on('error', (error: Error) => say(false, nameOfError(error)));
  client.connect().catch(() => undefined);
  let refusedAt = Number.NEGATIVE_INFINITY;
  /** It may answer and refuse: after a failover it is only read, or its memory is full. */
  const judge = (command: readonly string[], error?: unknown): void => {
    const now = performance.now();
    if (error instanceof ErrorReply && !error.message.startsWith('NOSCRIPT')) {
      refusedAt = now;
      say(false, nameOfError(error));
    }
    // One that takes some and refuses others would otherwise be lost and joined with every request.
    if (error === undefined && WRITES.includes(command[0] ?? '') && now - refusedAt > LOOK_AGAIN_MS)
      say(true);
  };
  const ask: Ask = async (...command) => {
    try {
      const reply = await inTime(() => client.sendCommand<Awaited<ReturnType<Ask>>>(command));
      judge(command);
      return reply;
    } catch (error) {
      judge(command, error);
      throw error;
    }
  };
  return {
    counter: (name) => createCounter(ask, name, (load) => loaders.push(load)),
    claim: async (key, seconds) =>
      ask('SET', nameOf('claim', key), '1', 'NX', 'EX', String(seconds)).then(
        (reply) => reply === 'OK',
        () => undefined,
      ),
    isClaimed: async (key) =>
      ask('EXISTS', nameOf('claim', key)).then(
        (reply) => reply === 1,
        () => undefined,
      ),
    close: async () => client.destroy(),
  };
}

/** The limiter library's own store; while that fails, its store in memory, so that a limit is never gone. */
function createCounter(ask: Ask, name: string, onConnection: (load: () => void) => void): Store {
  const shared = new RedisStore({
    prefix: `${PREFIX}${name}:`,
    sendCommand: (...command) => ask(...command) as ReturnType<RedisStore['sendCommand']>,
  });
  const alone = new MemoryStore();
  let retry: NodeJS.Timeout | undefined;
  return {
    init: (options: Options) => {
      alone.init(options);
      // Without them the store is of no use, and asks nothing by which it could find out that it can have them now.
      const load = (): void => {
        clearTimeout(retry);
        shared.init(options).catch(() => {
          retry = setTimeout(load, LOOK_AGAIN_MS).unref();
        });
      };
      onConnection(load);
      load();
    },
    increment: (key) => shared.increment(digest(key)).catch(() => alone.increment(key)),
    decrement: (key) => shared.decrement(digest(key)).catch(() => alone.decrement(key)),
    resetKey: (key) => shared.resetKey(digest(key)).catch(() => alone.resetKey(key)),
    shutdown: () => alone.shutdown(),
  };
}

function nameOf(kind: string, key: string): string {
  return `${PREFIX}${kind}:${digest(key)}`;
}

/** Keys are people and addresses: who reads Redis shall not read who was here. */
function digest(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}

/** Waits for answers as long as a call may; after several that came too late, not at all until one looks again. */
function patience(say: (isReachable: boolean, reason?: string) => void) {
  const breaker = circuitBreaker(handleType(TooLate), {
    halfOpenAfter: LOOK_AGAIN_MS,
    breaker: new ConsecutiveBreaker(TOO_LATE_IN_A_ROW),
  });
  breaker.onBreak(() => say(false, 'no answer'));
  breaker.onReset(() => say(true));
  return <T>(work: () => Promise<T>): Promise<T> => breaker.execute(() => within(ANSWER_MS, work()));
}

class TooLate extends Error {}

function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TooLate()), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** The system's code, or Redis's own, by which its messages begin; never the message, which may quote the URL. */
function nameOfError(error: Error): string {
  const own = /^[A-Z]{3,20}(?= )/.exec(error.message)?.[0];
  return 'code' in error ? String(error.code) : (own ?? error.name);
}
