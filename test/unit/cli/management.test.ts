import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { cleaned } from '../../../src/cli/cleaned.js';
import { judgeAnswer } from '../../../src/cli/management/answer.js';
import { ManagementFailure } from '../../../src/cli/management/api.js';
import { judgeCommand } from '../../../src/cli/management/keycard-cli.js';
import { createAsk } from '../../../src/cli/prompt.js';
import { readLinearApp } from '../../../src/cli/provision/linear-app.js';

function failureOf(run: () => unknown): [kind: string, detail: string | undefined] {
  try {
    run();
  } catch (error) {
    if (error instanceof ManagementFailure) return [error.kind, error.detail];
    throw error;
  }
  throw new Error('It did not fail');
}

describe('what the Keycard CLI prints', () => {
  const said = (stdout: string, stderr = '', code: number | null = 0) => ({ code, stdout, stderr });

  it.each([
    ['JSON', '{"id":"a"}', { id: 'a' }],
    ['nothing', '', undefined],
    ['a record with an error of its own', '{"id":"a","error":"last sync"}', { id: 'a', error: 'last sync' }],
  ])('is an answer when it is %s', (_what, stdout, answer) => {
    expect(judgeCommand(said(stdout))).toEqual(answer);
  });

  it.each([
    ['words instead of JSON', said('Done!'), ['unreadable', undefined]],
    [
      'an error document with exit code 0',
      said('{"error":"conflict","message":"already in use"}'),
      ['conflict', 'already in use'],
    ],
    [
      'a status on standard error',
      said('', 'Error: request failed with status 409', 1),
      ['conflict', 'Error: request failed with status 409'],
    ],
    ['a status line', said('{"message":"no"}', '403 Forbidden', 1), ['forbidden', 'no']],
    [
      'HTTP and a number',
      said('', 'HTTP 415 Unsupported Media Type', 1),
      ['refused', 'HTTP 415 Unsupported Media Type'],
    ],
    [
      'no session',
      said('', 'not signed in to management API', 1),
      ['not_signed_in', 'not signed in to management API'],
    ],
    [
      'no organization',
      said('', 'no organization: pass --org', 1),
      ['organization_unnamed', 'no organization: pass --org'],
    ],
    ['no reason at all', said('', '', 1), ['unavailable', undefined]],
    ['being stopped', said('', '', null), ['unavailable', undefined]],
  ])('is a failure when it is %s', (_what, result, failure) => {
    expect(failureOf(() => judgeCommand(result))).toEqual(failure);
  });

  it('is not quoted where a secret was near', () => {
    const result = said('{"error":"bad","message":"s3cr3t"}', 's3cr3t', 1);
    expect(failureOf(() => judgeCommand(result, true))).toEqual(['refused', undefined]);
  });
});

describe('what the Management API answers', () => {
  it.each([
    [401, 'not_signed_in'],
    [403, 'forbidden'],
    [404, 'not_found'],
    [409, 'conflict'],
    [415, 'refused'],
    [422, 'refused'],
    [429, 'unavailable'],
    [503, 'unavailable'],
    [302, 'unreadable'],
  ])('with %i is %s', (status, kind) => {
    const body = '{"error":"x","error_description":"what it says"}';
    expect(failureOf(() => judgeAnswer({ status, body }))).toEqual([kind, 'what it says']);
    expect(failureOf(() => judgeAnswer({ status, body }, { isSecret: true }))).toEqual([kind, undefined]);
  });
});

describe('somebody else’s words', () => {
  it('are one short printable line without what is hidden', () => {
    expect(cleaned('a\u0000b\u202ec\n d\u001b[2J')).toBe('a b c d [2J');
    expect(cleaned('token abc, again abc', ['abc', ''])).toBe('token …, again …');
    expect(cleaned('x'.repeat(500))).toHaveLength(201);
    expect(cleaned(' \n ')).toBeUndefined();
  });
});

describe('asking at a terminal', () => {
  it('shows the question and not what is typed', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const answer = createAsk({ input, output })('Client secret: ');
    input.write('s3cr3t\r');
    expect(await answer).toBe('s3cr3t');
    expect(output.read()?.toString()).toBe('Client secret: \n');
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('ends without an answer at %s', async (_key, typed) => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    const answer = createAsk({ input, output })('?');
    input.write(typed);
    await expect(answer).rejects.toThrow('Nothing was entered');
  });
});

describe('the client of the Linear application', () => {
  const options = (env: Record<string, string>, answers?: string[]) => {
    const said: string[] = [];
    const ask = answers && (async () => answers.shift() ?? Promise.reject(new Error('left')));
    return {
      said,
      read: () => readLinearApp({ env, ask, callback: 'https://z/cb', say: (l) => said.push(l) }),
    };
  };

  it('comes from the environment without a question', async () => {
    const { said, read } = options({ LINEAR_CLIENT_ID: 'id', LINEAR_CLIENT_SECRET: 'sec' });
    expect(await read()).toEqual({ clientId: 'id', clientSecret: 'sec' });
    expect(said).toEqual([]);
  });

  it('or from the person, who is told what to register first', async () => {
    const { said, read } = options({}, [' id ', 'sec']);
    expect(await read()).toEqual({ clientId: 'id', clientSecret: 'sec' });
    expect(said.join()).toContain('https://z/cb');
  });

  it('and is missed by name when nobody answers, or nobody is there', async () => {
    await expect(options({}, ['id']).read()).rejects.toThrow('LINEAR_CLIENT_SECRET is empty');
    await expect(options({ LINEAR_CLIENT_ID: 'id' }).read()).rejects.toThrow(/its client is not given/);
  });
});
