import { parseArgs } from 'node:util';
import { examine, nothingExamined } from './cli/doctor/doctor.js';
import { asJson, asText, HELP, isHealthy } from './cli/doctor/report.js';
import { ConfigError } from './config/config.js';
import { withEnvFile } from './config/environment.js';
import { readOptional } from './config/optional-file.js';
import { fileProblems } from './files.js';
import { whyUnusable } from './replicas.js';
import { createUpstreams } from './upstreams.js';
import { readVersion } from './version.js';

/** `npm run doctor`: reads the environment, looks at everything, and says what is wrong. */
const flags = readFlags();
if (flags === undefined || flags.help) {
  process.stdout.write(HELP);
  process.exit(flags === undefined ? 1 : 0);
}
try {
  const folder = process.cwd();
  const upstream = createUpstreams(`keycard-linear-mcp/${readVersion()}`);
  const env = withEnvFile(process.env, readOptional(folder, '.env'));
  const checks = await examine({
    env,
    files: await fileProblems(env),
    redis: whyUnusable,
    toml: readOptional(folder, 'keycard.toml'),
    fetch: upstream.keycard,
  });
  await upstream.close();
  process.stdout.write(flags.json ? asJson(checks) : asText(checks));
  process.exit(isHealthy(checks) ? 0 : 1);
} catch (error) {
  if (error instanceof ConfigError) {
    process.stdout.write(flags.json ? asJson(nothingExamined(error)) : asText(nothingExamined(error)));
    process.exit(1);
  }
  // Only its kind: the message of what nobody expected may quote anything.
  process.stderr.write(`The examination stopped (${error instanceof Error ? error.name : 'unknown'}).\n`);
  process.exit(1);
}

function readFlags(): { json?: boolean; help?: boolean } | undefined {
  try {
    return parseArgs({
      options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    }).values;
  } catch {
    return undefined;
  }
}
