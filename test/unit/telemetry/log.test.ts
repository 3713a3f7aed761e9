import { Writable } from 'node:stream';
import { type Logger, pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { logOptions } from '../../../src/telemetry/log.js';

function written(act: (log: Logger) => void): string {
  let text = '';
  const sink = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  act(pino(logOptions('info'), sink));
  return text;
}

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl';

describe('the second line of defence', () => {
  it.each([
    ['under its name', { token: 'planted-canary' }],
    ['under another name', { client_secret: 'planted-canary' }],
    ['in headers', { req: { headers: { authorization: 'Bearer planted-canary' } } }],
    ['in a body', { body: { subject_token: 'planted-canary' } }],
    ['by the scheme before it', { anything: { deep: { inside: ['Bearer planted-canary'] } } }],
  ])('does not print a secret that is logged %s', (_, fields) => {
    const line = written((log) => log.info(fields, 'a line in a hurry'));
    expect(line).toContain('[redacted]');
    expect(line).not.toContain('canary');
  });

  it.each([
    [JWT, JWT.split('.')],
    [`https://example.com/?access_token=${JWT}&x=1`, JWT.split('.')],
    ['lin_oauth_0123456789abcdef', ['0123456789abcdef']],
    ['lin_api_0123456789abcdef', ['0123456789abcdef']],
    ['Basic Y2xpZW50OnBsYW50ZWQtY2FuYXJ5', ['Y2xpZW50OnBsYW50ZWQtY2FuYXJ5']],
  ])('knows the shape of a secret wherever it stands: %#', (secret, parts) => {
    const line = written((log) => log.info({ nested: { far: { down: secret } } }, `said ${secret} aloud`));
    const parsed = JSON.parse(line) as Record<string, unknown>;
    expect(parsed['msg']).toContain('[redacted]');
    for (const part of parts) expect(line).not.toContain(part);
  });

  it('prints an error as its name and place, never its message', () => {
    const error = new TypeError('quoted planted-canary\n    at planted-canary (canary.ts:1:1)');
    const changed = new TypeError('planted-canary\n    at planted-canary (canary.ts:1:1)');
    changed.message = 'another';
    const attempts = [{ err: error }, { error }, error, changed];
    for (const attempt of attempts) {
      const line = written((log) => log.error(attempt));
      expect(line).toContain('TypeError');
      expect(line).not.toContain('canary');
    }
  });

  it('leaves what is no secret as it is', () => {
    const fields = { tool: 'get_user', requestId: '0b0e5d2a-1111-4222-8333-abcdefabcdef', tokenId: 'jti-1' };
    expect(JSON.parse(written((log) => log.info(fields, 'Bearer of news')))).toMatchObject({
      ...fields,
      msg: 'Bearer of news',
    });
  });
});
