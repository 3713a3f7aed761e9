import { createServer, request as forward, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Logger, pino } from 'pino';
import { loadConfig } from '../../src/config/config.js';
import { createListener, type Listener } from '../../src/http/listening/listener.js';
import { type RunningServer, startServer } from '../../src/server.js';
import { startAuthority } from '../security/support/authority.js';
import { settings } from '../security/support/guarded.js';
import { startLedger } from '../security/support/ledger.js';

/**
 * Several servers behind a plain reverse proxy that hands out requests in turn: no stickiness, no knowledge of what it
 * passes on. Zone and Linear are the strict stand-ins.
 */
export async function startReplicas(
  count: number,
  env: Record<string, string> = {},
  log: Logger = pino({ level: 'silent' }),
) {
  const authority = await startAuthority();
  const ledger = await startLedger(authority.ownerOf);
  const listeners: Listener[] = [];
  for (let n = 0; n < count; n += 1) listeners.push(await listen(createListener()));
  const ports = listeners.map(portOf);
  let turn = 0;
  const served = ports.map(() => 0);
  const proxy = await listen(
    createServer((req, res) => {
      const n = turn % count;
      turn += 1;
      served[n] = (served[n] ?? 0) + 1;
      const { method, headers, url: path } = req;
      const out = forward({ port: ports[n], host: '127.0.0.1', method, headers, path }, (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(res);
      });
      out.on('error', () => res.destroy());
      res.on('close', () => out.destroy());
      req.pipe(out);
    }),
  );
  const origin = `http://localhost:${portOf(proxy)}`;
  const servers: RunningServer[] = [];
  for (const listening of listeners) {
    servers.push(
      await startServer({
        config: loadConfig({
          env: { ...settings(portOf(listening), authority.issuer, ledger.url), PUBLIC_URL: origin, ...env },
        }),
        log,
        version: '0.0.0-test',
        listening,
      }),
    );
  }
  return {
    url: `${origin}/mcp`,
    authority,
    ledger,
    /** How many requests each has had. */
    served,
    stop: async () => {
      for (const one of [proxy, ...listeners]) one.closeAllConnections();
      proxy.close();
      await Promise.all([...servers.map((server) => server.stop()), authority.close(), ledger.close()]);
    },
  };
}

function listen<T extends Server>(server: T): Promise<T> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
