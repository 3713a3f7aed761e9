import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { NotApplicable } from './not-applicable.js';
import { runTool } from './run.js';
import { inPackage } from './tools.js';

const SUITE = inPackage('@modelcontextprotocol/conformance/dist/index.js');

interface Check {
  id: string;
  status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'INFO' | 'SKIPPED';
  errorMessage?: string;
}

export interface SuiteRun {
  /** What the suite says of it all: 0 when whatever is not listed passes, and whatever is listed does not. */
  code: number | null;
  output: string;
  /** Passed and not passed checks of each scenario. */
  scenarios: Record<string, { passed: number; notPassed: string[] }>;
}

/** Runs the scenarios that a revision requires; those that are listed are expected not to pass, and no others. */
export async function runServerScenarios(
  url: string,
  revision: string,
  expected: NotApplicable,
): Promise<SuiteRun> {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  const baseline = join(folder, 'expected.yml');
  writeFileSync(baseline, stringify({ server: Object.keys(expected) }));
  const ended = await runTool([
    ...[SUITE, 'server', '--url', url, '--requirements', revision],
    ...['--expected-failures', baseline, '--output-dir', folder],
  ]);
  return { code: ended.code, output: ended.stdout + ended.stderr, scenarios: readScenarios(folder) };
}

/** The suite against an authorization server; `visit` is handed the URL that a person would open. */
export async function runAuthorizationScenarios(
  options: { issuer: string; clientId: string; resource: string; port: number },
  visit: (url: string) => void,
): Promise<SuiteRun> {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  const visited = new Set<string>();
  const ended = await runTool(
    [
      ...[SUITE, 'authorization', '--url', options.issuer, '--client-id', options.clientId],
      ...['--resource', options.resource, '--port', String(options.port), '--output-dir', folder],
    ],
    {
      onOutput: (text) => {
        for (const [url] of text.matchAll(/https?:\/\/\S+\/authorize\?\S+(?=\s)/g)) {
          if (!visited.has(url)) visit(url);
          visited.add(url);
        }
      },
    },
  );
  return { code: ended.code, output: ended.stdout + ended.stderr, scenarios: readScenarios(folder) };
}

function readScenarios(folder: string): SuiteRun['scenarios'] {
  const found = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return Object.fromEntries(
    found.map(({ name }) => {
      const checks = JSON.parse(readFileSync(join(folder, name, 'checks.json'), 'utf8')) as Check[];
      const scenario = name
        .replace(/^(?:server|authorization-server|authorization)-/, '')
        .replace(/-\d{4}-\d\d-\d\dT.*$/, '');
      const notPassed = checks.filter(({ status }) => status === 'FAILURE' || status === 'WARNING');
      return [
        scenario,
        {
          passed: checks.filter(({ status }) => status === 'SUCCESS').length,
          notPassed: notPassed.map(({ id, errorMessage }) => `${id}: ${errorMessage ?? ''}`),
        },
      ];
    }),
  );
}
