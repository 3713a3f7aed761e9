import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuthorizationServer } from 'oauth4webapi';
import { describe, expect, it } from 'vitest';
import { tokenFile, workloadIdentity } from '../../../src/broker/identity/workload.js';
import { CallFailure } from '../../../src/errors.js';

const folder = mkdtempSync(join(tmpdir(), 'token-file-'));
const at = (name: string): string => join(folder, name);

/** What would be sent to the zone, or the code of the failure. */
async function sent(path: string): Promise<string | null> {
  const body = new URLSearchParams();
  const server: AuthorizationServer = { issuer: 'https://zone.example' };
  try {
    const { authenticate } = workloadIdentity(undefined, tokenFile(path));
    await authenticate(server, { client_id: 'x' }, body, new Headers());
    return body.get('client_assertion');
  } catch (error) {
    return error instanceof CallFailure ? error.failure.code : String(error);
  }
}

describe('a token file', () => {
  it('is read anew each time, through the links by which a platform exchanges it', async () => {
    for (const name of ['one', 'two']) {
      mkdirSync(at(name));
      writeFileSync(join(at(name), 'token'), `head.${name}.tail\n`);
    }
    symlinkSync('one', at('data'));
    symlinkSync(join('data', 'token'), at('token'));
    expect(await sent(at('token'))).toBe('head.one.tail');
    symlinkSync('two', at('new'));
    renameSync(at('new'), at('data'));
    expect(await sent(at('token'))).toBe('head.two.tail');
  });

  it.each<[string, (path: string) => void]>([
    ['missing', () => undefined],
    ['empty', (path) => writeFileSync(path, '')],
    ['half of a token', (path) => writeFileSync(path, 'head.pay')],
    ['two tokens', (path) => writeFileSync(path, 'a.b.c\nd.e.f')],
    ['a folder', (path) => mkdirSync(path)],
    ['a link to itself', (path) => symlinkSync(path, path)],
    ['a pipe that nobody writes to', (path) => execFileSync('mkfifo', [path])],
    ['a device without an end', (path) => symlinkSync('/dev/zero', path)],
    [
      'a gigabyte',
      (path) => {
        writeFileSync(path, 'a.b.c');
        truncateSync(path, 2 ** 30);
      },
    ],
  ])('that is %s is sent to nobody, and nothing waits for it', async (what, make) => {
    const path = at(what.replaceAll(' ', '-'));
    make(path);
    expect(await sent(path)).toBe('identity_unavailable');
  });
});
