import { join } from 'node:path';
import { parse } from 'smol-toml';
import { isLoopback } from '../../../config/parse.js';
import { settings } from '../../../config/settings.js';
import { issuerFromToml } from '../../../config/toml.js';
import { replaceFile } from '../../replace-file.js';
import type { Wanted } from '../wanted.js';
import { withVariables } from './env-file.js';
import { withIds } from './keycard-toml.js';

export interface FileEdit {
  name: 'keycard.toml' | '.env';
  text: string;
  isChanged: boolean;
  /** For the person: what is in it. Nothing of it is a secret. */
  note: string;
}

export interface EditOptions {
  zone: string;
  org: string | undefined;
  issuer: string;
  wanted: Wanted;
  toml: string | undefined;
  env: string | undefined;
}

const NEW_TOML = `# Read by the Keycard CLI (\`keycard run -- npm start\`) and by the server.
# https://docs.keycard.ai/cli
`;

/** The two files as they should be. Nothing is written here. */
export function editFiles({ zone, org, issuer, wanted, toml, env }: EditOptions): FileEdit[] {
  const tomlText = withIds(toml ?? NEW_TOML, { zone, org });
  const made = issuerFromToml(() => parse(tomlText));
  const variables = envVariables(wanted, issuer, made.ok ? made.value : undefined);
  const envText = withVariables(env ?? '', variables);
  return [
    {
      name: 'keycard.toml',
      text: tomlText,
      isChanged: tomlText !== toml,
      note: `zone.id = ${zone}${org === undefined ? '' : `, org.id = ${org}`}`,
    },
    {
      name: '.env',
      text: envText,
      isChanged: envText !== (env ?? ''),
      note: Object.entries(variables)
        .map(([name, value]) => `${name}=${value}`)
        .join(', '),
    },
  ];
}

/** What the server would otherwise not know. The credential is not among it: `keycard run` brings it. */
function envVariables({ publicUrl, linear }: Wanted, issuer: string, issuerOfToml: string | undefined) {
  const { hostname, port } = new URL(publicUrl);
  return {
    ...(issuer === issuerOfToml ? {} : { KEYCARD_URL: issuer }),
    PUBLIC_URL: publicUrl,
    ...(isLoopback(hostname) && port !== '' ? { PORT: port } : {}),
    ...(linear.resource === settings.LINEAR_RESOURCE.default ? {} : { LINEAR_RESOURCE: linear.resource }),
  };
}

/** Whole or not at all: a reader never sees half a file. Throws `FileNotReplaced`. */
export async function writeFile(folder: string, { name, text }: FileEdit): Promise<void> {
  await replaceFile(join(folder, name), text, name === '.env' ? 0o600 : 0o644);
}
