import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLinear } from '../../../src/linear/client.js';
import { type LinearSandbox, startLinear } from '../../../src/sandbox/linear/index.js';
import { createTelemetry } from '../../../src/telemetry/telemetry.js';
import { createTracing } from '../../../src/telemetry/tracing.js';
import { createCallTool } from '../../../src/tools/call.js';
import { createInFlight } from '../../../src/tools/in-flight.js';
import { argsOf, toolExamples } from '../../support/examples/index.js';
import { ada, callerOf } from './support.js';

/** Linear, but for one value of each answer, which is of another type than its schema says. */
let sandbox: LinearSandbox;
let between: Server;
let url: string;
let spoil: (data: unknown) => void = () => undefined;

beforeAll(async () => {
  sandbox = await startLinear({ port: 0 });
  between = createServer(async (req, res) => {
    const { authorization = '' } = req.headers;
    const answer = await fetch(sandbox.graphqlUrl, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: authorization },
      body: JSON.stringify(await json(req)),
    });
    const body: unknown = await answer.json();
    if (typeof body === 'object' && body !== null && 'data' in body) spoil(body.data);
    res.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
  const address = between.address();
  url = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}/graphql` : '';
});
afterAll(async () => {
  between.close();
  await sandbox.close();
});

type Place = readonly [holder: object, key: string];

/** Every value within an answer, by what holds it; of a list its first two. */
function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const keys = Array.isArray(value) ? Object.keys(value).slice(0, 2) : Object.keys(value);
  return keys.flatMap((key): Place[] => [[value, key], ...placesIn(Reflect.get(value, key))]);
}

const NONSENSE: readonly unknown[] = [null, 5, 'nonsense', [], {}, true, [null]];
const MOST = 24;
const CALLER = {
  door: 'oauth',
  subject: 'ada',
  clientId: undefined,
  sessionId: undefined,
  tokenId: undefined,
} as const;
const reads = toolExamples.filter(([tool]) => tool.access === 'read' && tool.toolset !== 'graphql');

describe.each(reads.map(([tool, example]) => [tool.name, tool, example] as const))(
  '%s',
  (name, tool, example) => {
    test('takes no value of a wrong type for a fault of its own', async () => {
      const args = await argsOf(example, (other, given) => callerOf(sandbox, ada).ok(other, given));
      const call = createCallTool({
        linear: createLinear({ apiUrl: url, userAgent: 'test/1' }),
        telemetry: createTelemetry({ log: pino({ level: 'silent' }), tracing: createTracing() }),
        deadlineSeconds: 30,
        inFlight: createInFlight(),
      });
      const outcomes = new Map<string, number>();
      let places = 1;
      for (let index = 0; index < Math.min(places, MOST); index += 1) {
        spoil = (data) => {
          const all = placesIn(data);
          places = all.length;
          const [holder, key] = all[Math.floor((index * all.length) / Math.min(all.length, MOST))] ?? [
            {},
            '',
          ];
          Reflect.set(holder, key, NONSENSE[index % NONSENSE.length]);
        };
        const outcome = await call({
          tool,
          args,
          readOnly: true,
          requestId: 'test',
          caller: CALLER,
          token: async () => sandbox.issueTokenFor(ada).accessToken,
        });
        if (outcome.ok) expect(outcome.answer.text).not.toMatch(/\bundefined\b|\[object/);
        const code = outcome.ok ? 'ok' : outcome.failure.code;
        outcomes.set(code, (outcomes.get(code) ?? 0) + 1);
      }
      expect(
        [...outcomes.keys()].filter((code) => code === 'internal'),
        name,
      ).toEqual([]);
      expect([...outcomes.values()].reduce((sum, each) => sum + each, 0)).toBeGreaterThan(3);
    });
  },
);
