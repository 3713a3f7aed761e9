import { pino } from 'pino';
import { expect, test } from 'vitest';
import { CallFailure } from '../../../src/errors.js';
import { createLinear } from '../../../src/linear/client.js';
import { createTelemetry } from '../../../src/telemetry/telemetry.js';
import { createTracing } from '../../../src/telemetry/tracing.js';
import { type CallRequest, createCallTool } from '../../../src/tools/call.js';
import { createInFlight } from '../../../src/tools/in-flight.js';

const caller = {
  door: 'oauth',
  mode: 'live',
  issuer: 'https://zone.example',
  subject: 'ada',
  clientId: undefined,
  sessionId: undefined,
  tokenId: undefined,
} as const;

function request(run: CallRequest['tool']['run'], more: Partial<CallRequest> = {}): CallRequest {
  return {
    tool: { name: 'get_user', access: 'read', run },
    args: {},
    readOnly: false,
    requestId: 'r',
    caller,
    token: async () => 'token',
    ...more,
  };
}

function funnel() {
  const inFlight = createInFlight();
  const call = createCallTool({
    linear: createLinear({ apiUrl: 'http://localhost:1', userAgent: 'test/1' }),
    telemetry: createTelemetry({ log: pino({ level: 'silent' }), tracing: createTracing() }),
    deadlineSeconds: 30,
    inFlight,
  });
  return { call, inFlight };
}

test('a call whose link cannot be made ends in words, and is over', async () => {
  const { call, inFlight } = funnel();
  const failing = async (): Promise<never> => {
    throw new CallFailure({ code: 'consent_required' });
  };
  const connectLink = async (): Promise<never> => {
    throw new Error('no link');
  };
  const outcome = await call(request(failing, { connectLink }));
  expect(outcome).toMatchObject({ ok: false, failure: { code: 'consent_required' } });
  expect(await inFlight.settle(1_000)).toBe('drained');
});

test('calls that end in any order are all waited for, and the last of them is told of an end that comes first', async () => {
  const { call, inFlight } = funnel();
  const ends: (() => void)[] = [];
  const waiting = (): Promise<{ text: string }> =>
    new Promise((resolve) => {
      ends.push(() => resolve({ text: 'done' }));
    });
  const hanging: CallRequest['tool']['run'] = (_args, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  const calls = [0, 1, 2].map(() => call(request(waiting)));
  const stuck = call(request(hanging));
  for (const index of [1, 0, 2]) ends[index]?.();
  await Promise.all(calls);
  expect(await inFlight.settle(30)).toBe('cut');
  expect(await stuck).toMatchObject({ ok: false, failure: { code: 'canceled' } });
  expect(await inFlight.settle(30)).toBe('drained');
});
