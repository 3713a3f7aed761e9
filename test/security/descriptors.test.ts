import { execFileSync } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Deployed, deploy } from './support/deployed.js';
import { send, toolCall } from './support/eras.js';

/** Every connection costs a file descriptor: what happens when there are none left. */
let server: Deployed;
beforeAll(async () => {
  server = await deploy({ CALL_TIMEOUT_SECONDS: '3' });
});
afterAll(() => server.stop());

const call = () => send(server.mcp, server.authority.mint('ada', server.mcp), toolCall('legacy', 'get_user'));

it('S53, S79: the process outlives it, blames no caller for it, and serves as before when some are free again', async (context) => {
  try {
    execFileSync('prlimit', ['--version'], { stdio: 'ignore' });
  } catch {
    return context.skip('needs prlimit, which is part of Linux only');
  }
  expect((await call()).isError).toBe(false);
  const { pid } = server.process().child;
  execFileSync('prlimit', ['--pid', String(pid), '--nofile=90:90']);
  const idle: Socket[] = [];
  for (let n = 0; n < 300; n += 1) {
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    idle.push(socket);
  }
  const [last] = idle.slice(-1);
  await expect.poll(() => last?.readyState, { timeout: 5_000 }).not.toBe('opening');
  // Over the connection that is there already: it is served, because the ones to Keycard and Linear are kept as well.
  const during = await call();
  expect([during.status, during.isError]).toEqual([200, false]);
  for (const socket of idle) socket.destroy();
  await expect
    .poll(
      () =>
        call()
          .then(({ isError, status }) => [status, isError])
          .catch(() => []),
      { timeout: 10_000 },
    )
    .toEqual([200, false]);
  expect(server.process().child.exitCode).toBeNull();
}, 40_000);
