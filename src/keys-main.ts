import { readCommand } from './cli/keys/arguments.js';
import { type Report, runKeys } from './cli/keys/run.js';
import { ConfigError } from './config/config.js';
import { withEnvFile } from './config/environment.js';
import { readOptional } from './config/optional-file.js';
import { systemCode } from './config/system-code.js';

/** `npm run keys`: makes, lists, rotates and revokes API keys. */
const report = await run().catch(
  (error: unknown): Report => ({ code: 1, stdout: '', stderr: `${wordsOf(error)}\n` }),
);
process.stderr.write(report.stderr);
process.exitCode = report.code;
// A full disk, or a reader that has gone: told to the callback below, and by an event, which would end the process.
process.stdout.on('error', () => undefined);
process.stdout.write(report.stdout, (error) => {
  if (error == null) return;
  process.stderr.write(`Standard output cannot be written (${systemCode(error)}). ${report.unless ?? ''}\n`);
  process.exitCode = 1;
});

async function run(): Promise<Report> {
  const env = withEnvFile(process.env, readOptional(process.cwd(), '.env'));
  const now = new Date();
  return runKeys(readCommand(process.argv.slice(2), env, now), {
    now,
    testUsers: async () => {
      const { seededPeople } = await import('./sandbox/linear/seed/people.js');
      return seededPeople.map(({ email }) => email);
    },
  });
}

function wordsOf(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  // Only its kind: the message of what nobody expected may quote anything.
  return `That did not work (${error instanceof Error ? error.name : 'unknown'}).`;
}
