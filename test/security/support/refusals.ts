import { expect } from 'vitest';
import { type Counting, count } from './counts.js';
import { type Answer, BOTH, send, toolCall } from './eras.js';
import type { Guarded } from './guarded.js';
import { post, type RawAnswer, raw } from './raw.js';

/** The one answer for every token that is not good: what was wrong with it is nobody's business. */
export function expectInvalidToken(answer: Answer, { mcp }: { mcp: string }): void {
  const { origin } = new URL(mcp);
  expect([answer.status, answer.body.slice(0, 200)]).toEqual([401, expect.stringContaining('invalid_token')]);
  expect(answer.headers.get('Content-Type')).toBe('application/json; charset=utf-8');
  expect(answer.headers.get('Cache-Control')).toBe('no-store');
  expect(answer.headers.get('WWW-Authenticate')).toBe(
    'Bearer error="invalid_token", error_description="The access token is expired, malformed or not meant for this server", ' +
      `scope="mcp:tools", resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp"`,
  );
  expect(Object.keys(answer.json).sort()).toEqual(['error', 'error_description', 'request_id']);
  expect(answer.json['error']).toBe('invalid_token');
}

export function expectRawInvalidToken(answer: RawAnswer): void {
  expect([answer.status, answer.headers['content-type']]).toEqual([401, ['application/json; charset=utf-8']]);
  expect(answer.headers['www-authenticate']).toHaveLength(1);
  expect(answer.headers['www-authenticate']?.[0]).toMatch(/^Bearer error="invalid_token", /);
  expect(answer.body).toContain('"error":"invalid_token"');
}

/** Shows a token to every door there is, in both eras and over a bare socket: refused, and nothing spent on it. */
export async function expectRefused(context: Counting, server: Guarded, token: string): Promise<void> {
  const before = server.upstream();
  const call = toolCall('legacy', 'get_user');
  const line = `Authorization: Bearer ${token}`;
  const answers = [];
  for (const era of BOTH) answers.push(await send(server.url, token, toolCall(era, 'get_user')));
  const bare = await raw(server.port, post(server.port, [line], JSON.stringify(call.body)));
  const statuses = [...answers, bare].map(({ status }) => status);
  count(context, 'forged tokens tried', statuses.length);
  count(context, 'forged tokens accepted', statuses.filter((status) => status === 200).length);
  for (const answer of answers) expectInvalidToken(answer, server);
  expectRawInvalidToken(bare);
  expect(server.upstream()).toEqual(before);
}

/** Refuses all of them, and still serves a good one. */
export async function refuseAll(
  context: Counting,
  server: Guarded,
  tokens: readonly string[],
): Promise<void> {
  for (const token of tokens) await expectRefused(context, server, token);
  await expectServed(server, server.tokenOf('ada'), 'ada');
}

/** The positive control: the same request with a good token is served, and reaches both upstreams. */
export async function expectServed(server: Guarded, token: string, subject: string): Promise<void> {
  for (const era of BOTH) {
    const before = server.upstream();
    const answer = await send(server.url, token, toolCall(era, 'get_user'));
    expect([answer.status, answer.isError, answer.text]).toEqual([
      200,
      false,
      expect.stringContaining(`${subject}@people.example`),
    ]);
    expect(server.upstream()).toEqual({ exchanges: before.exchanges + 1, queries: before.queries + 1 });
  }
}
