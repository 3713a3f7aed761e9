import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { addressOf, createListener, listenOn } from '../../src/http/listening/listener.js';
import { send, toolCall } from './support/eras.js';
import { type Guarded, NOTHING, startGuarded } from './support/guarded.js';
import { open, raw } from './support/raw.js';
import { expectServed } from './support/refusals.js';

/** Requests that two readers would understand differently, and clients that never finish one. */
let server: Guarded;
let token: string;
beforeAll(async () => {
  server = await startGuarded({
    adjust: (listener) => {
      listener.headersTimeout = 700;
      listener.requestTimeout = 900;
    },
  });
  token = server.tokenOf('ada');
});
afterAll(() => server.stop());
beforeEach(() => server.forget());

const BODY = JSON.stringify(toolCall('legacy', 'get_user').body);
const head = (...lines: string[]): string =>
  [
    'POST /mcp HTTP/1.1',
    `Host: localhost:${server.port}`,
    'Content-Type: application/json',
    'Accept: application/json',
    `Authorization: Bearer ${token}`,
    ...lines,
    '',
    '',
  ].join('\r\n');
const chunked = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;

describe('framing', () => {
  it('S54: that can be read in two ways is refused, and the connection is closed', async () => {
    const smuggled = `POST /mcp HTTP/1.1\r\nHost: localhost:${server.port}\r\nContent-Length: 0\r\n\r\n`;
    const length = `Content-Length: ${BODY.length}`;
    const requests: [string, string][] = [
      ['both lengths', head(length, 'Transfer-Encoding: chunked') + chunked(BODY) + smuggled],
      [
        'both lengths, the other way',
        head('Transfer-Encoding: chunked', 'Content-Length: 6') + chunked(BODY),
      ],
      ['two lengths', head(length, 'Content-Length: 4') + BODY + smuggled],
      ['two lengths in one', head(`Content-Length: ${BODY.length}, ${BODY.length}`) + BODY],
      ['a length with a sign', head(`Content-Length: +${BODY.length}`) + BODY],
      ['a negative length', head('Content-Length: -1') + BODY],
      ['a length in hex', head(`Content-Length: 0x${BODY.length.toString(16)}`) + BODY],
      ['an unknown coding', head('Transfer-Encoding: xchunked') + chunked(BODY)],
      ['chunked not last', head('Transfer-Encoding: chunked, gzip') + chunked(BODY)],
      ['a chunk length that is none', `${head('Transfer-Encoding: chunked')}zz\r\n${BODY}\r\n0\r\n\r\n`],
      ['a space before the colon', head(`Content-Length : ${BODY.length}`) + BODY],
      ['a folded header', head('X-Folded: a\r\n b', length) + BODY],
      ['a header without a name', head(': x', length) + BODY],
      ['a line end of one byte', head(length).replaceAll('\r\n', '\n') + BODY],
      ['no host', head(length).replace(/Host: .*\r\n/, '') + BODY],
      ['two hosts', head(length, 'Host: evil.example') + BODY],
      ['a null byte in a header', head('X-Null: a\u0000b', length) + BODY],
      ['another protocol', head(length).replace('HTTP/1.1', 'HTTP/3.7') + BODY],
    ];
    for (const [what, bytes] of requests) {
      const answer = await raw(server.port, bytes, 400);
      expect([what, answer.statuses.filter((status) => status < 400)]).toEqual([what, []]);
      expect([what, answer.statuses.length]).toEqual([what, 1]);
      // Without a Host, Node answers by itself, and without a body.
      const form =
        what === 'no host' ? answer.headers['transfer-encoding'] : answer.headers['content-type']?.[0];
      expect([what, form]).toEqual([
        what,
        what === 'no host' ? ['chunked'] : expect.stringMatching(/^application\/json/),
      ]);
      expect(answer.text).not.toMatch(/HPE_|Error:|node:/);
    }
    expect(server.upstream()).toEqual(NOTHING);
    expect((await raw(server.port, head(length, 'Connection: close') + BODY)).status).toBe(200);
    const whole = head('Transfer-Encoding: chunked', 'Connection: close') + chunked(BODY);
    expect((await raw(server.port, whole)).status).toBe(200);
  });

  it('S54: closes after what it could not read, so that nothing behind it is taken for a request', async () => {
    const good = head(`Content-Length: ${BODY.length}`) + BODY;
    for (const bad of [
      'GARBAGE\r\n\r\n',
      head('Content-Length: 3, 4'),
      'GET / HTTP/1.1\r\nBad Header: x\r\n\r\n',
    ]) {
      const answer = await raw(server.port, bad + good, 400);
      expect([answer.statuses, answer.isClosed]).toEqual([[400], true]);
    }
    expect(server.upstream()).toEqual(NOTHING);
  });
});

describe('a request that is answered before it has come whole', () => {
  it('S54: gets no second answer when its rest cannot be read', async () => {
    const listener = createListener();
    listener.serve(express().post('/', (_req, res) => void res.end('early')));
    await listenOn(listener, { host: '127.0.0.1', port: 0 });
    const socket = await open(addressOf(listener).port);
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n');
    await vi.waitFor(() => expect(text).toContain('early'));
    socket.write('zz\r\n');
    await closed;
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200']);
    listener.close();
  });
});

