import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf, type Mode, mintKey } from '../../src/auth/api-keys/format.js';
import { type KeyBook, type KeyRecord, printBook } from '../../src/auth/api-keys/records.js';

export interface MadeKey {
  text: string;
  record: KeyRecord;
}

/** A key as `npm run keys -- create` makes it, for the administrator unless told otherwise. */
export function makeKey(mode: Mode, fields: Partial<KeyRecord> = {}): MadeKey {
  const { id, text } = mintKey(mode);
  const record: KeyRecord = {
    id,
    mode,
    hash: digestOf(text).toString('hex'),
    organisation: 'acme',
    user: 'ada@lumen.example',
    label: 'a test',
    toolsets: ['all'],
    readOnly: false,
    created: '2026-01-01T00:00:00.000Z',
    ...fields,
  };
  return { text, record };
}

/** A file of keys of its own; `write` replaces its content. */
export function keyFile(keys: readonly MadeKey[], suspended: readonly string[] = []) {
  const path = join(mkdtempSync(join(tmpdir(), 'api-keys-')), 'keys.json');
  const write = (book: Partial<KeyBook>): void =>
    writeFileSync(
      path,
      printBook({ version: 1, suspended, keys: keys.map(({ record }) => record), ...book }),
      {
        mode: 0o600,
      },
    );
  write({});
  return { path, write };
}
