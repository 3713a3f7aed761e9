import { type Limits, limitSettings } from './limits.js';
import type { TelemetryConfig } from './telemetry.js';

interface Together {
  /** Whether PUBLIC_URL was set, and is not made of the port. */
  hasPublicUrl: boolean;
  host: string | undefined;
  port: number | undefined;
  limits: Limits | undefined;
  telemetry: TelemetryConfig;
}

/** What is wrong with settings that are right one by one; what is absent has been told already. */
export function contradictions({ hasPublicUrl, host, port, limits, telemetry }: Together): string[] {
  const { adminHost, adminPort } = telemetry;
  const isSamePort = port !== undefined && port !== 0 && port === adminPort;
  return [
    // The identifier of our resource would have a port that nobody can reach, and no token is made for it.
    ...(port === 0 && !hasPublicUrl
      ? [
          'PORT is 0, and PUBLIC_URL is not set: set PUBLIC_URL to the origin that clients use, or choose a port',
        ]
      : []),
    ...(isSamePort && host !== undefined && meet(host, adminHost)
      ? ['ADMIN_PORT is the same as PORT: choose a free port, such as 9464']
      : []),
    // Node waits for the headers within the time that it waits for the request.
    ...(limits !== undefined && limits.headerSeconds > limits.requestSeconds
      ? [
          `${limitSettings.headerSeconds.name} must not be more than ${limitSettings.requestSeconds.name} (${limits.headerSeconds} and ${limits.requestSeconds} now): lower the first or raise the second`,
        ]
      : []),
  ];
}

const EVERYWHERE = ['0.0.0.0', '::'];

function meet(one: string, other: string): boolean {
  const [first, second] = [one, other].map((host) => (host === 'localhost' ? '127.0.0.1' : host));
  return first === second || [one, other].some((host) => EVERYWHERE.includes(host));
}