describe('connections', () => {
  it('S53: that were told to go are ended, whether their client ends its half or not', async () => {
    const listener = createListener({
      connections: 100,
      headerBytes: 8_192,
      headerSeconds: 1,
      requestSeconds: 1,
      answerSeconds: 60,
    });
    listener.serve(express().get('/', (_req, res) => void res.end('served')));
    await listenOn(listener, { host: '127.0.0.1', port: 0 });
    const { port } = addressOf(listener);
    for (const bytes of ['', 'GET / HTTP/1.1\r\nHost: a\r\n', 'GARBAGE\r\n\r\n']) {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      socket.on('error', () => undefined).resume();
      socket.write(bytes);
    }
    const connections = (): Promise<number> =>
      new Promise((resolve) => listener.getConnections((_error, count) => resolve(count)));
    await vi.waitFor(async () => expect(await connections()).toBe(3));
    await vi.waitFor(async () => expect(await connections()).toBe(0), { timeout: 10_000, interval: 100 });
    listener.close();
  });

  it('S55: are no more than are allowed, and whoever leaves makes room', async () => {
    const listener = createListener({
      connections: 3,
      headerBytes: 8_192,
      headerSeconds: 5,
      requestSeconds: 5,
      answerSeconds: 5,
    });
    listener.serve(express().get('/', (_req, res) => void res.end('served')));
    await listenOn(listener, { host: '127.0.0.1', port: 0 });
    const { port } = addressOf(listener);
    const held = [await open(port), await open(port), await open(port)];
    let dropped = 0;
    listener.on('drop', () => {
      dropped += 1;
    });
    const late = await open(port);
    await new Promise((resolve) => late.on('error', () => undefined).once('close', resolve));
    expect(dropped).toBe(1);
    held[0]?.destroy();
    const request = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
    await vi.waitFor(async () => expect((await raw(port, request, 300)).status).toBe(200));
    for (const socket of held) socket.destroy();
    listener.close();
  });
});

describe('slow clients', () => {
  it('S53: have ten seconds for a header and thirty for a request, unless told otherwise', () => {
    const listener = createListener();
    expect(listener.headersTimeout).toBeLessThanOrEqual(10_000);
    expect(listener.requestTimeout).toBeLessThanOrEqual(30_000);
    expect(listener.headersTimeout).toBeGreaterThan(0);
    expect(listener.requestTimeout).toBeGreaterThan(0);
    listener.close();
  });

  it('S53: are cut off when their time is over, and do not slow anybody down meanwhile', async () => {
    const timed = async (): Promise<number> => {
      const started = performance.now();
      for (let n = 0; n < 20; n += 1) await send(server.url, token, toolCall('legacy', 'get_user'));
      return performance.now() - started;
    };
    await timed();
    const alone = await timed();
    const idle = await Promise.all(Array.from({ length: 400 }, () => open(server.port)));
    const slow = await Promise.all(Array.from({ length: 40 }, () => open(server.port)));
    const endings: Promise<string>[] = slow.map(async (socket, n) => {
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      socket.on('error', () => undefined);
      const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(text)));
      // Half of them never finish their header, half their body.
      socket.write(n % 2 === 0 ? head().slice(0, -4) : head('Content-Length: 5000'));
      const drip = setInterval(() => socket.write(n % 2 === 0 ? 'a' : ' '), 100);
      return closed.finally(() => clearInterval(drip));
    });
    const besides = await timed();
    expect(besides / alone).toBeLessThan(8);
    const texts = await Promise.all(endings);
    expect(texts.filter((text) => text !== '' && !/^HTTP\/1\.1 (?:408|400)/.test(text))).toEqual([]);
    for (const socket of idle) socket.destroy();
    await sleep(50);
    await expectServed(server, token, 'ada');
    expect(server.authority.exchanges.length).toBeGreaterThan(0);
  }, 30_000);

  it('S55: that ask on one connection for more than they read are cut off, before the answers are made', async () => {
    const listener = createListener();
    let served = 0;
    const app = express().get('/', (_req, res) => {
      served += 1;
      setTimeout(() => res.end('answer'), 20);
    });
    listener.serve(app);
    await listenOn(listener, { host: '127.0.0.1', port: 0 });
    const one = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
    const few = await raw(addressOf(listener).port, one.repeat(16), 300);
    expect(few.text.match(/HTTP\/1\.1 200/g)).toHaveLength(16);
    served = 0;
    const many = await raw(addressOf(listener).port, one.repeat(1_400), 300);
    expect([many.isClosed, many.text]).toEqual([true, '']);
    expect(served).toBe(16);
    listener.close();
  });

  it('S53: are cut off when they leave what they were sent unread, however they trickle, and whoever reads is not', async () => {
    const bytes = 16 * 1024 * 1024;
    const listener = createListener({
      connections: 100,
      headerBytes: 8_192,
      headerSeconds: 1,
      requestSeconds: 1,
      answerSeconds: 1,
    });
    listener.serve(express().get('/', (_req, res) => void res.end(Buffer.alloc(bytes, 'x'))));
    await listenOn(listener, { host: '127.0.0.1', port: 0 });
    const { port } = addressOf(listener);
    const asking = async (read: (socket: Socket) => void): Promise<() => number> => {
      const socket = await open(port);
      let seen = 0;
      socket
        .on('error', () => undefined)
        .on('data', (chunk: Buffer) => {
          seen += chunk.length;
          read(socket);
        });
      socket.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
      return () => seen;
    };
    const stalled = await asking((socket) => socket.pause());
    const trickling = await asking((socket) => {
      socket.pause();
      setTimeout(() => socket.resume(), 200);
    });
    const reading = await asking(() => undefined);
    const connections = (): Promise<number> =>
      new Promise((resolve) => listener.getConnections((_error, count) => resolve(count)));
    // One that has read everything and is idle stays.
    await vi.waitFor(async () => expect(await connections()).toBe(1), { timeout: 10_000, interval: 100 });
    expect(reading()).toBeGreaterThan(bytes);
    expect(stalled()).toBeLessThan(bytes);
    expect(trickling()).toBeLessThan(bytes);
    await sleep(1_500);
    expect(await connections()).toBe(1);
    listener.closeAllConnections();
    listener.close();
  }, 30_000);
});
