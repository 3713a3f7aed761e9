import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, BOTH, message, send, toolCall } from '../security/support/eras.js';
import { type Guarded, startGuarded } from '../security/support/guarded.js';

/** `tools/list` is answered from what was answered before; nobody must be able to tell. */
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
