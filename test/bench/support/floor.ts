import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Agent, request } from 'undici';
import type { FloorFigures, FloorLoad } from '../servers/floor-main.js';
import type { UpstreamsReady } from './upstreams.js';

export interface FloorRequest {
  /** The caller's token, which is exchanged. */
  token: string;
  /** The body of the query, in JSON. */
  query: string;
}

/** One exchange and one query over kept connections, with nothing around them: what no server can be faster than. */
export function createFloor({ issuer, linear }: UpstreamsReady, ca?: string) {
  const dispatcher = new Agent({ keepAliveTimeout: 60_000, ...(ca !== undefined && { connect: { ca } }) });
  /** Yields what Linear answered. */
  const ask = async ({ token, query }: FloorRequest): Promise<string> => {
    const exchanged = await request(`${issuer}/token`, {
      dispatcher,
      method: 'POST',
      headers: {
        Authorization: `Basic ${Buffer.from('client:secret').toString('base64')}`,
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: token,
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        resource: 'https://api.linear.app',
      }).toString(),
    });
    const { access_token } = (await exchanged.body.json()) as { access_token: string };
    const answered = await request(linear, {
      dispatcher,
      method: 'POST',
      headers: { Authorization: `Bearer ${access_token}`, 'Content-Type': 'application/json' },
      body: query,
    });
    const text = await answered.body.text();
    JSON.parse(text);
    return text;
  };
  return { once: ask, close: () => dispatcher.destroy() };
}

/** The floor in a process of its own. */
export interface FloorProcess {
  load: (load: FloorLoad) => Promise<FloorFigures>;
  stop: () => void;
}

export async function startFloor({ issuer, linear }: UpstreamsReady, caFile: string): Promise<FloorProcess> {
  const child: ChildProcess = fork(fileURLToPath(new URL('../servers/floor-main.js', import.meta.url)), {
    env: { NODE_EXTRA_CA_CERTS: caFile, BENCH_ISSUER: issuer, BENCH_LINEAR: linear },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  return {
    load: async (load) => {
      child.send(load);
      const [figures] = (await once(child, 'message')) as [FloorFigures];
      return figures;
    },
    stop: () => child.kill('SIGKILL'),
  };
}
