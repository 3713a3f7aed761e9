import { pino } from 'pino';
import { systemCode } from './config/system-code.js';
import { documentedVariables } from './config/variables.js';
import { type SandboxOptions, startSandbox } from './sandbox-server.js';
import { createLog } from './telemetry/log.js';
import { readVersion } from './version.js';

/** `npm run sandbox`: reads the environment, starts everything on loopback, and tells what to do next. */
const { env } = process;
const problems: string[] = [];
const { log, close: closeLog } = await createLog({
  level: readLevel(),
  fd: 2,
  isTerminal: process.stderr.isTTY === true,
});
const options = readOptions();
if (problems.length > 0) refuse(problems.join('\n'));
const sandbox = await startSandbox(options).catch((error: unknown) => refuse(reasonOf(error)));
let isStopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
// Last: whoever reads the ready line may signal at once.
process.stdout.write(introduction());

function stop(): void {
  if (isStopping) process.exit(1);
  isStopping = true;
  sandbox
    .stop()
    .then(closeLog)
    .finally(() => process.exit(0));
}

function readOptions(): SandboxOptions {
  const host = env['HOST'] ?? '127.0.0.1';
  if (!['127.0.0.1', 'localhost'].includes(host))
    problems.push('HOST: the sandbox listens on loopback only; unset it.');
  const production = env['NODE_ENV'] === 'production';
  if (production) problems.push('NODE_ENV: the sandbox does not run in production; unset it.');
  return {
    port: readPort('PORT', 8000),
    zonePort: readPort('SANDBOX_ZONE_PORT', 8787),
    linearPort: readPort('SANDBOX_LINEAR_PORT', 8788),
    autoApprove: env['SANDBOX_AUTO_APPROVE'] || undefined,
    clientIdMetadataDocuments: env['SANDBOX_CIMD'] === '1',
    production,
    makeKeys: (env['API_KEYS_FILE'] ?? '') === '',
    permitImpersonation: true,
    env: ownSettings(),
    log,
    version: readVersion(),
  };
}

/** Settings of the server that mean the same here; who and where everything is, the sandbox says itself. */
function ownSettings(): Record<string, string> {
  const isOurs = (name: string): boolean => !/^(?:KEYCARD_|LINEAR_|PUBLIC_URL$|HOST$|PORT$)/.test(name);
  const names = documentedVariables().map(({ name }) => name);
  return Object.fromEntries(
    names.filter(isOurs).flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
  );
}

function readLevel(): string {
  const level = env['LOG_LEVEL'] ?? 'warn';
  if (level === 'silent' || level in pino.levels.values) return level;
  problems.push('LOG_LEVEL: must be one of fatal, error, warn, info, debug, trace, silent.');
  return 'warn';
}

function readPort(name: string, fallback: number): number {
  const text = env[name] ?? String(fallback);
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  problems.push(`${name}: must be a port, or 0 for any free one.`);
  return 0;
}

function introduction(): string {
  const { mcp, zone, linear, console, token, people } = sandbox;
  const keys = sandbox.keys && { test: sandbox.keys.test, live: sandbox.keys.live };
  return `
Everything runs on this machine: a Keycard zone, a Linear workspace, and the server between them.

  1. Add the server:    claude mcp add --transport http linear ${mcp}
  2. In Claude Code:    /mcp, choose "linear", sign in as anybody on the list
  3. Ask:               List my Linear issues.

  Audit log:            ${console}
  Sign out, disconnect: ${zone}/
  A token for curl:     ${token}
  API keys, likewise:   ${keys?.test ?? 'those of API_KEYS_FILE'}
                        ${keys?.live ?? ''}

sandbox ready ${JSON.stringify({ mcp, zone, linear, console, token, keys, people })}
`;
}

function reasonOf(error: unknown): string {
  if (systemCode(error) === 'EADDRINUSE') {
    return 'A port is in use. Stop what uses it, or set PORT, SANDBOX_ZONE_PORT and SANDBOX_LINEAR_PORT (0 for any free one).';
  }
  return error instanceof Error ? error.message : 'Unknown reason.';
}

function refuse(reason: string): never {
  process.stderr.write(`The sandbox cannot start.\n${reason}\n`);
  process.exit(1);
}
