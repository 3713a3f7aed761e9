import { getHeapStatistics } from 'node:v8';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { judgeTokenAnswer } from '../../src/broker/judge.js';
import { oneLine, visible } from '../../src/linear/text.js';
import { judgeReply } from '../../src/linear/wire/judging.js';
import { bodyText, linkField, quotedTitle } from '../../src/tools/text/untrusted.js';
import { message, send, toolCall } from './support/eras.js';
import { type Guarded, NOTHING, startGuarded } from './support/guarded.js';
import { open, raw } from './support/raw.js';
import { expectServed } from './support/refusals.js';

/** Bodies that are too much: of strangers, of people, and in every dimension. */
let server: Guarded;
let token: string;
beforeAll(async () => {
  server = await startGuarded();
  token = server.tokenOf('ada');
});
afterAll(() => server.stop());
beforeEach(() => server.forget());

const MB = 1_000_000;
const head = (...lines: string[]): string =>
  [
    'POST /mcp HTTP/1.1',
    `Host: localhost:${server.port}`,
    'Content-Type: application/json',
    ...lines,
    '',
    '',
  ].join('\r\n');
const bearer = (): string => `Authorization: Bearer ${token}`;

describe('a body', () => {
  it('S51: of a stranger is answered from its header alone: nothing of it is waited for or read', async () => {
    for (const lines of [
      [`Content-Length: ${50 * MB}`],
      ['Transfer-Encoding: chunked'],
      [`Content-Length: ${50 * MB}`, 'Content-Encoding: gzip'],
    ]) {
      const answer = await raw(server.port, head(...lines), 200);
      expect([lines, answer.status]).toEqual([lines, 401]);
      expect(answer.body).toContain('credentials_missing');
    }
    const before = process.memoryUsage().heapUsed;
    for (const size of [0.1 * MB, 5 * MB, 50 * MB]) {
      const socket = await open(server.port);
      socket.on('error', () => undefined);
      const answered = new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
      socket.write(head(`Content-Length: ${size}`));
      socket.write(Buffer.alloc(size, 0x7b));
      expect(await answered).toMatch(/^HTTP\/1\.1 401/);
      socket.destroy();
    }
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(40 * MB);
    expect(server.upstream()).toEqual(NOTHING);
  });

  it('S51: of a caller is read to its limit, in one piece or many, and never unpacked', async () => {
    const tooLarge = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'ping',
      params: { x: 'x'.repeat(2 * MB) },
    });
    const answers = [
      await raw(server.port, head(bearer(), `Content-Length: ${tooLarge.length}`) + tooLarge, 500),
      await raw(
        server.port,
        `${head(bearer(), 'Transfer-Encoding: chunked')}${tooLarge.length.toString(16)}\r\n${tooLarge}\r\n0\r\n\r\n`,
        500,
      ),
    ];
    expect(answers.map(({ status, body }) => [status, body.includes('"code":-32600')])).toEqual([
      [413, true],
      [413, true],
    ]);
    const bomb = gzipSync(Buffer.alloc(50 * MB, 0x20));
    expect(bomb.length).toBeLessThan(MB);
    for (const coding of ['gzip', 'deflate', 'br', 'zstd', 'gzip, gzip']) {
      const request = Buffer.concat([
        Buffer.from(head(bearer(), `Content-Encoding: ${coding}`, `Content-Length: ${bomb.length}`)),
        bomb,
      ]);
      const answer = await raw(server.port, request, 500);
      expect([coding, answer.status]).toEqual([coding, 415]);
    }
    expect(server.upstream()).toEqual(NOTHING);
    await expectServed(server, token, 'ada');
  });

  it('S51: of one caller, many at once, has a room of its own, and whoever sends small ones is served', async () => {
    // Each byte of it is a character of two in the heap, as soon as one of them is not Latin.
    const large = Buffer.alloc(MB, 0x61);
    large.write('{"x":"漢');
    const sending = async (count: number): Promise<{ statuses: () => string[]; destroy: () => void }> => {
      const seen: string[] = [];
      const sockets = await Promise.all(Array.from({ length: count }, () => open(server.port)));
      for (const socket of sockets) {
        socket.on('error', () => undefined).on('data', (data: Buffer) => seen.push(data.toString()));
        socket.write(head(bearer(), `Content-Length: ${MB}`));
        socket.write(large.subarray(0, -1));
      }
      return {
        statuses: () => seen.map((text) => text.slice(9, 12)),
        destroy: () => {
          for (const socket of sockets) socket.destroy();
        },
      };
    };
    const room = getHeapStatistics().heap_size_limit / 12;
    const fitting = Math.floor(room / 4 / MB);
    const before = process.memoryUsage().heapUsed;
    const crowd = await sending(fitting + 30);
    await vi.waitFor(() => expect(crowd.statuses()).toHaveLength(30), { timeout: 20_000 });
    expect(new Set(crowd.statuses())).toEqual(new Set(['429']));
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(20 * MB);
    const turnedAway = server.events('caller.refused').filter(({ reason }) => reason === 'bytes');
    expect(turnedAway).toHaveLength(30);
    await expectServed(server, server.tokenOf('kenji'), 'kenji');
    crowd.destroy();
    await vi.waitFor(() => expectServed(server, token, 'ada'));
    expect(server.upstream().queries).toBeGreaterThan(0);
  }, 60_000);

  it('S51: that is not UTF-8, or says that it is something else, is refused rather than read as it is not', async () => {
    const good = JSON.stringify(toolCall('legacy', 'get_user').body);
    const [before = '', after = ''] = good.split('get_user');
    const bytes = Buffer.concat([Buffer.from(before), Buffer.from([0xff]), Buffer.from(after)]);
    const sent = (body: Buffer | string, type = 'application/json') =>
      raw(
        server.port,
        Buffer.concat([
          Buffer.from(head(bearer(), `Content-Length: ${body.length}`).replace('application/json', type)),
          Buffer.from(body),
        ]),
        300,
      );
    expect((await sent(bytes)).status).toBe(400);
    expect((await sent(good, 'application/json; charset=utf-7')).status).toBe(415);
    expect((await sent(good, 'application/json;charset="UTF-8"')).status).not.toBe(415);
    expect(server.upstream().exchanges).toBeLessThanOrEqual(1);
  });

  it('S52: of any depth, width or cunning is refused about as fast as a good one is served', async () => {
    const timed = async (body: string): Promise<[number, number]> => {
      const started = performance.now();
      const answer = await send(server.url, token, { headers: message('legacy', 'ping').headers, body });
      return [performance.now() - started, answer.status];
    };
    const nested = (opening: string, closing: string, depth: number): string =>
      `{"jsonrpc":"2.0","id":1,"method":"ping","params":${opening.repeat(depth)}1${closing.repeat(depth)}}`;
    const keys = (count: number): string =>
      `{"jsonrpc":"2.0","id":1,"method":"ping","params":{${Array.from({ length: count }, (_, n) => `"${n.toString(36)}":0`).join()}}}`;
    // A message of the same size that is fine: what reading a megabyte costs anyway.
    const fine = `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"${'x'.repeat(900_000)}"}}`;
    await timed(fine);
    const [clean] = await timed(fine);
    const hostile = {
      deep: nested('{"a":', '}', 40_000),
      'deep lists': nested('[', ']', 400_000),
      wide: keys(110_000),
      'a million members': keys(1_000_000),
      'a number without an end': `{"jsonrpc":"2.0","id":${'9'.repeat(900_000)},"method":3}`,
      'equal keys': `{${Array.from({ length: 120_000 }, () => '"k":0').join()}}`,
      escapes: `"${'\\u0000'.repeat(150_000)}"`,
    };
    for (const [what, body] of Object.entries(hostile)) {
      const [time, status] = await timed(body);
      expect([what, [400, 413].includes(status)]).toEqual([what, true]);
      expect([what, time / (clean + 20) < 15]).toEqual([what, true]);
    }
    expect(server.upstream()).toEqual(NOTHING);
  });

  it('S52: that reaches for prototypes is refused by name, and changes nothing for anybody', async () => {
    const before = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
    for (const args of [
      '{"__proto__":{"admin":true}}',
      '{"constructor":{"prototype":{"admin":true}}}',
      '{"user":{"__proto__":{"admin":true}}}',
      '{"toString":"x"}',
      '{"user":"__proto__","hasOwnProperty":1}',
    ]) {
      const body = JSON.stringify(toolCall('legacy', 'get_user').body).replace(
        '"arguments":{}',
        `"arguments":${args}`,
      );
      const answer = await send(server.url, token, {
        headers: message('legacy', 'tools/call').headers,
        body,
      });
      expect([args, answer.status === 400 || answer.isError]).toEqual([args, true]);
    }
    const id = `{"jsonrpc":"2.0","id":"__proto__","method":"ping","params":{}}`;
    expect(
      (await send(server.url, token, { headers: message('legacy', 'ping').headers, body: id })).status,
    ).toBe(200);
    expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(before);
    expect(Reflect.get({}, 'admin')).toBeUndefined();
    expect(server.upstream()).toEqual(NOTHING);
  });
});

