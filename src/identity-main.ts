import { runIdentity } from './cli/identity/command.js';
import { keyFile } from './cli/identity/key-file.js';

/** `npm run identity`: makes and rotates this application's private keys. */
const [action, path] = process.argv.slice(2);
const report = await runIdentity(action, path, keyFile).catch((error: unknown) => ({
  ok: false,
  text: `That did not work (${error instanceof Error ? error.name : 'unknown'}): is ${path} a key file that you may read and write?`,
}));
(report.ok ? process.stdout : process.stderr).write(`${report.text}\n`);
process.exit(report.ok ? 0 : 1);
