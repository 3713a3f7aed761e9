import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { withVariables } from '../../../src/cli/provision/files/env-file.js';
import { editFiles } from '../../../src/cli/provision/files/files.js';
import { readToml, withIds } from '../../../src/cli/provision/files/keycard-toml.js';
import { readWanted } from '../../../src/cli/provision/read-wanted.js';
import { STORED } from '../../../src/cli/provision/wanted.js';
import { withEnvFile } from '../../../src/config/environment.js';
import { documentedVariables } from '../../../src/config/variables.js';

const SHIPPED = readFileSync(fileURLToPath(new URL('../../../keycard.toml', import.meta.url)), 'utf8');
const known = documentedVariables().map(({ name }) => name);

function edits(env: Record<string, string>, files: { toml?: string; env?: string } = {}) {
  const wanted = readWanted(env, false);
  if (!wanted.ok) throw new Error(wanted.problems.join());
  const [toml, dotEnv] = editFiles({
    zone: 'abc123',
    org: undefined,
    issuer: 'https://abc123.keycard.cloud',
    wanted: wanted.value,
    toml: files.toml,
    env: files.env,
  });
  return { toml: toml?.text ?? '', env: dotEnv?.text ?? '' };
}

describe('keycard.toml as it is shipped', () => {
  it('maps only variables that the server knows', () => {
    const variables = readToml(SHIPPED).credentials.map(({ env_var }) => env_var);
    expect(variables).toEqual(['KEYCARD_CLIENT_ID', 'KEYCARD_CLIENT_SECRET']);
    expect(variables.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('maps them to the vault resources that provision fills', () => {
    expect(readToml(SHIPPED).credentials).toEqual(
      Object.values(STORED).map(({ variable, urn }) => ({ env_var: variable, resource: urn })),
    );
  });

  it('has only what the Keycard CLI reads', () => {
    const { environment, zone, credentials, ...others } = parse(SHIPPED);
    expect(others).toEqual({});
    expect(environment).toBe('production');
    expect(Object.keys(Object(zone))).toEqual(['id']);
    expect(Object.keys(Object(credentials))).toEqual(['default']);
  });
});

describe('what provision writes', () => {
  it('is, where there was nothing, a keycard.toml with the same entries, and an .env of settings without a secret', () => {
    const made = edits({ PUBLIC_URL: 'http://localhost:9000', LINEAR_RESOURCE: 'https://linear.example' });
    expect(readToml(made.toml)).toEqual({ ...readToml(SHIPPED), zone: 'abc123' });
    const variables = parseEnv(made.env);
    expect(variables).toEqual({
      PUBLIC_URL: 'http://localhost:9000',
      PORT: '9000',
      LINEAR_RESOURCE: 'https://linear.example',
    });
    expect(Object.keys(variables).filter((name) => !known.includes(name))).toEqual([]);
  });

  it('leaves PORT alone where PUBLIC_URL is not this machine', () => {
    expect(parseEnv(edits({ PUBLIC_URL: 'https://mcp.example.com' }).env)).toEqual({
      PUBLIC_URL: 'https://mcp.example.com',
    });
  });
});

describe('the zone in keycard.toml', () => {
  const entries = SHIPPED.slice(SHIPPED.indexOf('[[credentials'));

  it.each([
    [
      'a placeholder',
      `[zone]\nid = "<zone-id>" # mine\n\n${entries}`,
      `[zone]\nid = "abc" # mine\n\n${entries}`,
    ],
    ['no id', `[zone]\n# none yet\n${entries}`, `[zone]\nid = "abc"\n# none yet\n${entries}`],
    ['single quotes', `[ zone ]\n  id = 'old'\n${entries}`, `[ zone ]\nid = "abc"\n${entries}`],
    [
      'another table with an id',
      `[org]\nid = "o"\n[zone]\nid = "z"\n${entries}`,
      `[org]\nid = "o"\n[zone]\nid = "abc"\n${entries}`,
    ],
    ['no table', entries.trim(), `${entries.trim()}\n\n[zone]\nid = "abc"\n`],
    ['the same id', `[zone]\nid = "abc"\n${entries}`, `[zone]\nid = "abc"\n${entries}`],
  ])('is set where there is %s', (_what, before, after) => {
    expect(withIds(before, { zone: 'abc' })).toBe(after);
  });

  it.each([
    [
      'no table',
      `[zone]\nid = "abc"\n\n${entries}`,
      `[zone]\nid = "abc"\n\n${entries.trim()}\n\n[org]\nid = "o-1"\n`,
    ],
    [
      'another id',
      `[org]\nid = "o"\n[zone]\nid = "abc"\n${entries}`,
      `[org]\nid = "o-1"\n[zone]\nid = "abc"\n${entries}`,
    ],
  ])(
    'stands beside the organization, which is set where there is %s and left alone when none is named',
    (_what, before, after) => {
      expect(withIds(before, { zone: 'abc', org: 'o-1' })).toBe(after);
      expect(withIds(after, { zone: 'abc', org: 'o-1' })).toBe(after);
      expect(withIds(after, { zone: 'abc' })).toBe(after);
    },
  );

  it.each([
    ['inline', 'zone = { id = "old" }'],
    ['dotted', 'zone.id = "old"'],
  ])('that is written %s is left to the person, with words', (_how, before) => {
    expect(() => withIds(`${before}\n${entries}`, { zone: 'abc' })).toThrow(/could not be edited/);
  });

  it('in a file that is no TOML, or not the CLI’s, is not guessed', () => {
    for (const text of ['[zone\nid=', 'zone = 3', 'credentials = "x"'])
      expect(() => withIds(text, { zone: 'abc' })).toThrow(/cannot be read/);
  });

  it('comes with the entries that are missing, and keeps those that are there', () => {
    const own =
      '[zone]\nid = "abc"\n\n[[credentials.default]]\nenv_var = "KEYCARD_CLIENT_ID"\nresource = "urn:own"\n';
    const { credentials } = readToml(withIds(own, { zone: 'abc' }));
    expect(credentials.map(({ resource }) => resource)).toEqual([
      'urn:own',
      'urn:keycard-linear-mcp:client_secret',
    ]);
  });
});

describe('.env', () => {
  it.each([
    ['', 'A=1\n'],
    ['B=2', 'B=2\nA=1\n'],
    ['A=0\nB=2\n', 'A=1\nB=2\n'],
    ['# A=5\nA=0\n', '# A=5\nA=1\n'],
    ['export A=0\n', 'A=1\n'],
    ['A=0\nA=3\n', 'A=0\nA=1\n'],
    ['A="1"\n', 'A="1"\n'],
    ['AA=1\n', 'AA=1\nA=1\n'],
  ])('%j becomes %j', (before, after) => {
    const edited = withVariables(before, { A: '1' });
    expect(edited).toBe(after);
    expect(parseEnv(edited)['A']).toBe('1');
    expect(withVariables(edited, { A: '1' })).toBe(edited);
  });

  it('is overruled by the environment of the process', () => {
    expect(withEnvFile({ A: 'process' }, 'A=file\nB=file')).toEqual({ A: 'process', B: 'file' });
    expect(withEnvFile({ A: 'process' }, undefined)).toEqual({ A: 'process' });
  });
});
