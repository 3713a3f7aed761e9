import { parse as parseToml } from 'smol-toml';
import type { ToolsetWord } from '../toolsets.js';
import { contradictions } from './contradictions.js';
import { type ChosenIdentity, chooseIdentity } from './identity.js';
import { type Limits, readLimits } from './limits.js';
import { type Setting, settings } from './settings.js';
import { readTelemetry, type TelemetryConfig } from './telemetry.js';
import { issuerFromToml } from './toml.js';

/** Everything the process may be told, checked. Frozen; rooms receive slices of it. */
export interface Config {
  readonly host: string;
  /** 0 asks the system for any free port. */
  readonly port: number;
  /** Origin without a trailing slash, as people and clients reach this server. */
  readonly publicUrl: string;
  /** `${publicUrl}/mcp`: the resource identifier and the only accepted audience (RFC 8707 §2). */
  readonly resource: string;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
  readonly keycard: {
    /** The zone's issuer, without a trailing slash. */
    readonly issuer: string;
    readonly identity: ChosenIdentity;
    readonly acceptMissingSubProfile: boolean;
  };
  readonly linear: { readonly resource: string; readonly apiUrl: string };
  /** Empty: each process makes its own. */
  readonly connectSecret: string;
  /** Where replicas keep what they share; empty for nowhere. */
  readonly redisUrl: string;
  readonly limits: Limits;
  /** Absent: there are no API keys. */
  readonly apiKeysFile?: string;
  /** What `trust proxy` of Express takes: whom to believe about the client's address. */
  readonly trustProxy: string;
  /** What is served at most. */
  readonly served: { readonly toolsets: readonly ToolsetWord[]; readonly readOnly: boolean };
  /** What tools that write need besides; absent when every caller may write. */
  readonly writeScope?: string;
  readonly callTimeoutSeconds: number;
  readonly drainDelaySeconds: number;
  readonly drainSeconds: number;
  readonly logLevel: string;
  readonly telemetry: TelemetryConfig;
}

/** Wrong configuration: one line for each problem, each with its fix. Values are never repeated. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

export interface ConfigSources {
  env: Readonly<Record<string, string | undefined>>;
  /** The text of `keycard.toml`, if there is one. */
  toml?: string | undefined;
  /** What was found wrong with the files that the environment names. */
  files?: readonly string[];
}

/** Reads all sources, or throws one `ConfigError` that lists everything that is wrong. */
export function loadConfig({ env, toml, files = [] }: ConfigSources): Config {
  const problems: string[] = [...files];
  const read = <T>(setting: Setting<T>): T | undefined => readSetting(setting, env, problems);

  const issuer = env['KEYCARD_URL'] === undefined ? issuerOf(toml, problems) : read(settings.KEYCARD_URL);
  const port = read(settings.PORT);
  const publicUrl =
    env['PUBLIC_URL'] === undefined ? `http://localhost:${port ?? 8000}` : read(settings.PUBLIC_URL);
  const draft = {
    host: read(settings.HOST),
    port,
    publicUrl,
    allowedHosts: read(settings.ALLOWED_HOSTS),
    allowedOrigins: read(settings.ALLOWED_ORIGINS),
    issuer,
    identity: identityOf(env, problems),
    acceptMissingSubProfile: read(settings.ACCEPT_MISSING_SUB_PROFILE),
    linearResource: read(settings.LINEAR_RESOURCE),
    linearApiUrl: read(settings.LINEAR_API_URL),
    connectSecret: read(settings.CONNECT_SECRET),
    redisUrl: read(settings.REDIS_URL),
    limits: readLimits(read),
    apiKeysFile: read(settings.API_KEYS_FILE),
    trustProxy: read(settings.TRUST_PROXY),
    toolsets: read(settings.TOOLSETS),
    readOnly: read(settings.READ_ONLY),
    writeScope: read(settings.WRITE_SCOPE),
    callTimeoutSeconds: read(settings.CALL_TIMEOUT_SECONDS),
    drainDelaySeconds: read(settings.DRAIN_DELAY_SECONDS),
    drainSeconds: read(settings.DRAIN_SECONDS),
    logLevel: read(settings.LOG_LEVEL),
    telemetry: readTelemetry(read, problems),
  };
  problems.push(...contradictions({ ...draft, hasPublicUrl: env['PUBLIC_URL'] !== undefined }));
  if (problems.length > 0 || !isComplete(draft)) throw new ConfigError(problems);
  return assemble(draft);
}

type Draft<T> = { [K in keyof T]: T[K] | undefined };
interface Values {
  host: string;
  port: number;
  publicUrl: string;
  allowedHosts: string[];
  allowedOrigins: string[];
  issuer: string;
  identity: ChosenIdentity;
  acceptMissingSubProfile: boolean;
  linearResource: string;
  linearApiUrl: string;
  connectSecret: string;
  redisUrl: string;
  limits: Limits;
  apiKeysFile: string;
  trustProxy: string;
  toolsets: readonly ToolsetWord[];
  readOnly: boolean;
  writeScope: string;
  callTimeoutSeconds: number;
  drainDelaySeconds: number;
  drainSeconds: number;
  logLevel: string;
  telemetry: TelemetryConfig;
}

/** Every part is there: what is absent has already left a problem. */
function isComplete(draft: Draft<Values>): draft is Values {
  return Object.values(draft).every((value) => value !== undefined);
}

function assemble(values: Values): Config {
  return Object.freeze({
    host: values.host,
    port: values.port,
    publicUrl: values.publicUrl,
    resource: `${values.publicUrl}/mcp`,
    allowedHosts: values.allowedHosts,
    allowedOrigins: values.allowedOrigins,
    keycard: Object.freeze({
      issuer: values.issuer,
      identity: values.identity,
      acceptMissingSubProfile: values.acceptMissingSubProfile,
    }),
    linear: Object.freeze({ resource: values.linearResource, apiUrl: values.linearApiUrl }),
    connectSecret: values.connectSecret,
    redisUrl: values.redisUrl,
    limits: values.limits,
    ...(values.apiKeysFile !== '' && { apiKeysFile: values.apiKeysFile }),
    trustProxy: values.trustProxy,
    served: Object.freeze({ toolsets: values.toolsets, readOnly: values.readOnly }),
    ...(values.writeScope !== '' && { writeScope: values.writeScope }),
    callTimeoutSeconds: values.callTimeoutSeconds,
    drainDelaySeconds: values.drainDelaySeconds,
    drainSeconds: values.drainSeconds,
    logLevel: values.logLevel,
    telemetry: values.telemetry,
  });
}

function readSetting<T>(setting: Setting<T>, env: ConfigSources['env'], problems: string[]): T | undefined {
  const text = env[setting.name] ?? setting.default;
  if (text === undefined) {
    problems.push(`${setting.name} is not set: ${setting.fix}`);
    return undefined;
  }
  const result = setting.parse(text);
  if (result.ok) return result.value;
  problems.push(`${setting.name} ${result.problem}: ${setting.fix}`);
  return undefined;
}

function identityOf(env: ConfigSources['env'], problems: string[]): ChosenIdentity | undefined {
  const choice = chooseIdentity(env);
  if (choice.ok) return choice.chosen;
  problems.push(...choice.problems);
  return undefined;
}

function issuerOf(toml: string | undefined, problems: string[]): string | undefined {
  if (toml === undefined) {
    problems.push(`KEYCARD_URL is not set and there is no keycard.toml: ${settings.KEYCARD_URL.fix}`);
    return undefined;
  }
  const result = issuerFromToml(() => parseToml(toml));
  if (result.ok) return result.value;
  problems.push(result.problem);
  return undefined;
}
