import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { environmentOf, type Setting } from '../support/setting.js';
import { freePort, untilReady } from '../support/subject.js';
import { startUpstreams } from '../support/upstreams.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** Milliseconds from `npm start` to the first good answer of `/readyz`: the middle one of several. */
export async function measureStart(setting: Setting, times: number): Promise<number> {
  const upstreams = await startUpstreams(setting.certificate, 0);
  const took: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const port = await freePort();
    const from = performance.now();
    const child = spawn('npm', ['start'], {
      cwd: ROOT,
      env: { ...process.env, PORT: String(port), ...environmentOf(setting, upstreams, port) },
      stdio: 'ignore',
      detached: true,
    });
    await untilReady(child, `http://localhost:${port}/readyz`);
    took.push(performance.now() - from);
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }
  upstreams.stop();
  return took.sort((a, b) => a - b)[Math.floor(took.length / 2)] ?? Number.NaN;
}
