import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf, type Mode, mintKey } from './auth/api-keys/format.js';
import { type KeyRecord, printBook } from './auth/api-keys/records.js';

export interface SandboxKeys {
  file: string;
  /** A key of either mode, for the same person. */
  live: string;
  test: string;
  remove: () => Promise<void>;
}

/** One key of either mode in a file of its own: for the sandbox, where there is nobody to make them. */
export async function makeSandboxKeys(users: Readonly<Record<Mode, string>>): Promise<SandboxKeys> {
  const folder = await mkdtemp(join(tmpdir(), 'keycard-linear-mcp-keys-'));
  const file = join(folder, 'api-keys.json');
  const live = mintKey('live');
  const test = mintKey('test');
  const keys = [live, test].map(
    ({ id, mode, text }): KeyRecord => ({
      id,
      mode,
      hash: digestOf(text).toString('hex'),
      organisation: 'sandbox',
      user: users[mode],
      label: 'made by npm run sandbox',
      toolsets: ['all'],
      readOnly: false,
      created: new Date().toISOString(),
    }),
  );
  await writeFile(file, printBook({ version: 1, suspended: [], keys }), { mode: 0o600 });
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  return { file, live: live.text, test: test.text, remove };
}
