import { runIdentity } from './cli/identity/command.js';
import { KeyFileUnusable, keyFile } from './cli/identity/key-file.js';
import { FileNotReplaced } from './cli/replace-file.js';

/** `npm run identity`: makes and rotates this application's private keys. */
const report = await runIdentity(process.argv.slice(2), keyFile).catch((error: unknown) => ({
  ok: false,
  text: wordsOf(error),
}));
(report.ok ? process.stdout : process.stderr).write(`${report.text}\n`);
process.exitCode = report.ok ? 0 : 1;

function wordsOf(error: unknown): string {
  if (error instanceof KeyFileUnusable || error instanceof FileNotReplaced) return error.message;
  // Only its kind: the message of what nobody expected may quote anything.
  return `That did not work (${error instanceof Error ? error.name : 'unknown'}).`;
}
