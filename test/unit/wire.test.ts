import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';
import { afterEach, expect, test } from 'vitest';
import { createSend } from '../../src/wire.js';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function answering(listener: RequestListener): Promise<string> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}/path?query=1`;
}

const get = { method: 'GET', headers: {} };

test('an answer is handed over whole, with its status and headers, whatever came before it', async () => {
  const url = await answering((req, res) => {
    res.writeEarlyHints({ link: '</style.css>; rel=preload' });
    res.writeHead(307, { Location: '/elsewhere', 'X-Seen': String(req.url) });
    res.write('in ');
    setTimeout(() => res.end('pieces ✓'), 20);
  });
  const { status, headers, body } = await createSend()({ ...get, url });
  expect([status, headers['location'], headers['x-seen']]).toEqual([307, '/elsewhere', '/path?query=1']);
  expect(body.toString()).toBe('in pieces ✓');
});

test.each(['before it is sent', 'while it waits for a connection', 'while its answer arrives'])(
  'a request whose signal ends it %s rejects with the reason',
  async (when) => {
    const url = await answering((_req, res) => void res.write('a beginning'));
    const reason = new Error('over');
    const controller = new AbortController();
    const send = createSend(new Agent({ connections: 1 }));
    if (when.startsWith('before')) controller.abort(reason);
    // The one connection is taken by a request whose answer never ends.
    if (when.includes('connection')) send({ ...get, url }).catch(() => undefined);
    const sent = send({ ...get, url, signal: controller.signal });
    setTimeout(() => controller.abort(reason), 50);
    await expect(sent).rejects.toBe(reason);
  },
);

test('many requests may share one signal: each takes its listener away when it is answered', async () => {
  const url = await answering((_req, res) => void res.end('x'));
  let listeners = 0;
  const { signal } = new AbortController();
  const counted = Object.assign(signal, {
    addEventListener: () => {
      listeners += 1;
    },
    removeEventListener: () => {
      listeners -= 1;
    },
  });
  const send = createSend();
  await Promise.all(Array.from({ length: 20 }, () => send({ ...get, url, signal: counted })));
  expect(listeners).toBe(0);
});

test('a connection that ends in the middle of an answer is an error, not a short answer', async () => {
  const url = await answering((_req, res) => {
    res.writeHead(200, { 'Content-Length': '100' });
    res.write('half');
    setTimeout(() => res.destroy(), 20);
  });
  await expect(createSend()({ ...get, url })).rejects.toThrow();
});

test('a header that cannot be sent is an error of its request alone', async () => {
  const url = await answering((_req, res) => void res.end('x'));
  const send = createSend();
  await expect(send({ ...get, url, headers: { 'x-bad': 'a\nb' } })).rejects.toThrow();
  expect((await send({ ...get, url })).status).toBe(200);
});

test('large answers have a common bound: one that has no room is an error, ordinary ones are not concerned', async () => {
  const KIB = 1024;
  const SIZES: Record<string, [begun: number, rest: number]> = { large: [300, 724], ordinary: [200, 50] };
  let waiting: (() => void)[] = [];
  const url = await answering((req, res) => {
    const [begun, rest] = SIZES[String(req.headers['x-size'])] ?? [0, 0];
    res.write(Buffer.alloc(begun * KIB));
    // They go on when all have begun, so that they arrive together.
    waiting.push(() => res.end(Buffer.alloc(rest * KIB)));
    if (waiting.length < Number(req.headers['x-together'])) return;
    const all = waiting;
    waiting = [];
    setTimeout(() => all.map((goOn) => goOn()), 100);
  });
  const send = createSend(new Agent(), 4 * KIB * KIB);
  const together = (sizes: string[]) =>
    Promise.allSettled(
      sizes.map((size) =>
        send({ ...get, url, headers: { 'x-size': size, 'x-together': String(sizes.length) } }),
      ),
    );
  const largeOnes = Array.from({ length: 30 }, () => 'large');
  for (let round = 0; round < 3; round += 1) {
    const answers = await together([...largeOnes, 'ordinary', 'ordinary']);
    expect(answers.slice(30).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    const refused = answers.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused.length).toBeGreaterThanOrEqual(30 - 13);
    for (const reason of refused) expect(reason).toMatchObject({ code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' });
    // What was refused takes no room any more.
    const fit = await together(['large', 'large', 'large', 'large']);
    expect(fit.filter(({ status }) => status === 'rejected')).toEqual([]);
  }
});
