import { bindAddress, filePath, flag, type Parsed, wholeNumber } from './parse.js';
import type { Setting } from './settings.js';

/** How a running server is watched: admin listener, audit log, and the standard variables of OpenTelemetry. */
export const telemetrySettings = {
  adminHost: {
    name: 'ADMIN_HOST',
    default: '127.0.0.1',
    what: 'Address of the admin listener. On a loopback address only loopback names are served.',
    fix: 'use 127.0.0.1, or 0.0.0.0 in a container whose port is not published',
    parse: bindAddress,
  },
  adminPort: {
    name: 'ADMIN_PORT',
    default: '',
    what: 'Port of the admin listener, with `/metrics`, `/healthz` and `/readyz`; 0 for any free one. None: there is no such listener.',
    fix: 'choose a free port, such as 9464',
    parse: unlessEmpty(wholeNumber(0, 65_535)),
  },
  auditLog: {
    name: 'AUDIT_LOG',
    default: '',
    what: 'File to which audit records are appended; `none` for no records. None set: they go to standard output.',
    fix: 'name a file that this process may append to',
    parse: filePath,
  },
  auditRequired: {
    name: 'AUDIT_REQUIRED',
    default: '0',
    what: '1 makes a change only when a record of it is safely in the audit log; while that cannot be written, changes are refused and `/readyz` says no.',
    fix: 'use 1 or 0',
    parse: flag,
  },
  otlpEndpoint: {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    default: '',
    what: 'Base URL of an OpenTelemetry collector: traces are sent there, by OTLP over HTTP (JSON).',
    fix: 'use the HTTP port of the collector, such as http://collector:4318',
    parse: unlessEmpty(anyHttpUrl),
  },
  tracesEndpoint: {
    name: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    default: '',
    what: 'The same for traces alone, with its path (`…/v1/traces`).',
    fix: 'use a URL such as http://collector:4318/v1/traces',
    parse: unlessEmpty(anyHttpUrl),
  },
  tracesExporter: {
    name: 'OTEL_TRACES_EXPORTER',
    default: '',
    what: '`otlp` sends traces even without an endpoint, to the standard one; `none` sends nothing.',
    fix: 'use otlp or none',
    parse: oneOf('', 'otlp', 'none'),
  },
  protocol: {
    name: 'OTEL_EXPORTER_OTLP_PROTOCOL',
    default: '',
    what: 'Only OTLP over HTTP is spoken; collectors take its JSON where they take `http/protobuf`.',
    fix: 'use http/json and the HTTP port of the collector (4318), or OTEL_TRACES_EXPORTER=none',
    parse: oneOf('', 'http/json', 'http/protobuf'),
  },
  isDisabled: {
    name: 'OTEL_SDK_DISABLED',
    default: '',
    what: '`true` switches traces off, whatever else is set.',
    fix: 'use true or false',
    parse: (text: string) => flag(text.toLowerCase()),
  },
} as const;

/** Which the libraries read as well, and take at their word: a queue of less than one loses every span in silence. */
const batchSettings = [
  batchSetting('OTEL_BSP_MAX_QUEUE_SIZE', 1),
  batchSetting('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 1),
  batchSetting('OTEL_BSP_SCHEDULE_DELAY', 0),
  batchSetting('OTEL_BSP_EXPORT_TIMEOUT', 1),
];

function batchSetting(name: string, least: number): Setting<number | undefined> {
  return {
    name,
    default: '',
    what: 'Of how many spans, or after how many milliseconds, a batch is sent.',
    fix: 'unset it, or use a number in that range',
    parse: unlessEmpty(wholeNumber(least, 999_999_999)),
  };
}

/** Those that the libraries read by themselves, from the environment of the process. */
export const OTEL_VARIABLES = [
  {
    name: 'OTEL_SERVICE_NAME',
    default: '`keycard-linear-mcp`',
    what: 'Name of the service in traces. This and every other standard variable is read by the OpenTelemetry libraries: `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_TRACES_SAMPLER` and `_ARG`, `OTEL_BSP_*`, `OTEL_EXPORTER_OTLP_HEADERS`, `_TIMEOUT`, `_COMPRESSION`, `_CERTIFICATE` and their `_TRACES_` forms.',
  },
] as const;

export interface TelemetryConfig {
  readonly adminHost: string;
  readonly adminPort?: number;
  /** A path, `none`, or empty for standard output. */
  readonly auditLog: string;
  readonly auditRequired: boolean;
  readonly traces: boolean;
}

type Reader = <T>(setting: Setting<T>) => T | undefined;

/** The settings above; what is wrong with one is kept by `read`, what contradicts another is added to `problems`. */
export function readTelemetry(read: Reader, problems: string[]): TelemetryConfig {
  const { adminHost, adminPort, auditLog, auditRequired } = telemetrySettings;
  const port = read<number | undefined>(adminPort);
  const log = read<string>(auditLog) ?? '';
  const isRequired = read<boolean>(auditRequired) ?? false;
  if (isRequired && log === 'none') {
    problems.push('AUDIT_REQUIRED contradicts AUDIT_LOG=none: name a file, or leave one of them out');
  }
  return Object.freeze({
    adminHost: read<string>(adminHost) ?? '',
    ...(port !== undefined && { adminPort: port }),
    auditLog: log,
    auditRequired: isRequired,
    traces: readTraces(read),
  });
}

function readTraces(read: Reader): boolean {
  const { isDisabled, tracesExporter, otlpEndpoint, tracesEndpoint, protocol } = telemetrySettings;
  const exporter = read<string>(tracesExporter);
  if (read<boolean>(isDisabled) === true || exporter === 'none') return false;
  const endpoints = [read<string | undefined>(otlpEndpoint), read<string | undefined>(tracesEndpoint)];
  const isOn = exporter === 'otlp' || endpoints.some((endpoint) => endpoint !== undefined);
  if (isOn) for (const setting of batchSettings) read<number | undefined>(setting);
  // A protocol that was set for other programs is nobody's mistake while nothing is sent.
  return isOn && read<string>(protocol) !== undefined;
}

const ok = <T>(value: T): Parsed<T> => ({ ok: true, value });
const wrong = (problem: string): { ok: false; problem: string } => ({ ok: false, problem });

/** In OpenTelemetry's specification an empty value counts as none, and so it does here. */
function unlessEmpty<T>(parse: (text: string) => Parsed<T>): (text: string) => Parsed<T | undefined> {
  return (text) => (text.trim() === '' ? ok(undefined) : parse(text));
}

function anyHttpUrl(text: string): Parsed<string> {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
    ? ok(text)
    : wrong('is not an http URL');
}

function oneOf(...words: string[]): (text: string) => Parsed<string> {
  return (text) => (words.includes(text) ? ok(text) : wrong('is not supported'));
}
