import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { loadConfig } from '../../src/config/config.js';
import { createListener } from '../../src/http/listening/listener.js';
import { startServer } from '../../src/server.js';
import type { TestSandbox } from './sandbox.js';

export interface SecondServer {
  mcp: string;
  logText: () => string;
  stop: () => Promise<unknown>;
}

/** Registers another application with a resource of its own in the sandbox's zone, as an operator would. */
export function registerServer(sandbox: TestSandbox, mcp: string): { applicationId: string } {
  const { zone } = sandbox.handles;
  const application = zone.management.createApplication({
    name: `server at ${mcp}`,
    identifier: `urn:${new URL(mcp).port}`,
    protocols: { oauth2: { redirect_uris: [new URL('/connect/callback', mcp).href] } },
  });
  zone.management.createResource({
    name: mcp,
    identifier: mcp,
    application_id: application.id,
    credential_provider_id: zone.stsProvider().id,
    scopes: ['mcp:tools'],
  });
  const linear = zone.directory.resolveResource('https://api.linear.app');
  zone.management.addDependency(application.id, linear?.id ?? '');
  return { applicationId: application.id };
}

/** A server beside the sandbox's own, in the same zone, with an identity of its own. */
export async function startSecondServer(
  sandbox: TestSandbox,
  envFor: (place: {
    applicationId: string;
    origin: string;
  }) => Record<string, string> | Promise<Record<string, string>>,
): Promise<SecondServer> {
  const listening = createListener();
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const { port } = listening.address() as AddressInfo;
  const mcp = `http://localhost:${port}/mcp`;
  const { applicationId } = registerServer(sandbox, mcp);
  const chunks: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  try {
    const env = {
      PORT: String(port),
      DRAIN_DELAY_SECONDS: '0',
      KEYCARD_URL: sandbox.zone,
      LINEAR_API_URL: sandbox.linear,
      ...(await envFor({ applicationId, origin: new URL(mcp).origin })),
    };
    const log = pino({ level: 'trace', base: null }, sink);
    const server = await startServer({ config: loadConfig({ env }), log, version: '0.0.0-test', listening });
    return { mcp, logText: () => chunks.join(''), stop: server.stop };
  } catch (error) {
    listening.close();
    throw error;
  }
}
