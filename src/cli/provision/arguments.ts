import { parseArgs } from 'node:util';
import type { Parsed } from '../../config/parse.js';
import type { TomlFacts } from './files/keycard-toml.js';
import { readWanted } from './read-wanted.js';
import type { Wanted } from './wanted.js';

export const HELP = `npm run provision -- [options]

Creates in a Keycard zone what this server needs, or reuses what is there, and writes keycard.toml and .env.
Run it as often as you like: it changes only what is missing.

  --zone <id>         the zone; otherwise ZONE, or zone.id in keycard.toml
  --org <id>          its organization, for the Keycard CLI; otherwise ORG, or org.id in keycard.toml
  --public-url <url>  where clients reach the server; otherwise PUBLIC_URL (http://localhost:8000)
  --catalog           take Linear from the zone's catalog instead of creating a provider for it
  --no-register       leave Claude Code alone
  --dry-run           show what would be done; nothing is written anywhere
  --help              this

It asks Keycard as you, through \`keycard agent api\`; or, with KEYCARD_API_CLIENT_ID and KEYCARD_API_CLIENT_SECRET,
as a service account (KEYCARD_API_URL, default https://api.keycard.ai). Creating the Linear provider needs the client
of a Linear OAuth application: LINEAR_CLIENT_ID and LINEAR_CLIENT_SECRET, or it asks for them.
`;

export interface Arguments {
  zone: string;
  org: string | undefined;
  wanted: Wanted;
  dryRun: boolean;
  register: boolean;
}

export type ParsedArguments =
  | { kind: 'help' }
  | { kind: 'wrong'; problems: string[] }
  | { kind: 'run'; arguments: Arguments };

type Environment = Readonly<Record<string, string | undefined>>;

/** Flags over environment over `keycard.toml`, as the Keycard CLI has it. */
export function readArguments(
  args: readonly string[],
  env: Environment,
  toml: TomlFacts | undefined,
): ParsedArguments {
  const flags = parseFlags(args);
  if (flags === undefined) return { kind: 'wrong', problems: ['Unknown option. See --help.'] };
  if (flags.help) return { kind: 'help' };
  const zone = zoneId(flags.zone ?? env['ZONE'] ?? toml?.zone);
  const publicUrl = flags['public-url'] ?? env['PUBLIC_URL'];
  const wanted = readWanted({ ...env, PUBLIC_URL: publicUrl }, flags.catalog === true);
  const org = orgId(flags.org ?? env['ORG'] ?? toml?.org);
  if (!zone.ok || !org.ok || !wanted.ok) {
    const named = [zone, org].flatMap((parsed) => (parsed.ok ? [] : [parsed.problem]));
    return { kind: 'wrong', problems: [...named, ...(wanted.ok ? [] : wanted.problems)] };
  }
  return {
    kind: 'run',
    arguments: {
      zone: zone.value,
      org: org.value,
      wanted: wanted.value,
      dryRun: flags['dry-run'] === true,
      register: flags['no-register'] !== true,
    },
  };
}

function zoneId(text: string | undefined): Parsed<string> {
  const where =
    'pass --zone <id>, or put zone.id into keycard.toml. The Keycard console shows it: https://<zone-id>.keycard.cloud';
  if (text === undefined || text.includes('<'))
    return { ok: false, problem: `No zone is named yet: ${where}` };
  return /^[\w-]{1,128}$/.test(text)
    ? { ok: true, value: text }
    : { ok: false, problem: `That is not the id of a zone: ${where}` };
}

/** Only the CLI needs it, so that it may be absent. It becomes an argument of the CLI, and no flag of it. */
function orgId(text: string | undefined): Parsed<string | undefined> {
  return text === undefined || /^\w[\w.-]{0,127}$/.test(text)
    ? { ok: true, value: text }
    : {
        ok: false,
        problem: 'That is not the id of an organization: see --org, ORG and org.id in keycard.toml.',
      };
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        zone: { type: 'string' },
        org: { type: 'string' },
        'public-url': { type: 'string' },
        catalog: { type: 'boolean' },
        'no-register': { type: 'boolean' },
        'dry-run': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch {
    return undefined;
  }
}
