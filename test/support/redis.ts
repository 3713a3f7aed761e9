import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';

/** Whether this machine has a Redis to test with. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** A Redis of the test's own that can be taken away and brought back. */
export async function startRedis() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  const folder = mkdtempSync(join(tmpdir(), 'keycard-linear-mcp-redis-'));
  let child: ChildProcess;
  const start = async (): Promise<void> => {
    child = spawn('redis-server', [
      '--port',
      String(port),
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      folder,
    ]);
    for await (const chunk of child.stdout ?? [])
      if (String(chunk).includes('Ready to accept connections')) break;
  };
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  /** Takes commands and answers none, as behind a network that loses everything. */
  const hang = (): boolean => child.kill('SIGSTOP');
  const wake = (): boolean => child.kill('SIGCONT');
  /** Gives it one command, as an operator would. */
  const tell = async (...command: string[]): Promise<void> => {
    const client = await createClient({ url: `redis://127.0.0.1:${port}` }).connect();
    await client.sendCommand(command);
    client.destroy();
  };
  await start();
  return { url: `redis://127.0.0.1:${port}`, port, start, stop, hang, wake, tell };
}
