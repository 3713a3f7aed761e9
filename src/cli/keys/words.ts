import type { KeyRecord } from '../../auth/api-keys/records.js';

/** A key as a list shows it: everything but its digest. */
export interface KeyRow {
  id: string;
  mode: string;
  organisation: string;
  user: string;
  label: string;
  may: string;
  state: string;
  expires: string;
  lastUsed: string;
}

export function described(
  key: KeyRecord,
  { suspended, lastUsed }: { suspended: readonly string[]; lastUsed: string | undefined },
): KeyRow {
  const { id, mode, organisation, user, label, toolsets, readOnly, expires } = key;
  return {
    id,
    mode,
    organisation,
    user,
    label,
    may: `${toolsets.join(',')}${readOnly ? ' (read-only)' : ''}`,
    state: stateOf(key, suspended),
    expires: expires ?? 'never',
    lastUsed: lastUsed ?? 'never',
  };
}

function stateOf(key: KeyRecord, suspended: readonly string[]): string {
  if (key.revoked !== undefined) return `revoked ${key.revoked}`;
  if (key.expires !== undefined && Date.parse(key.expires) <= Date.now()) return 'expired';
  return suspended.includes(key.organisation) ? 'suspended' : 'good';
}

const COLUMNS = [
  'id',
  'mode',
  'organisation',
  'user',
  'label',
  'may',
  'state',
  'expires',
  'lastUsed',
] as const;

export function asTable(rows: readonly KeyRow[]): string {
  if (rows.length === 0) return 'There are no keys. To make one: npm run keys -- create --org <name>\n';
  const cells = [COLUMNS.map((name) => (name === 'lastUsed' ? 'last used' : name)), ...rows.map(cellsOf)];
  const widths = COLUMNS.map((_, at) => Math.max(...cells.map((row) => (row[at] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  return `${cells.map(line).join('\n')}\n`;
}

function cellsOf(row: KeyRow): string[] {
  // To the minute: a list is for people, and --json has the rest.
  return COLUMNS.map((name) => row[name].replace(/(\d{4}-\d\d-\d\d)T(\d\d:\d\d)[\d:.]*Z/, '$1 $2'));
}