describe('patterns', () => {
  const pieces = [
    '<img ',
    '![',
    '<',
    '\u202e',
    ' ',
    '\t\n',
    '-',
    '://',
    'a:',
    'not ',
    'src=" ',
    '\u0000',
    '😀',
    '\ud800',
    'complex ',
    '.',
  ];
  const readers: [string, (text: string) => unknown][] = [
    ['bodyText', bodyText],
    ['visible', visible],
    ['oneLine', (text) => oneLine(text, 140)],
    ['quotedTitle', quotedTitle],
    ['linkField', linkField],
    ['linkField of Linear', (text) => linkField(`https://linear.app/x/issue/ENG-1/${text}`)],
    [
      'the token answer',
      (text) =>
        judgeTokenAnswer({
          status: 400,
          contentType: 'application/json',
          retryAfter: text,
          body: JSON.stringify({ error: 'invalid_grant', error_description: text }),
        }),
    ],
    [
      'Retry-After',
      (text) => judgeTokenAnswer({ status: 503, contentType: null, retryAfter: text, body: '' }),
    ],
    [
      'the type of the token answer',
      (text) => judgeTokenAnswer({ status: 200, contentType: text, retryAfter: null, body: '{}' }),
    ],
    [
      'the answer of Linear',
      (text) =>
        judgeReply({
          status: 400,
          errors: [
            { message: text, extensions: { code: text, type: 'user error', userPresentableMessage: text } },
          ],
        }),
    ],
  ];

  it('S57: take time in proportion to the text, whatever it consists of', () => {
    const timeOf = (read: (text: string) => unknown, text: string): number => {
      let best = Number.POSITIVE_INFINITY;
      for (let n = 0; n < 3; n += 1) {
        const started = performance.now();
        read(text);
        best = Math.min(best, performance.now() - started);
      }
      return best;
    };
    for (const [name, read] of readers) {
      for (const piece of pieces) {
        const text = (length: number): string => piece.repeat(Math.ceil(length / piece.length));
        const inProportion = (): boolean => {
          const [short, long] = [timeOf(read, text(25_000)), timeOf(read, text(200_000))];
          // Eight times the text: linear is 8, and up to thrice that where memory has to be collected; quadratic is 64.
          // What is short for a quarter of a millisecond is the memory's time and not the text's.
          return long / Math.max(short, 0.25) < 32;
        };
        // What else the machine does hits one look or another; what is quadratic is so at each.
        const isLinear = Array.from({ length: 20 }).some(inProportion);
        expect([name, piece, isLinear]).toEqual([name, piece, true]);
      }
    }
  });

  it('S57: and arguments of a hundred thousand characters are refused or searched for, not chewed on', async () => {
    const started = performance.now();
    await send(server.url, token, toolCall('legacy', 'get_user', { user: 'x' }));
    const clean = performance.now() - started;
    for (const piece of pieces) {
      const from = performance.now();
      const text = piece.repeat(100_000 / piece.length);
      const answer = await send(
        server.url,
        token,
        toolCall('legacy', 'list_issues', { cursor: text, team: text }),
      );
      expect([piece, answer.isError || answer.status >= 400]).toEqual([piece, true]);
      expect([piece, (performance.now() - from) / (clean + 20) < 15]).toEqual([piece, true]);
    }
  });

  it('S57: of addresses take one piece at a time: no template explodes a list', async () => {
    const templates = await send(server.url, token, message('legacy', 'resources/templates/list'));
    const uris = JSON.stringify(templates.json).match(/"uriTemplate":"[^"]*"/g) ?? [];
    expect(uris.filter((uri) => /\*\}|\{[?&;]/.test(uri))).toEqual([]);
  });
});
