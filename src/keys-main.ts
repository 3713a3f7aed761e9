import { readCommand } from './cli/keys/arguments.js';
import { runKeys } from './cli/keys/run.js';
import { withEnvFile } from './config/environment.js';
import { readOptional } from './config/optional-file.js';

/** `npm run keys`: makes, lists, rotates and revokes API keys. */
const env = withEnvFile(process.env, readOptional(process.cwd(), '.env'));
const now = new Date();
const report = await runKeys(readCommand(process.argv.slice(2), env, now), {
  now,
  testUsers: async () => {
    const { seededPeople } = await import('./sandbox/linear/seed/people.js');
    return seededPeople.map(({ email }) => email);
  },
}).catch((error: unknown) => ({
  code: 1,
  stdout: '',
  // Only its kind: the message of what nobody expected may quote anything.
  stderr: `That did not work (${error instanceof Error ? error.name : 'unknown'}).\n`,
}));
process.stderr.write(report.stderr);
process.stdout.write(report.stdout);
process.exitCode = report.code;
