import { createAsk } from './cli/prompt.js';
import { provision } from './cli/provision/provision.js';
import { ConfigError } from './config/config.js';
import { withEnvFile } from './config/environment.js';
import { readOptional } from './config/optional-file.js';
import { createUpstreams } from './upstreams.js';
import { readVersion } from './version.js';

/** `npm run provision`: reads the environment, sets the zone up, and says how it went. */
const folder = process.cwd();
const upstream = createUpstreams(`keycard-linear-mcp/${readVersion()}`);
try {
  const isComplete = await provision({
    args: process.argv.slice(2),
    env: withEnvFile(process.env, readOptional(folder, '.env')),
    folder,
    fetch: upstream.keycard,
    ask: process.stdin.isTTY ? createAsk({ input: process.stdin, output: process.stderr }) : undefined,
    say: (line) => process.stdout.write(`${line}\n`),
  });
  await upstream.close();
  process.exit(isComplete ? 0 : 1);
} catch (error) {
  // Of anything else only its kind: the message of what nobody expected may quote anything.
  const kind =
    error instanceof Error && 'code' in error ? String(error.code) : (error as { name?: string })?.name;
  const stopped = `Setting up stopped (${kind}). What has been made is reused by the next run.`;
  process.stderr.write(`${error instanceof ConfigError ? error.message : stopped}\n`);
  process.exit(1);
}
