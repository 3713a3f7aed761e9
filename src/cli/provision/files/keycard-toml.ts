import { isDeepStrictEqual } from 'node:util';
import { parse, type TomlTable } from 'smol-toml';
import { z } from 'zod';
import { ProvisionConflict } from '../step.js';
import { STORED } from '../wanted.js';

const Entry = z.looseObject({ env_var: z.string(), resource: z.string() });
const Shape = z.looseObject({
  zone: z.looseObject({ id: z.string().optional() }).optional(),
  org: z.looseObject({ id: z.string().optional() }).optional(),
  credentials: z.looseObject({ default: z.array(Entry).optional() }).optional(),
});

export interface TomlFacts {
  zone: string | undefined;
  org: string | undefined;
  credentials: { env_var: string; resource: string }[];
}

/** What of the CLI's file these commands use. Throws when it is not TOML or not of the CLI's shape. */
export function readToml(text: string): TomlFacts {
  const shape = Shape.safeParse(parsed(text));
  if (!shape.success) throw unreadable();
  const { zone, org, credentials } = shape.data;
  return { zone: zone?.id, org: org?.id, credentials: credentials?.default ?? [] };
}

/** What the CLI wants with every call: `keycard run` has no flags for it where the file has it. */
export interface TomlIds {
  zone: string;
  /** Absent leaves the file's own, if it has one. */
  org?: string | undefined;
}

/** The file with these ids and with the entries that `keycard run` needs. All else, comments too, stays as it is. */
export function withIds(text: string, { zone, org }: TomlIds): string {
  const before = readToml(text);
  const ids = { zone, org: org ?? before.org };
  const identified = TABLES.reduce((rest, table) => {
    const id = ids[table];
    return id === undefined || id === before[table] ? rest : setId(rest, table, id);
  }, text);
  const missing = Object.values(STORED).filter(
    ({ variable }) => !before.credentials.some(({ env_var }) => env_var === variable),
  );
  const edited = missing.reduce(
    (rest, { variable, urn }) =>
      `${rest.trimEnd()}\n\n[[credentials.default]]\nenv_var = "${variable}"\nresource = "${urn}"\n`,
    identified,
  );
  // Text was edited as text: what it means now must be what it meant, and what was asked for.
  if (!means(edited, ids) || !isDeepStrictEqual(rest(text), rest(edited))) throw uneditable();
  return edited;
}

type Table = 'zone' | 'org';
const TABLES: readonly Table[] = ['zone', 'org'];

function means(text: string, ids: Record<Table, string | undefined>): boolean {
  try {
    const facts = readToml(text);
    return TABLES.every((table) => facts[table] === ids[table]);
  } catch {
    return false;
  }
}

function setId(text: string, table: Table, id: string): string {
  const lines = text.split('\n');
  const header = lines.findIndex((line) => new RegExp(`^\\s*\\[\\s*${table}\\s*\\]\\s*(?:#.*)?$`).test(line));
  const assignment = `id = ${JSON.stringify(id)}`;
  if (header < 0) return `${text.trimEnd()}\n\n[${table}]\n${assignment}\n`.trimStart();
  const next = lines.findIndex((line, at) => at > header && /^\s*\[/.test(line));
  const end = next < 0 ? lines.length : next;
  const at = lines.findIndex((line, n) => n > header && n < end && /^\s*id\s*=/.test(line));
  if (at < 0) return lines.toSpliced(header + 1, 0, assignment).join('\n');
  const comment = /^\s*id\s*=\s*(?:"[^"]*"|'[^']*')(\s*#.*)?$/.exec(lines[at] ?? '')?.[1] ?? '';
  return lines.with(at, `${assignment}${comment}`).join('\n');
}

/** Everything in the file but what is edited. */
function rest(text: string): TomlTable {
  const { zone, org, credentials, ...others } = parsed(text);
  const { id: _zone, ...zoneRest } = Shape.shape.zone.parse(zone) ?? {};
  const { id: _org, ...orgRest } = Shape.shape.org.parse(org) ?? {};
  const { default: _entries, ...credentialsRest } = Shape.shape.credentials.parse(credentials) ?? {};
  const rests = { zone: { ...zoneRest }, org: { ...orgRest }, credentials: { ...credentialsRest } };
  return { ...others, ...rests } as TomlTable;
}

function parsed(text: string): TomlTable {
  try {
    return parse(text);
  } catch {
    throw unreadable();
  }
}

function unreadable(): ProvisionConflict {
  return new ProvisionConflict(
    'keycard.toml cannot be read as the file of the Keycard CLI',
    'Mend it, or move it away and run this again: it is then written anew.',
  );
}

function uneditable(): ProvisionConflict {
  return new ProvisionConflict(
    'keycard.toml could not be edited without changing what else it says',
    'Put the ids into it by hand: `[zone]` and `id = "…"`, and the same for `[org]`.',
  );
}
