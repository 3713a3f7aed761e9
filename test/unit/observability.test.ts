import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { createMetrics, METRICS } from '../../src/telemetry/metrics.js';

/** The dashboard and the alert rules must speak of what this server really exposes. */
const read = (name: string): string =>
  readFileSync(new URL(`../../deploy/observability/${name}`, import.meta.url), 'utf8');

const rules = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^LinearMcp[A-Za-z]+$/),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+m$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
          annotations: z.strictObject({ summary: z.string(), why: z.string(), do: z.string() }),
        }),
      ),
    }),
  ),
});
const dashboard = z.object({
  panels: z.array(
    z.object({
      id: z.number(),
      title: z.string(),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z.array(z.object({ expr: z.string() })),
    }),
  ),
});

const alerts = rules.parse(parse(read('alerts.yml'))).groups.flatMap((group) => group.rules);
const { panels } = dashboard.parse(JSON.parse(read('grafana-dashboard.json')));
const expressions = [
  ...alerts.map(({ alert, expr }) => [alert, expr] as const),
  ...panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
];

let exposed: string;
beforeAll(async () => {
  const gauges = { isReady: () => true, isBreakerOpen: () => false, audit: () => undefined };
  exposed = await createMetrics('0', gauges).expose();
});

function metricsIn(expr: string): string[] {
  return expr.match(/\b(?:linear_mcp|nodejs|process)_\w+/g) ?? [];
}

describe('dashboard and alerts', () => {
  it.each(expressions)('%s asks for metrics that exist: %s', (_, expr) => {
    const names = metricsIn(expr);
    expect(names).not.toEqual([]);
    for (const name of names) {
      const family = name.replace(/_(?:bucket|count|sum)$/, '').replace(/_total$/, '');
      expect(exposed).toMatch(new RegExp(`^# TYPE ${family}(?:_total)? `, 'm'));
    }
  });

  it.each(expressions)('%s is a balanced expression: %s', (_, expr) => {
    for (const [open, close] of ['()', '{}', '[]'].map((pair) => pair.split('')))
      expect(expr.split(open ?? '').length).toBe(expr.split(close ?? '').length);
  });

  it('filters by labels that the metrics have', () => {
    const known = new Set<string>([
      ...Object.values(METRICS).flatMap(({ labels }) => [...labels]),
      'job',
      'instance',
    ]);
    const used = expressions.flatMap(([, expr]) =>
      [...expr.matchAll(/[{,](\w+)(?:=|!=)~?"/g)].map(([, label]) => label),
    );
    expect(used.length).toBeGreaterThan(20);
    expect([...new Set(used)].filter((label) => !known.has(label ?? ''))).toEqual([]);
  });

  it('shows every metric of ours somewhere', () => {
    const shown = expressions.flatMap(([, expr]) => metricsIn(expr)).join(' ');
    expect(Object.values(METRICS).filter(({ name }) => !shown.includes(name))).toEqual([]);
  });

  it('has panels that do not lie over one another', () => {
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, n) => `${x + (n % w)} ${y + Math.floor(n / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });

  it('names alerts once, and codes in them that exist', () => {
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
    const sources = ['errors.ts', 'auth/principal.ts'].map((name) =>
      readFileSync(new URL(`../../src/${name}`, import.meta.url), 'utf8'),
    );
    const codes = alerts.flatMap(({ expr }) =>
      [...expr.matchAll(/(?:outcome|code|reason)=~?"([^"]+)"/g)].flatMap(([, list]) =>
        (list ?? '').split('|'),
      ),
    );
    expect(codes.length).toBeGreaterThan(10);
    expect(codes.filter((code) => !sources.join('').includes(`'${code}'`))).toEqual([]);
  });

  it('tells of memory before the container is ended for it', () => {
    const deployment = readFileSync(
      new URL('../../deploy/kubernetes/deployment.yaml', import.meta.url),
      'utf8',
    );
    const limit = Number(/limits:\s+memory: (\d+)Mi/.exec(deployment)?.[1]) * 1024 * 1024;
    const { expr = '' } = alerts.find(({ alert }) => alert === 'LinearMcpMemory') ?? {};
    const threshold = Number(/> (\S+)$/.exec(expr)?.[1]);
    expect(threshold).toBeGreaterThan(limit / 2);
    expect(threshold).toBeLessThan(limit * 0.8);
  });
});
