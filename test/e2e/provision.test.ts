import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readToml } from '../../src/cli/provision/files/keycard-toml.js';
import { provision as setUp } from '../../src/cli/provision/provision.js';
import { withEnvFile } from '../../src/config/environment.js';
import { readOptional } from '../../src/config/optional-file.js';
import { createUpstreams } from '../../src/upstreams.js';
import { signIn } from '../support/clients.js';
import { type Running, start } from '../support/process.js';
import { personCalled } from '../support/sandbox.js';
import { type EmptyZone, fakeClaude, folder, freePort, programs, startEmptyZone } from '../support/zone.js';

/** `npm run provision` against an empty zone's Management API: whole runs as a process of its own, variants in this one. */
const FRESH_TOML = readFileSync(fileURLToPath(new URL('../../keycard.toml', import.meta.url)), 'utf8');
const NO_PROGRAMS = { PATH: programs({}) };

let empty: EmptyZone;
let cwd: string;
let publicUrl: string;
const running: Running[] = [];

beforeEach(async () => {
  empty = await startEmptyZone();
  cwd = folder();
  publicUrl = `http://localhost:${await freePort()}`;
  writeFileSync(join(cwd, 'keycard.toml'), FRESH_TOML);
});
afterEach(async () => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL');
  await empty.stop();
});

function launch(...args: Parameters<typeof start>): Running {
  const started = start(...args);
  running.push(started);
  return started;
}

interface Outcome {
  code: number | null;
  output: string;
}

const environment = (env: Record<string, string>): Record<string, string> => ({
  ...empty.env,
  PUBLIC_URL: publicUrl,
  ...NO_PROGRAMS,
  ...env,
});

async function provisionProcess(args: string[] = [], env: Record<string, string> = {}): Promise<Outcome> {
  const run = launch('provision-main', environment(env), cwd, args);
  return { code: await run.exited, output: run.output() };
}

/** What that process runs, without starting one. */
async function provision(args: string[] = [], env: Record<string, string> = {}): Promise<Outcome> {
  const upstream = createUpstreams('keycard-linear-mcp/0.0.0-test');
  const lines: string[] = [];
  const isComplete = await setUp({
    args,
    env: withEnvFile(environment(env), readOptional(cwd, '.env')),
    folder: cwd,
    fetch: upstream.keycard,
    ask: undefined,
    say: (line) => lines.push(line),
  }).finally(() => upstream.close());
  return { code: isComplete ? 0 : 1, output: `${lines.join('\n')}\n` };
}

function file(name: string): string {
  return readFileSync(join(cwd, name), 'utf8');
}

/** Every secret that passed: the credential's, Linear's, the account's. */
function secrets(): string[] {
  const { secretData } = empty.zone.directory.vault;
  const stored = [...secretData.values()].map((data) => (data.type === 'token' ? data.token : data.password));
  const { LINEAR_CLIENT_SECRET, KEYCARD_API_CLIENT_SECRET } = empty.env;
  return [...stored, LINEAR_CLIENT_SECRET, KEYCARD_API_CLIENT_SECRET];
}

function expectNoSecretIn(text: string): void {
  for (const secret of secrets()) expect(text).not.toContain(secret);
}

