import { describe, expect, it } from 'vitest';
import { startFields, startText } from '../../../src/banner.js';
import { ConfigError, loadConfig } from '../../../src/config/config.js';

const GOOD = {
  KEYCARD_URL: 'https://abc123.keycard.cloud',
  KEYCARD_CLIENT_ID: 'client',
  KEYCARD_CLIENT_SECRET: 's3cr3t-canary',
};
const load = (env: Record<string, string>) => loadConfig({ env: { ...GOOD, ...env } });

describe('how the server is watched', () => {
  it('is by an audit log on standard output and nothing else, until told otherwise', () => {
    expect(load({}).telemetry).toEqual({
      adminHost: '127.0.0.1',
      auditLog: '',
      auditRequired: false,
      traces: false,
    });
  });

  it.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, true],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces' }, true],
    [{ OTEL_TRACES_EXPORTER: 'otlp' }, true],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, false],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_TRACES_EXPORTER: 'none' }, false],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_SDK_DISABLED: 'TRUE' }, false],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, false],
    [{ OTEL_BSP_MAX_QUEUE_SIZE: '-5' }, false],
  ])('%j: traces are sent: %s', (env, traces) => {
    expect(load(env).telemetry.traces).toBe(traces);
  });

  it.each([
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      /_PROTOCOL.*4318/,
    ],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, /OTEL_EXPORTER_OTLP_ENDPOINT is not an http URL/],
    [{ OTEL_TRACES_EXPORTER: 'jaeger' }, /OTEL_TRACES_EXPORTER/],
    ...['OTEL_BSP_MAX_QUEUE_SIZE', 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 'OTEL_BSP_SCHEDULE_DELAY'].map(
      (name): [Record<string, string>, RegExp] => [
        { OTEL_TRACES_EXPORTER: 'otlp', [name]: '-5' },
        new RegExp(`^${name} must be a whole number`),
      ],
    ),
    [{ ADMIN_PORT: 'many' }, /ADMIN_PORT/],
    [{ AUDIT_LOG: 'none', AUDIT_REQUIRED: '1' }, /AUDIT_REQUIRED contradicts/],
  ])('%j is told before anything starts', (env, problem) => {
    expect(() => load(env)).toThrow(ConfigError);
    expect(() => load(env)).toThrow(problem);
  });
});

describe('the banner', () => {
  const place = { listening: '127.0.0.1:8000', admin: '127.0.0.1:9464', version: '1.2.3' };
  const config = load({ AUDIT_LOG: '/var/log/audit.jsonl', AUDIT_REQUIRED: '1', WRITE_SCOPE: 'mcp:write' });

  it('tells a person what is configured and where to go next', () => {
    const text = startText(config, place);
    for (const part of [
      'http://localhost:8000/mcp',
      'https://abc123.keycard.cloud',
      '/var/log/audit.jsonl, required for changes',
      'http://127.0.0.1:9464/metrics',
      'with the scope mcp:write',
      'off (OTEL_EXPORTER_OTLP_ENDPOINT)',
      'claude mcp add --transport http linear',
      'npm run doctor',
    ])
      expect(text).toContain(part);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(121);
  });

  it('tells a program the same, and neither of them a secret', () => {
    expect(startFields(config, place)).toMatchObject({
      event: 'ready',
      listening: '127.0.0.1:8000',
      admin: '127.0.0.1:9464',
      audit: '/var/log/audit.jsonl',
      auditRequired: true,
      traces: false,
      writeScope: 'mcp:write',
    });
    expect(startText(config, place) + JSON.stringify(startFields(config, place))).not.toContain('canary');
  });
});
