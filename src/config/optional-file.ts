import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from './config.js';
import { systemCode } from './system-code.js';

const BYTE_ORDER_MARK = /^\uFEFF/;

/** The text of a file, or nothing where there is none. Throws a `ConfigError` that names it when it cannot be read. */
export function readOptional(folder: string, name: string): string | undefined {
  try {
    // Editors put the mark there and show nothing of it; to a parser it is a part of the first name.
    return readFileSync(join(folder, name), 'utf8').replace(BYTE_ORDER_MARK, '');
  } catch (error) {
    const code = systemCode(error);
    // Only an absent file is nothing: one that cannot be read is a mistake to be told, and not to be written over.
    if (code === 'ENOENT') return undefined;
    throw new ConfigError([
      `${name} cannot be read (${code}): make it a file that this process may read, or move it away`,
    ]);
  }
}