describe('provision on an empty zone', () => {
  it('sets everything up, and a server that is started with what it wrote lists the issues of who signs in', async () => {
    const first = await provisionProcess();
    expect(first.output).toMatch(/\+ Linear provider +created/);
    expect(first.code).toBe(0);
    expectNoSecretIn(first.output + readdirSync(cwd).map(file).join());
    expect(file('.env')).toContain(`PUBLIC_URL=${publicUrl}`);
    expect(file('keycard.toml')).toContain('id = "sandbox"');

    const server = launch(
      'main',
      { ...empty.keycardRun(cwd), LINEAR_API_URL: empty.linear.graphqlUrl, LOG_LEVEL: 'info' },
      cwd,
    );
    await server.said(/"msg":"ready/);
    const [person] = empty.linear.workspace.users;
    const agent = await signIn(`${publicUrl}/mcp`, 'v2 modern', personCalled(person?.email ?? ''));
    const issues = await agent.call('list_issues', { assignee: 'me' });
    expect(issues.isError, issues.text).toBe(false);
    expect(issues.text).toMatch(/^[A-Z]+-\d+ /m);
    await agent.close();
  });

  it('a second time changes nothing: no write request, no file touched, and it says so', async () => {
    await provisionProcess();
    const before = readdirSync(cwd).map(file);
    empty.api.forget();
    const again = await provisionProcess();
    expect(again).toMatchObject({ code: 0, output: expect.stringContaining('No change') });
    expect(again.output).not.toMatch(/^ {2}[+~]/m);
    expect(empty.api.writes()).toEqual([]);
    expect(readdirSync(cwd).map(file)).toEqual(before);
    expect(empty.zone.directory.credentials.filter(() => true)).toHaveLength(1);
  });

  it('leaves the comments and the other content of keycard.toml and .env alone', async () => {
    writeFileSync(join(cwd, '.env'), '# mine\nLOG_LEVEL=debug\nPUBLIC_URL=http://old.example');
    await provision();
    expect(file('keycard.toml')).toBe(FRESH_TOML.replace('"<zone-id>"', '"sandbox"'));
    expect(file('.env')).toMatch(/^# mine\nLOG_LEVEL=debug\nPUBLIC_URL=http:\/\/localhost:\d+\nKEYCARD_URL=/);
  });

  it('leaves an .env that is a link one, and what it leads to in its mode', async () => {
    const target = join(folder(), 'settings');
    writeFileSync(target, 'LOG_LEVEL=debug\n');
    chmodSync(target, 0o640);
    symlinkSync(target, join(cwd, '.env'));
    await provision();
    expect(lstatSync(join(cwd, '.env')).isSymbolicLink()).toBe(true);
    expect([statSync(target).mode & 0o777, readFileSync(target, 'utf8')]).toEqual([
      0o640,
      expect.stringMatching(/^LOG_LEVEL=debug\n[\s\S]*PUBLIC_URL=/),
    ]);
  });

  it('says of a file that it cannot write why, and what becomes of the rest', async () => {
    symlinkSync('none/settings', join(cwd, '.env'));
    const { code, output } = await provision();
    expect(code).toBe(1);
    expect(output).toMatch(/\.env cannot be written \(ENOENT\)[^\n]*\n.*reused by the next run/);
  });

  it('with --dry-run prints the plan and writes nothing, neither to the zone nor to a file', async () => {
    const planned = await provision(['--dry-run']);
    expect(planned.code).toBe(0);
    expect(planned.output).toMatch(/✓ zone provider +is there/);
    expect(planned.output).toMatch(/\+ application credential, into the vault +would be created/);
    expect(planned.output).toMatch(/~ keycard\.toml +would be written/);
    expect(empty.api.writes()).toEqual([]);
    expect([file('keycard.toml'), existsSync(join(cwd, '.env'))]).toEqual([FRESH_TOML, false]);
  });

  it("takes Linear from the zone's catalog when told to", async () => {
    const run = await provision(['--catalog']);
    expect(run).toMatchObject({ code: 0, output: expect.stringContaining("from the zone's catalog") });
    const linear = empty.zone.directory.resolveResource('https://api.linear.app');
    expect(
      empty.zone.directory.providers.find(({ identifier }) => identifier === 'https://catalog.linear.example')
        ?.id,
    ).toBe(linear?.credential_provider_id);
    expect(linear?.credential_provider_id).toBeDefined();
    empty.api.forget();
    expect((await provision(['--catalog'])).output).toContain('No change');
    expect(empty.api.writes()).toEqual([]);
  });

  it('serves a second address with the same application: one more resource, one more redirect URI, no second credential', async () => {
    await provision();
    const run = await provision([], { PUBLIC_URL: 'https://mcp.example.com' });
    expect(run.code).toBe(0);
    expect(run.output).toMatch(
      /~ application +changed: redirect URI https:\/\/mcp\.example\.com\/connect\/callback/,
    );
    const [application] = empty.zone.directory.applications.filter(() => true);
    expect(application?.protocols?.oauth2?.redirect_uris).toEqual([
      `${publicUrl}/connect/callback`,
      'https://mcp.example.com/connect/callback',
    ]);
    expect(empty.zone.directory.credentials.filter(() => true)).toHaveLength(1);
  });
});

describe('the scope for writing', () => {
  it('is on our resource where the server asks for one, also when it is configured later', async () => {
    await provision();
    const run = await provision([], { WRITE_SCOPE: 'mcp:write' });
    expect(run.output).toMatch(/~ MCP resource +changed: scope mcp:write added/);
    const resource = empty.zone.directory.resolveResource(`${publicUrl}/mcp`);
    expect(resource?.scopes).toEqual(['mcp:tools', 'mcp:write']);
  });
});

describe('through the Keycard CLI', () => {
  async function throughCli(
    env: Record<string, string> = {},
    args: string[] = [],
  ): Promise<Outcome & { calls: string }> {
    const log = join(folder(), 'calls');
    const PATH = await empty.signedInCli(log);
    const { KEYCARD_API_CLIENT_ID: _id, KEYCARD_API_CLIENT_SECRET: _secret, ...rest } = empty.env;
    // Empty stands for absent.
    const { ORG = 'org-1', ...more } = env;
    const shared = { ...rest, PUBLIC_URL: publicUrl, PATH, KEYCARD_SOCKET: '/run/s' };
    const all = { ...shared, ...(ORG === '' ? {} : { ORG }), ...more };
    const run = launch('provision-main', all, cwd, args);
    const code = await run.exited;
    return { code, output: run.output(), calls: existsSync(log) ? readFileSync(log, 'utf8') : '' };
  }

  it('does the same inside `keycard run`, with secrets on standard input and in no argument or variable', async () => {
    const first = await throughCli();
    expect(first).toMatchObject({ code: 0, output: expect.stringContaining('keycard agent api') });
    expect(empty.keycardRun(cwd)['KEYCARD_CLIENT_SECRET']).toMatch(/^[\w-]{40,}$/);
    expectNoSecretIn(first.output + first.calls + readdirSync(cwd).map(file).join());
    empty.api.forget();
    expect((await throughCli()).output).toContain('No change');
    expect(empty.api.writes()).toEqual([]);
    // Every request is a process of its own here.
  }, 90_000);

  it('says what to do when the CLI is missing or nobody is signed in', async () => {
    expect(await throughCli({ PATH: programs({}) })).toMatchObject({
      code: 1,
      output: expect.stringMatching(/brew install keycardai\/tap\/keycard[\s\S]*KEYCARD_API_CLIENT_ID/),
    });
    const PATH = programs({
      keycard: "process.stderr.write('not signed in to management API\\n'); process.exit(1);",
    });
    expect(await throughCli({ PATH })).toMatchObject({
      code: 1,
      output: expect.stringMatching(/keycard auth signin --org/),
    });
  });

  it('has to be told the organization once: it is in keycard.toml then, where `keycard run` looks too', async () => {
    const planned = await throughCli({ ORG: '' }, ['--org', 'org-1', '--dry-run']);
    expect(planned.output).toContain('org.id = org-1');
    expect((await throughCli({ ORG: '' }, ['--org', 'org-1'])).code).toBe(0);
    expect(readToml(file('keycard.toml'))).toMatchObject({ zone: 'sandbox', org: 'org-1' });
    expect(await throughCli({ ORG: '' })).toMatchObject({
      code: 0,
      output: expect.stringContaining('No change'),
    });
  }, 90_000);

  it('wants the organization named, and passes on what the CLI says about it', async () => {
    expect(await throughCli({ ORG: 'other' })).toMatchObject({
      code: 1,
      output: expect.stringContaining('no organization: pass --org'),
    });
  });
});

describe('what somebody else decided', () => {
  it.each([
    ['belongs to another application', { application_id: 'other' }],
    ['is on another provider', { credential_provider_id: 'vault' }],
  ])('is reported and not overwritten: our resource %s', async (what, change) => {
    const { management, vaultProvider } = empty.zone;
    const other = management.createApplication({ name: 'Other', identifier: 'urn:other' });
    management.createResource({
      name: 'Taken',
      identifier: `${publicUrl}/mcp`,
      ...('application_id' in change
        ? { application_id: other.id }
        : { credential_provider_id: vaultProvider().id }),
    });
    const run = await provision();
    expect(run.code).toBe(1);
    expect(run.output).toMatch(new RegExp(`✗ MCP resource .*${what}`));
    expect(run.output).toMatch(/In the Keycard console/);
    expect(empty.api.writes()).toEqual([]);
    expect(file('keycard.toml')).toBe(FRESH_TOML);
  });

  it('completes a resource that has no owner yet', async () => {
    empty.zone.management.createResource({ name: 'Ours', identifier: `${publicUrl}/mcp` });
    const run = await provision();
    expect(run.output).toMatch(/~ MCP resource +changed: application, provider, scope mcp:tools added/);
    const resource = empty.zone.directory.resolveResource(`${publicUrl}/mcp`);
    expect(resource).toMatchObject({ scopes: ['mcp:tools'], application_id: expect.any(String) });
  });

  it('half a credential in the vault is reported, with the way out', async () => {
    await provision();
    const { directory } = empty.zone;
    const resource = directory.resolveResource('urn:keycard-linear-mcp:client_secret');
    const secret = directory.secrets.find(({ entity_id }) => entity_id === resource?.id);
    directory.secrets.remove(secret?.id ?? '');
    const run = await provision();
    expect(run).toMatchObject({
      code: 1,
      output: expect.stringMatching(
        /delete the secret of urn:keycard-linear-mcp:client_id; then run this again/,
      ),
    });
  });

  it('another zone in KEYCARD_URL is refused', async () => {
    expect(await provision([], { KEYCARD_URL: 'https://other.keycard.cloud' })).toMatchObject({
      code: 1,
      output: expect.stringContaining('KEYCARD_URL is not the issuer of this zone'),
    });
  });
});

describe('a Management API with a life of its own', () => {
  it('what appears between looking and making (409) is found and reused', async () => {
    const { management, stsProvider } = empty.zone;
    let application: { id: string } | undefined;
    empty.api.intercept(({ method, path, body }) => {
      if (method !== 'POST') return undefined;
      if (path.endsWith('/applications')) {
        application = management.createApplication(JSON.parse(body));
      }
      if (path.endsWith('/resources') && body.includes('/mcp"')) {
        management.createResource({
          ...JSON.parse(body),
          credential_provider_id: stsProvider().id,
          ...(application && { application_id: application.id }),
        });
      }
      return undefined;
    });
    const run = await provision();
    expect(run.code, run.output).toBe(0);
    expect(empty.zone.directory.applications.filter(() => true)).toHaveLength(1);
    expect(empty.keycardRun(cwd)['KEYCARD_CLIENT_SECRET']).not.toBe('');
  });

  it('what appears in between and is not what would have been made is a conflict', async () => {
    const { management } = empty.zone;
    empty.api.intercept(({ method, path, body }) => {
      if (method !== 'POST' || !path.endsWith('/resources') || !body.includes('/mcp"')) return undefined;
      const other = management.createApplication({ name: 'Other', identifier: 'urn:other' });
      management.createResource({ ...JSON.parse(body), application_id: other.id });
      return undefined;
    });
    expect(await provision()).toMatchObject({
      code: 1,
      output: expect.stringContaining('belongs to another application'),
    });
  });

  it('a credential that cannot be stored is taken back, and the next run completes the work', async () => {
    let secretsSeen = 0;
    empty.api.intercept(({ method, path }) => {
      if (method !== 'POST' || !path.endsWith('/secrets')) return undefined;
      secretsSeen += 1;
      return secretsSeen === 2 ? { status: 500, body: '{"error":"server_error"}' } : undefined;
    });
    expect((await provision()).code).toBe(1);
    const { directory } = empty.zone;
    expect([directory.credentials.filter(() => true), directory.secrets.filter(() => true)]).toEqual([
      [],
      [],
    ]);
    empty.api.forget();
    expect((await provision()).code).toBe(0);
    expect(directory.credentials.filter(() => true)).toHaveLength(1);
  });

  it('lists of several pages are read to their end', async () => {
    for (let n = 0; n < 120; n += 1)
      empty.zone.management.createProvider({ name: `P${n}`, identifier: `urn:p${n}` });
    const { LINEAR_AUTHORIZATION_URL: authorize, LINEAR_TOKEN_URL: token } = empty.env;
    const last = empty.zone.management.createProvider({
      name: 'Linear',
      identifier: 'urn:linear',
      protocols: { oauth2: { authorization_endpoint: authorize, token_endpoint: token } },
    });
    expect((await provision()).output).toMatch(/✓ Linear provider +reused/);
    const resource = empty.zone.directory.resolveResource('https://api.linear.app');
    expect(resource?.credential_provider_id).toBe(last.id);
  });

  it.each([
    ['HTML', { status: 200, body: '<!doctype html><h1>hi</h1>', type: 'text/html' }],
    ['ten megabytes', { status: 200, body: JSON.stringify('x'.repeat(10_000_000)) }],
    ['a list without items', { status: 200, body: '{"items":{}}' }],
    ['records without ids', { status: 200, body: '{"items":[{"identifier":"x"}]}' }],
    ['ids that are paths', { status: 200, body: '{"items":[{"id":"../../other","identifier":"x"}]}' }],
    [
      'a cursor that never ends',
      { status: 200, body: '{"items":[],"pagination":{"after_cursor":"same"}}' },
      0,
    ],
    ['an outage', { status: 503, body: '' }],
    ['a redirect', { status: 302, body: '' }],
  ])('%s stops it with a sentence and without a write', async (_what, reply, code = 1) => {
    empty.api.intercept(({ path }) => (path.includes('/providers') ? reply : undefined));
    const run = await provision();
    expect(run.code).toBe(1);
    expect(run.output).toMatch(
      code === 0 ? /no provider of type keycard-sts/ : /The (?:Management API|answer)/,
    );
    expect(run.output).not.toMatch(/\bat .*\.js|<h1>|xxxx/);
    expect(empty.api.writes()).toEqual([]);
  });

  it('an error that echoes credentials or control characters is shown clean', async () => {
    empty.api.intercept(({ path, headers }) =>
      path.includes('/providers')
        ? {
            status: 400,
            body: JSON.stringify({
              error: 'x',
              error_description: `\u001b[2Jbad ${headers.authorization} ${empty.env.KEYCARD_API_CLIENT_SECRET}`,
            }),
          }
        : undefined,
    );
    const run = await provision();
    expect(run.output).toContain('bad');
    for (const never of ['sat_', '\u001b']) expect(run.output).not.toContain(never);
    expectNoSecretIn(run.output);
  });

  it('a wrong or half service account is named', async () => {
    expect(await provision([], { KEYCARD_API_CLIENT_SECRET: 'wrong' })).toMatchObject({
      code: 1,
      output: expect.stringContaining('does not know who asks'),
    });
    const { KEYCARD_API_CLIENT_SECRET: _, ...half } = { ...empty.env, PUBLIC_URL: publicUrl, ...NO_PROGRAMS };
    const run = launch('provision-main', half, cwd);
    expect(await run.exited).toBe(1);
    expect(run.output()).toContain('KEYCARD_API_CLIENT_SECRET is empty');
  });
});

describe('the rest', () => {
  it('tells Claude Code once, and never replaces what it has', async () => {
    const memory = join(folder(), 'claude');
    const PATH = programs({ claude: fakeClaude(memory) });
    expect((await provisionProcess([], { PATH })).output).toMatch(/\+ Claude Code/);
    expect(readFileSync(memory, 'utf8')).toBe(`${publicUrl}/mcp`);
    expect((await provisionProcess([], { PATH })).output).toMatch(/✓ Claude Code/);
    writeFileSync(memory, 'https://other.example/mcp');
    expect((await provisionProcess([], { PATH })).output).toContain('claude mcp remove linear');
    expect((await provisionProcess(['--no-register'], { PATH })).output).toContain(
      `claude mcp add --transport http linear ${publicUrl}/mcp`,
    );
  });

  it('without a terminal and without the client of Linear says what to register where', async () => {
    const { LINEAR_CLIENT_SECRET: _, ...env } = { ...empty.env, PUBLIC_URL: publicUrl, ...NO_PROGRAMS };
    const run = launch('provision-main', env, cwd);
    expect(await run.exited).toBe(1);
    expect(run.output()).toContain(`with the callback ${empty.zone.redirectUri}`);
    expect(run.output()).toContain('LINEAR_CLIENT_SECRET');
  });

  it.each([
    [['--help'], 0, /--dry-run/],
    [['--nonsense'], 1, /See --help/],
    [['--zone', '<zone-id>'], 1, /No zone is named yet/],
    [['--zone', '../x'], 1, /not the id of a zone/],
    [['--org', '<org-id>'], 1, /not the id of an organization/],
    [['--public-url', 'http://mcp.example.com'], 1, /PUBLIC_URL must be https/],
  ])('with %j ends with %i and says why', async (args, code, message) => {
    const run = await (code === 0 ? provisionProcess(args) : provision(args));
    expect(run.code).toBe(code);
    expect(run.output).toMatch(message);
    expect(empty.api.seen()).toEqual([]);
  });
});
