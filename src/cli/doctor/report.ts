import type { Check } from './finding.js';

const SIGN = { ok: '✓', failed: '✗', skipped: '–', unknown: '?' } as const;

export const HELP = `npm run doctor -- [--json]

Looks at everything that has to be right for this server to work, and says what to do about what is not.
It reads the same environment, .env and keycard.toml as the server: keycard run -- npm run doctor

  ✓ right   ✗ wrong, with the fix   – not tried, because something before it is wrong   ? could not be determined

  --json   the same for machines; the exit code is 1 when anything is wrong, and 0 otherwise
`;

/** Whether nothing is known to be wrong. */
export const isHealthy = (checks: readonly Check[]): boolean =>
  checks.every(({ status }) => status === 'ok' || status === 'unknown');

export function asText(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ title }) => title.length));
  const lines = checks.flatMap(({ status, title, found, fix }) => [
    `${SIGN[status]} ${title.padEnd(width)}  ${found}`,
    ...(fix?.split('\n') ?? []).map((line) => `  ${' '.repeat(width)}  → ${line}`),
  ]);
  return `${lines.join('\n')}\n\n${summary(checks)}\n`;
}

function summary(checks: readonly Check[]): string {
  const count = (status: Check['status']): number => checks.filter((check) => check.status === status).length;
  if (count('failed') > 0) return 'Mend the first ✗ and run this again.';
  if (count('unknown') > 0) return 'Nothing is known to be wrong; what has a ? could not be determined.';
  return 'All is well.';
}

export function asJson(checks: readonly Check[]): string {
  return `${JSON.stringify({ ok: isHealthy(checks), checks }, undefined, 2)}\n`;
}
