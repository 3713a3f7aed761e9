import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { loadConfig } from '../../../src/config/config.js';
import { createListener } from '../../../src/http/listening/listener.js';
import { startServer } from '../../../src/server.js';
import { CLIENT, startAuthority } from './authority.js';
import { startLedger } from './ledger.js';

/** Settings under which no limit of requests stands in the way of a test that is about something else. */
export const UNLIMITED: Readonly<Record<string, string>> = {
  LIMIT_REQUESTS_PER_PERSON: '1000000',
  LIMIT_REQUESTS_PER_ADDRESS: '10000000',
  LIMIT_CONCURRENT_PER_PERSON: '10000',
};

export interface GuardedOptions {
  env?: Record<string, string>;
  /** Changes the listener before it listens, such as its timeouts. */
  adjust?: (server: Server) => void;
}

/** The real server between a strict authorization server and a strict Linear, all of them counting. */
export async function startGuarded({ env = {}, adjust }: GuardedOptions = {}) {
  const authority = await startAuthority();
  const ledger = await startLedger(authority.ownerOf);
  const listening = createListener();
  adjust?.(listening);
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const { port } = listening.address() as AddressInfo;
  const log: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      log.push(String(chunk));
      done();
    },
  });
  const server = await startServer({
    config: loadConfig({ env: { ...settings(port, authority.issuer, ledger.url), ...env } }),
    log: pino({ level: 'trace', base: null }, sink),
    version: '0.0.0-test',
    listening,
  });
  const mcp = `${env['PUBLIC_URL'] ?? `http://localhost:${port}`}/mcp`;
  return {
    mcp,
    port,
    /** Where it can be reached, whatever its public name is. */
    url: `http://localhost:${port}/mcp`,
    authority,
    ledger,
    /** A good token of this person. */
    tokenOf: (subject: string, claims: Record<string, unknown> = {}) => authority.mint(subject, mcp, claims),
    logText: () => log.join(''),
    events: (event: string) =>
      log.map((line): Record<string, unknown> => JSON.parse(line)).filter((line) => line['event'] === event),
    /** What went upstream since the last `forget`. */
    upstream: () => ({ exchanges: authority.exchanges.length, queries: ledger.queries.length }),
    forget: () => {
      authority.forget();
      ledger.forget();
      log.length = 0;
    },
    stop: async () => {
      listening.closeAllConnections();
      await server.stop();
      await Promise.all([authority.close(), ledger.close()]);
    },
  };
}

export type Guarded = Awaited<ReturnType<typeof startGuarded>>;

/** The environment of a server for these upstreams. */
export function settings(port: number, issuer: string, linear: string): Record<string, string> {
  return {
    DRAIN_DELAY_SECONDS: '0',
    DRAIN_SECONDS: '2',
    PORT: String(port),
    KEYCARD_URL: issuer,
    KEYCARD_CLIENT_ID: CLIENT.id,
    KEYCARD_CLIENT_SECRET: CLIENT.secret,
    LINEAR_API_URL: linear,
    ...UNLIMITED,
  };
}

export const NOTHING = { exchanges: 0, queries: 0 };
