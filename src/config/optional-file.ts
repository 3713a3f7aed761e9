import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of a file, or nothing where there is none. Throws what the file system says when it cannot be read. */
export function readOptional(folder: string, name: string): string | undefined {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch (error) {
    // Only an absent file is nothing: one that cannot be read is a mistake to be told, and not to be written over.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
