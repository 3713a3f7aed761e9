import type { Config } from './config/config.js';

export interface Place {
  /** Where the server listens, as `address:port`. */
  listening: string;
  /** The same for the admin listener, where there is one. */
  admin?: string | undefined;
  version: string;
}

/** What is configured, for a program that reads the log. No value of a secret is among it. */
export function startFields(config: Config, place: Place) {
  const { served, telemetry } = config;
  return {
    event: 'ready',
    version: place.version,
    listening: place.listening,
    mcp: config.resource,
    issuer: config.keycard.issuer,
    identity: config.keycard.identity.why,
    toolsets: served.toolsets.join(','),
    readOnly: served.readOnly,
    ...(config.writeScope !== undefined && { writeScope: config.writeScope }),
    audit: auditPlace(config),
    auditRequired: telemetry.auditRequired,
    traces: telemetry.traces,
    ...(place.admin !== undefined && { admin: place.admin }),
  };
}

/** The same for a person, with the next step. */
export function startText(config: Config, place: Place): string {
  const { served, telemetry, writeScope } = config;
  const admin = place.admin === undefined ? 'off (ADMIN_PORT)' : `http://${place.admin}/metrics`;
  const changes = served.readOnly ? 'none (READ_ONLY)' : writeScope && `with the scope ${writeScope}`;
  const lines: [string, string][] = [
    ['Clients', config.resource],
    ['Listening', place.listening],
    ['Zone', config.keycard.issuer],
    ['Identity', config.keycard.identity.why],
    ['Toolsets', served.toolsets.join(', ')],
    ['Changes', changes ?? 'whatever the person may change in Linear'],
    ['Audit log', `${auditPlace(config)}${telemetry.auditRequired ? ', required for changes' : ''}`],
    ['Metrics', admin],
    ['Traces', telemetry.traces ? 'sent by OTLP' : 'off (OTEL_EXPORTER_OTLP_ENDPOINT)'],
  ];
  const table = lines.map(([name, value]) => `  ${name.padEnd(11)}${value}`).join('\n');
  return `
keycard-linear-mcp ${place.version}

${table}

  Add it:            claude mcp add --transport http linear ${config.resource}
  Then:              /mcp in Claude Code, sign in, and ask "List my Linear issues"
  Is something wrong? keycard run -- npm run doctor

`;
}

function auditPlace({ telemetry }: Config): string {
  return telemetry.auditLog === '' ? 'standard output' : telemetry.auditLog;
}
