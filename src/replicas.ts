import { createHash } from 'node:crypto';
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
  /** Told when Redis is lost and when it is back; the reason names an error, never the URL. */
  onChange: (isReachable: boolean, reason?: string) => void;
}

type Ask = (...command: string[]) => Promise<string | number | (string | number)[] | null>;

const PREFIX = 'keycard-linear-mcp:';
/** A limit that is asked elsewhere may slow a call down by no more than this. */
const ANSWER_MS = 300;

/** Connects when it can: a Redis that is down delays neither the start nor a request, and is found when it is back. */
export async function connectReplicas({ url, onChange }: ReplicasOptions): Promise<Replicas> {
  const { createClient } = await import('redis');
  const client = createClient({
    url,
    // Commands for a connection that is not there fail at once; waiting for it is what a request must not do.
    disableOfflineQueue: true,
    socket: { connectTimeout: 2_000, reconnectStrategy: (retries) => Math.min(100 * 2 ** retries, 5_000) },
  });
  let isReachable: boolean | undefined;
  const say = (now: boolean, error?: Error): void => {
    if (isReachable === now) return;
    isReachable = now;
    onChange(now, error?.name);
  };
  /** The limiter's store loads its scripts once, and is of no use when that fails: each connection loads them anew. */
  const loaders: (() => void)[] = [];
  client.on('ready', () => {
    say(true);
    for (const load of loaders) load();
  });
  client.on('error', (error: Error) => say(false, error));
  client.connect().catch(() => undefined);
  const ask: Ask = (...command) => within(ANSWER_MS, client.sendCommand(command));
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
  return {
    init: (options: Options) => {
      alone.init(options);
      const load = (): void => void shared.init(options).catch(() => undefined);
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

function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Redis took too long')), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
