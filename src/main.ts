import { startFields, startText } from './banner.js';
import { ConfigError, loadConfig } from './config/config.js';
import { withEnvFile } from './config/environment.js';
import { readOptional } from './config/optional-file.js';
import { systemCode } from './config/system-code.js';
import { fileProblems } from './files.js';
import { hostAndPort } from './http/listening/listener.js';
import { startServer } from './server.js';
import { createDescriptorSink } from './telemetry/lines/sink.js';
import { createLog, describeError } from './telemetry/log.js';
import { readVersion } from './version.js';

/** The server process: reads the environment, starts, drains on a signal. */
try {
  const env = withEnvFile(process.env, readOptional(process.cwd(), '.env'));
  // The OpenTelemetry libraries read the process's own environment: what `.env` says has to be there as well.
  for (const [name, value] of Object.entries(env)) {
    if (name.startsWith('OTEL_')) process.env[name] ??= value;
  }
  const toml = readOptional(process.cwd(), 'keycard.toml');
  const config = loadConfig({ env, toml, files: await fileProblems(env) });
  const isTerminal = process.stdout.isTTY === true;
  const sink = createDescriptorSink(1);
  const { log, close: closeLog } = await createLog({ level: config.logLevel, fd: 1, sink, isTerminal });
  const version = readVersion();
  const server = await startServer({ config, log, version, output: sink });
  // Node would print the error whole; its message may quote what must not be in a log.
  for (const crash of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(crash, (error: unknown) => {
      log.fatal({ event: crash, ...describeError(error) }, 'crashed');
      closeLog().finally(() => process.exit(1));
    });
  }
  let isStopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (isStopping) process.exit(1);
    isStopping = true;
    log.info({ signal }, 'draining; a second signal exits at once');
    log.info({ result: await server.stop() }, 'stopped');
    await closeLog();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
  // Last: whoever reads it may signal at once.
  const place = {
    listening: hostAndPort(server.address),
    admin: server.admin && hostAndPort(server.admin),
    version,
  };
  if (isTerminal) process.stdout.write(startText(config, place));
  else
    log.info(startFields(config, place), `ready: claude mcp add --transport http linear ${config.resource}`);
} catch (error) {
  process.stderr.write(`${startFailure(error)}\n`);
  process.exit(1);
}

function startFailure(error: unknown): string {
  if (error instanceof ConfigError) {
    const list = error.problems.map((problem) => `  - ${problem}`).join('\n');
    return `keycard-linear-mcp cannot start. To mend:\n${list}\n\nTo try it without any account: npm run sandbox`;
  }
  // Only its code: the message of what nobody expected may quote anything.
  return `keycard-linear-mcp cannot start (${systemCode(error)}).`;
}
