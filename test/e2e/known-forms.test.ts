import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, BOTH, message, send, toolCall } from '../security/support/eras.js';
import { type Guarded, startGuarded } from '../security/support/guarded.js';

/** What is asked in a form that was judged before is answered without the protocol layer; nobody must be able to tell. */
let server: Guarded;
beforeAll(async () => {
  server = await startGuarded();
});
afterAll(() => server.stop());

type Init = Parameters<typeof send>[3];
const list = (era: (typeof BOTH)[number], id: number | string = 1, headers: Record<string, string> = {}) => {
  const { body, ...rest } = message(era, 'tools/list');
  return send(server.url, server.tokenOf('ada'), { ...rest, body: { ...body, id } }, { headers } as Init);
};
const namesOf = (answer: Answer): string[] =>
  (answer.json['result'] as { tools: { name: string }[] }).tools.map(({ name }) => name);

describe.each(BOTH)('a list of tools in the %s protocol', (era) => {
  it('is the same the second time, to the byte and the header, but for the id', async () => {
    const [first, second] = [await list(era), await list(era)];
    expect(second.json).toEqual(first.json);
    expect(second.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect(second.headers.get('cache-control')).toBe('no-store');
    for (const id of [7, 'seven', '"quoted\\', '</data>\n\ndata: {}', '']) {
      const again = await list(era, id);
      expect([again.status, again.json['id'], again.json['result']]).toEqual([200, id, first.json['result']]);
    }
  });

  it('is that of the choice it was asked with', async () => {
    const all = namesOf(await list(era));
    const reading = { 'X-MCP-Readonly': 'true' };
    const projects = { 'X-MCP-Toolsets': 'projects' };
    for (let n = 0; n < 2; n += 1) {
      expect(namesOf(await list(era, n, reading))).not.toContain('create_issue');
      expect(namesOf(await list(era, n, projects))).not.toContain('list_issues');
      expect(namesOf(await list(era, n))).toEqual(all);
    }
  });

  it('is as JSON for a client that takes JSON only, whoever asked before', async () => {
    const { headers, body } = message(era, 'tools/list');
    for (const accept of ['application/json, text/event-stream', 'application/json', '*/*']) {
      for (let n = 0; n < 2; n += 1) {
        const answer = await send(server.url, server.tokenOf('ada'), {
          headers: { ...headers, Accept: accept },
          body,
        });
        expect(answer.status).toBe(200);
        expect(namesOf(answer)).toContain('list_issues');
        if (accept === 'application/json') expect(answer.body.startsWith('{')).toBe(true);
      }
    }
  });

  it('is refused as before when the request is not in order, although one in order was answered', async () => {
    await list(era);
    const { headers, body } = message(era, 'tools/list');
    const spoilt = [
      { headers: { ...headers, 'MCP-Protocol-Version': '1999-01-01' }, body },
      { headers: { ...headers, 'Content-Type': 'text/plain' }, body },
      { headers, body: { ...body, jsonrpc: '1.0' } },
      { headers, body: { ...body, id: null } },
      { headers, body: { ...body, params: { ...body.params, cursor: 7 } } },
      { headers, body: { ...body, params: [] } },
    ];
    for (const one of spoilt) {
      const answer = await send(server.url, server.tokenOf('ada'), one);
      expect(answer.json['result'], JSON.stringify(one)).toBeUndefined();
    }
    expect((await send(server.url, undefined, { headers, body })).status).toBe(401);
  });

  it('is not what a call is answered with', async () => {
    await list(era);
    const answer = await send(server.url, server.tokenOf('ada'), toolCall(era, 'get_user'));
    expect(answer.text).toContain('ada@people.example');
  });
});

it('in 2026-07-28 is refused when header and body contradict each other, whatever was kept', async () => {
  await list('modern');
  const { headers, body } = message('modern', 'tools/list');
  const answer = await send(server.url, server.tokenOf('ada'), {
    headers: { ...headers, 'Mcp-Method': 'tools/call' },
    body,
  });
  expect([answer.status, answer.json['result']]).toEqual([400, undefined]);
});

describe.each(BOTH)('a call in the %s protocol, in a form that is known', (era) => {
  type Call = ReturnType<typeof toolCall>;
  const ask = (call: Call, person = 'ada') => send(server.url, server.tokenOf(person), call);
  const me = (id: number | string = 1): Call => {
    const { headers, body } = toolCall(era, 'get_user');
    return { headers, body: { ...body, id: id as number } };
  };
  beforeEach(async () => {
    await ask(me());
    server.forget();
  });

  it('is answered as the first one was, to the byte and the header, but for id and person', async () => {
    // A charset makes a form of its own, so this one has not been asked before.
    const charset = `application/json; charset=${era === 'modern' ? 'utf-8' : 'UTF-8'}`;
    const fresh = (): Call => ({ ...me(), headers: { ...me().headers, 'Content-Type': charset } });
    const [first, second] = [await ask(fresh()), await ask(fresh())];
    expect(second.body).toBe(first.body);
    for (const header of ['content-type', 'cache-control', 'mcp-session-id', 'x-accel-buffering']) {
      expect(second.headers.get(header), header).toBe(first.headers.get(header));
    }
    for (const id of [7, 'seven', '"quoted\\', '</data>\n\ndata: {}', '']) {
      const again = await ask(me(id));
      expect([again.status, again.json['id'], again.json['result']]).toEqual([200, id, first.json['result']]);
    }
    expect((await ask(me(), 'grace')).text).toContain('grace@people.example');
  });

  it('is run once, with one exchange and one request, whether it is answered well or not', async () => {
    await ask(me());
    expect(server.upstream()).toEqual({ exchanges: 1, queries: 1 });
    server.ledger.misbehave.query = (res) => {
      res.writeHead(403, { 'Content-Type': 'application/json' }).end('{}');
      return true;
    };
    const refused = await ask(me());
    delete server.ledger.misbehave.query;
    expect([refused.status, refused.isError]).toEqual([200, true]);
    expect(server.upstream()).toEqual({ exchanges: 2, queries: 2 });
    expect(server.events('tool.call').map(({ outcome }) => outcome)).toEqual(['ok', 'linear_forbidden']);
  });

  it('is answered in words when its arguments are wrong, and nothing is asked for', async () => {
    const wrong = await ask(toolCall(era, 'get_user', { userr: 'me' }));
    expect([wrong.status, wrong.isError]).toEqual([200, true]);
    expect(wrong.text).toContain('did you mean');
    expect(server.upstream()).toEqual({ exchanges: 0, queries: 0 });
  });

  it('is not run when the message is not in order', async () => {
    const { headers, body } = me();
    const spoilt: { headers: Record<string, string>; body: object }[] = [
      { headers: { ...headers, 'MCP-Protocol-Version': '1999-01-01' }, body },
      { headers: { ...headers, 'Content-Type': 'text/plain' }, body },
      { headers, body: { ...body, jsonrpc: '1.0' } },
      { headers, body: { ...body, id: null } },
      { headers, body: { ...body, id: 1.5 } },
      { headers, body: { ...body, id: { toString: 'x' } } },
      { headers, body: { ...body, params: { ...body.params, name: 'no_such_tool' } } },
      { headers, body: { ...body, params: { ...body.params, arguments: [] } } },
      { headers, body: { ...body, params: { ...body.params, arguments: 'get_user' } } },
      { headers, body: { ...body, params: { ...body.params, _meta: 'x' } } },
    ];
    if (era === 'modern') {
      spoilt.push({ headers: { ...headers, 'Mcp-Name': 'list_issues' }, body });
      spoilt.push({ headers: { ...headers, 'Mcp-Method': 'tools/list' }, body });
    }
    for (const one of spoilt) {
      const answer = await send(server.url, server.tokenOf('ada'), one);
      expect(answer.json['result'], JSON.stringify(one)).toBeUndefined();
    }
    expect((await send(server.url, undefined, { headers, body })).status).toBe(401);
    expect(server.upstream()).toEqual({ exchanges: 0, queries: 0 });
  });

  it('tells of a trace that only this message belongs to', async () => {
    const traceId = 'a'.repeat(32);
    const { headers, body } = me();
    const meta = { ...(body.params['_meta'] as object), traceparent: `00-${traceId}-${'b'.repeat(16)}-01` };
    await send(server.url, server.tokenOf('ada'), {
      headers,
      body: { ...body, params: { ...body.params, _meta: meta } },
    });
    expect(server.events('tool.call').map((event) => event['traceId'])).toEqual([traceId]);
  });

  it.runIf(era === 'legacy')('that takes long is run once and answered all the same', async () => {
    server.ledger.misbehave.query = async () => {
      delete server.ledger.misbehave.query;
      await sleep(5_500);
      return undefined;
    };
    const answer = await ask(me(42));
    expect([answer.json['id'], answer.isError]).toEqual([42, false]);
    expect(answer.text).toContain('ada@people.example');
    expect(server.upstream()).toEqual({ exchanges: 1, queries: 1 });
  });

  it('ends with its client', async () => {
    server.ledger.misbehave.query = async () => {
      delete server.ledger.misbehave.query;
      await sleep(300);
      return undefined;
    };
    const { headers, body } = me();
    const gone = send(
      server.url,
      server.tokenOf('ada'),
      { headers, body },
      { signal: AbortSignal.timeout(100) },
    );
    await expect(gone).rejects.toThrow();
    await expect.poll(() => server.events('tool.call').map(({ outcome }) => outcome)).toEqual(['canceled']);
  });
});

it('keeps a list once for each choice, in however many forms it is asked for', async () => {
  const sets = ['issues', 'projects', 'cycles', 'documents', 'views', 'inbox'];
  const ask = async (n: number): Promise<void> => {
    for (const set of sets) {
      const headers = { 'Content-Type': `application/json; n=${n}`, 'X-MCP-Toolsets': `all,${set}` };
      await list('legacy', 1, headers);
    }
  };
  await ask(0);
  const before = keptBytes();
  for (let n = 1; n <= 30; n += 1) await ask(n);
  // One for each of the 150 and more would be over three megabytes.
  expect(keptBytes() - before).toBeLessThan(1_500_000);
});

/** Bytes of buffers that are in use, after what is not has been collected. */
function keptBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('Memory cannot be collected here');
  for (let n = 0; n < 3; n += 1) collect();
  return process.memoryUsage().arrayBuffers;
}
