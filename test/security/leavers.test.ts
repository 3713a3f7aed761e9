import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Guarded, startGuarded } from './support/guarded.js';

const PLACES = 4;

describe('S56: clients that leave', () => {
  let server: Guarded;

  beforeEach(async () => {
    server = await startGuarded({ env: { LIMIT_CONCURRENT_PER_PERSON: String(PLACES) } });
  });
  afterEach(() => server.stop());

  const call = (id: number): string => {
    const params = { name: 'get_user', arguments: {} };
    const body = JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params });
    const headers = [
      `Host: localhost:${server.port}`,
      `Authorization: Bearer ${server.tokenOf('ada')}`,
      'Content-Type: application/json',
      'Accept: application/json, text/event-stream',
      `Content-Length: ${body.length}`,
    ];
    return `POST /mcp HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${body}`;
  };
  const calls = (count: number): string => Array.from({ length: count }, (_, n) => call(n)).join('');
  const open = (text: string): Socket => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write(text);
    return socket;
  };
  /** Statuses of so many calls that are sent one by one. */
  const statuses = async (count: number): Promise<number[]> => {
    const seen: number[] = [];
    for (let n = 0; n < count; n += 1) {
      const socket = open(call(n));
      const answer = await new Promise<string>((resolve) =>
        socket.once('data', (data) => resolve(String(data))),
      );
      socket.destroy();
      seen.push(Number(answer.split(' ')[1]));
    }
    return seen;
  };

  it('give their places back when they leave while their token is verified', async () => {
    server.authority.misbehave.jwks = async () => {
      delete server.authority.misbehave.jwks;
      await sleep(400);
      return undefined;
    };
    const sockets = Array.from({ length: PLACES }, (_, n) => open(call(n)));
    await sleep(150);
    for (const socket of sockets) socket.destroy();
    await sleep(500);
    expect(await statuses(2)).toEqual([200, 200]);
  });

  it('take all their calls with them, also those that wait for the first one’s answer', async () => {
    server.ledger.misbehave.query = async () => {
      await sleep(5_000);
      return undefined;
    };
    const socket = open(calls(PLACES));
    await expect.poll(() => server.ledger.queries.length).toBe(PLACES);
    socket.destroy();
    const outcomes = () => server.events('tool.call').map(({ outcome }) => outcome);
    await expect.poll(outcomes).toEqual(Array(PLACES).fill('canceled'));
    expect(server.ledger.queries.every(({ isAborted }) => isAborted)).toBe(true);
    delete server.ledger.misbehave.query;
    expect(await statuses(2)).toEqual([200, 200]);
  });

  it('are answered all they asked for at once when they stay', async () => {
    const socket = open(calls(PLACES));
    let text = '';
    socket.on('data', (data) => {
      text += String(data);
    });
    await expect.poll(() => text.match(/HTTP\/1\.1 200/g)?.length).toBe(PLACES);
    const outcomes = server.events('tool.call').map(({ outcome }) => outcome);
    expect(outcomes).toEqual(Array(PLACES).fill('ok'));
    socket.destroy();
  });
});
