import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { examine } from '../../src/cli/doctor/doctor.js';
import type { Check } from '../../src/cli/doctor/finding.js';
import { fileProblems } from '../../src/files.js';
import { whyUnusable } from '../../src/replicas.js';
import { garbage } from '../../src/sandbox/zone/index.js';
import { createUpstreams } from '../../src/upstreams.js';
import { type Running, start } from '../support/process.js';
import { type EmptyZone, folder, freePort, programs, startEmptyZone } from '../support/zone.js';

/** `npm run doctor` on a zone that `npm run provision` has set up, with the server running; then each thing broken. */
const NO_PROGRAMS = { PATH: programs({}) };
const LINEAR = 'https://api.linear.app';
const upstreams = createUpstreams('keycard-linear-mcp/test');
const cwd = folder();
const running: Running[] = [];

let zone: EmptyZone;
let server: Running;
/** As `keycard run` starts it, and a service account beside it. */
let env: Record<string, string>;
/** The same without anybody who may read the zone's records. */
let alone: Record<string, string>;

beforeAll(async () => {
  zone = await startEmptyZone();
  const publicUrl = `http://localhost:${await freePort()}`;
  const provisioned = launch('provision-main', { ...zone.env, PUBLIC_URL: publicUrl, ...NO_PROGRAMS }, []);
  expect(await provisioned.exited).toBe(0);
  const shared = { ...zone.keycardRun(cwd), LINEAR_API_URL: zone.linear.graphqlUrl, ...NO_PROGRAMS };
  const { KEYCARD_API_URL, KEYCARD_API_CLIENT_ID, KEYCARD_API_CLIENT_SECRET } = zone.env;
  alone = { ...shared };
  env = { ...shared, KEYCARD_API_URL, KEYCARD_API_CLIENT_ID, KEYCARD_API_CLIENT_SECRET };
  server = launch('main', shared, []);
  await server.said(/"msg":"ready/);
});
afterEach(() => {
  zone.zone.faults.clear();
  zone.linear.faults.clear();
  zone.api.forget();
});
afterAll(async () => {
  for (const { child } of running) child.kill('SIGKILL');
  await upstreams.close();
  await zone.stop();
});

function launch(
  entry: 'main' | 'provision-main' | 'doctor-main',
  env: Record<string, string>,
  args: string[],
) {
  const started = start(entry, env, cwd, args);
  running.push(started);
  return started;
}

const dotEnv = (): Record<string, string> =>
  Object.fromEntries(
    readFileSync(join(cwd, '.env'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

async function doctor(environment: Record<string, string | undefined>): Promise<Record<string, Check>> {
  const env = { ...dotEnv(), ...environment };
  const checks = await examine({
    env,
    files: await fileProblems(env),
    toml: readFileSync(join(cwd, 'keycard.toml'), 'utf8'),
    fetch: upstreams.keycard,
    redis: whyUnusable,
  });
  return Object.fromEntries(checks.map((check) => [check.id, check]));
}

/** The one line that failed; there must be no other. */
async function onlyFailure(environment: Record<string, string | undefined>): Promise<Check | undefined> {
  const wrong = Object.values(await doctor(environment)).filter(({ status }) => status === 'failed');
  expect(wrong.map(({ id, found }) => `${id}: ${found}`)).toHaveLength(1);
  expect(wrong[0]?.fix).toMatch(/\w/);
  return wrong[0];
}

const management = () => zone.zone.management;
const directory = () => zone.zone.directory;
const resource = (identifier: string) => directory().resolveResource(identifier) ?? expect.fail(identifier);
const mine = () => resource(`${dotEnv()['PUBLIC_URL']}/mcp`);
const application = () => directory().applications.find(() => true)?.id ?? '';

describe('when everything is right', () => {
  it('every line is ✓, the exit code is 0, and nothing secret is printed', async () => {
    const run = launch('doctor-main', env, []);
    expect(await run.exited, run.output()).toBe(0);
    const lines = run
      .output()
      .split('\n')
      .filter((line) => /^[✓✗–?]/.test(line));
    expect(lines.map((line) => line[0]).join(''), run.output()).toBe('✓'.repeat(11));
    expect(run.output()).toContain('All is well.');
    for (const secret of [env['KEYCARD_CLIENT_SECRET'], env['KEYCARD_API_CLIENT_SECRET'], 'eyJ'])
      expect(run.output()).not.toContain(secret);
  });

  it('--json is the same for machines', async () => {
    const run = launch('doctor-main', env, ['--json']);
    expect(await run.exited).toBe(0);
    const { ok, checks } = JSON.parse(run.output()) as { ok: boolean; checks: Check[] };
    expect([ok, checks.map(({ id, status }) => `${id} ${status}`)]).toEqual([
      true,
      [
        'configuration ok',
        'issuer ok',
        'clock ok',
        'keys ok',
        'identity ok',
        'resource ok',
        'owner ok',
        'dependency ok',
        'public_url ok',
        'linear_api ok',
        'redis ok',
      ],
    ]);
  });

  it('inside `keycard run` the session of the CLI is enough', async () => {
    const PATH = await zone.signedInCli(join(folder(), 'calls'));
    const run = launch(
      'doctor-main',
      { ...alone, PATH, ORG: 'org-1', KEYCARD_RUN: '1', KEYCARD_SOCKET: '/run/s' },
      [],
    );
    expect(await run.exited, run.output()).toBe(0);
    expect(run.output()).toContain('All is well.');
  });

  it('a session of the CLI without its organization is told what it lacks', async () => {
    const PATH = await zone.signedInCli(join(folder(), 'calls'));
    const { owner, dependency } = await doctor({ ...alone, PATH });
    for (const check of [owner, dependency]) {
      expect(check).toMatchObject({
        status: 'unknown',
        found: expect.stringContaining('has to be told the organization'),
        fix: expect.stringContaining('org.id'),
      });
    }
  });

  it('with the application credential alone it says what it could not determine, and how to', async () => {
    const checks = await doctor(alone);
    const statuses = Object.values(checks).map(({ id, status }) => `${id} ${status}`);
    expect(statuses.filter((line) => !line.endsWith(' ok'))).toEqual(['owner unknown', 'dependency unknown']);
    expect(checks['dependency']?.found).toMatch(/not determined .* no `keycard` on the PATH/);
    expect(checks['dependency']?.fix).toMatch(/keycard auth signin/);
  });

  it('changes nothing: it only reads', async () => {
    zone.api.forget();
    await doctor(env);
    expect(zone.api.writes()).toEqual([]);
  });
});

describe('what is broken is named', () => {
  it('an empty environment: everything that is missing, and what can be looked at all the same', async () => {
    const { KEYCARD_CLIENT_ID: _id, KEYCARD_CLIENT_SECRET: _secret, ...rest } = env;
    const checks = await doctor(rest);
    expect(checks['configuration']?.fix).toMatch(/KEYCARD_CLIENT_ID is not set: start with `keycard run/);
    expect(checks['issuer']?.status).toBe('ok');
    expect(checks['public_url']?.status).toBe('ok');
    expect(checks['identity']).toMatchObject({
      status: 'skipped',
      found: expect.stringContaining('configuration'),
    });
  });

  it('wrong settings: the list of them, and nothing else is tried', async () => {
    const checks = await doctor({ ...env, PUBLIC_URL: 'http://mcp.example.com', PORT: 'x' });
    expect(checks['configuration']?.fix).toMatch(
      /PORT must be a whole number[\s\S]*PUBLIC_URL must be https/,
    );
    expect(Object.values(checks).filter(({ status }) => status === 'skipped')).toHaveLength(10);
  });

  it.each(['API_KEYS_FILE', 'AUDIT_LOG'])(
    '%s that leads nowhere, and all else is looked at',
    async (name) => {
      const failure = await onlyFailure({ ...env, [name]: join(cwd, 'nowhere', 'file') });
      expect([failure?.id, failure?.fix]).toEqual(['configuration', expect.stringContaining(name)]);
    },
  );

  it('a Redis that is not there', async () => {
    const failure = await onlyFailure({ ...env, REDIS_URL: `redis://127.0.0.1:${await freePort()}` });
    expect([failure?.id, failure?.found]).toEqual(['redis', 'cannot be used (ECONNREFUSED)']);
  });

  it('a zone that is down, or is not there', async () => {
    const lift = zone.zone.faults.outage();
    expect((await doctor(env))['issuer']).toMatchObject({
      status: 'failed',
      found: expect.stringContaining('cannot be reached'),
    });
    lift();
    const port = await freePort();
    expect(await onlyFailureOfZone({ ...env, KEYCARD_URL: `http://127.0.0.1:${port}` })).toMatch(
      /nothing listens there/,
    );
  });

  async function onlyFailureOfZone(environment: Record<string, string>): Promise<string> {
    const checks = await doctor(environment);
    expect(checks['issuer']?.status).toBe('failed');
    for (const id of ['clock', 'keys', 'identity', 'resource', 'owner', 'dependency'])
      expect(checks[id]?.status).toBe('skipped');
    return checks['issuer']?.found ?? '';
  }

  it.each([
    ['of another issuer', 'issuer', 'https://evil.example', /another issuer/],
    ['with its token endpoint elsewhere', 'token_endpoint', 'https://evil.example/t', /another origin/],
    ['without PKCE', 'code_challenge_methods_supported', ['plain'], /PKCE with S256/],
    ['without an authorization endpoint', 'authorization_endpoint', undefined, /authorization_endpoint/],
  ] as const)('metadata %s', async (_what, member, value, found) => {
    zone.zone.faults.set('discovery', { kind: 'patch', change: (body) => ({ ...body, [member]: value }) });
    const failure = await doctor(alone).then((checks) => checks['issuer']);
    expect(failure).toMatchObject({ status: 'failed', found: expect.stringMatching(found) });
  });

  it('metadata that are a web page', async () => {
    zone.zone.faults.set('discovery', garbage.html());
    expect((await doctor(alone))['issuer']?.found).toMatch(/without a usable everything/);
  });

  it('a clock that is off', async () => {
    zone.zone.faults.set('discovery', {
      kind: 'body',
      body: JSON.stringify({
        issuer: zone.zone.issuer,
        authorization_endpoint: `${zone.zone.issuer}/oauth/2/authorize`,
        token_endpoint: zone.zone.tokenEndpoint,
        jwks_uri: `${zone.zone.issuer}/openidconnect/jwks`,
      }),
      headers: { date: new Date(Date.now() - 600_000).toUTCString() },
    });
    expect(await onlyFailure(env)).toMatchObject({
      id: 'clock',
      found: expect.stringMatching(/60\d seconds ahead/),
    });
  });

  it.each([
    ['none at all', { keys: [] }],
    ['only broken ones', { keys: [{ kty: 'RSA' }, { kty: 'oct', k: 'AAAA' }, { kty: 'RSA', use: 'enc' }] }],
    ['something else', 'keys'],
  ])('signing keys: %s', async (_what, body) => {
    zone.zone.faults.set('jwks', { kind: 'body', body: JSON.stringify(body) });
    expect((await onlyFailure(env))?.id).toBe('keys');
  });

  it('a credential that Keycard does not accept', async () => {
    const failure = await onlyFailure({ ...env, KEYCARD_CLIENT_SECRET: 'not-the-secret' });
    expect(failure).toMatchObject({ id: 'identity', found: 'Keycard does not accept it' });
  });

  it('a credential that this machine cannot read', async () => {
    const { KEYCARD_CLIENT_ID: _id, KEYCARD_CLIENT_SECRET: _secret, ...rest } = env;
    const failure = await onlyFailure({ ...rest, KEYCARD_WORKLOAD_TOKEN_FILE: '/nowhere/token' });
    expect(failure).toMatchObject({ id: 'identity', found: expect.stringContaining('cannot be read') });
  });

  it('a token endpoint that is down or answers something else', async () => {
    zone.zone.faults.set('token', { kind: 'error', status: 503, error: 'temporarily_unavailable' });
    expect((await onlyFailure(env))?.found).toMatch(/token endpoint does not answer/);
    zone.zone.faults.clear();
    zone.zone.faults.set('token', garbage.html());
    expect((await onlyFailure(env))?.found).toMatch(/no token response/);
  });

  it.each(['with', 'without'])('our resource missing, %s the records of the zone', async (how) => {
    const record = mine();
    directory().resources.remove(record.id);
    const checks = await doctor(how === 'with' ? env : alone);
    directory().resources.add(record);
    expect(checks['resource']).toMatchObject({
      status: 'failed',
      found: expect.stringContaining('has no resource'),
    });
    expect(checks['owner']?.status).toBe('skipped');
  });

  it.each(['with', 'without'])(
    'our resource belonging to another application, %s the records',
    async (how) => {
      const record = mine();
      const other = management().createApplication({ name: 'Other', identifier: `urn:other-${how}` });
      directory().resources.patch(record.id, { application_id: other.id });
      // As it is met in practice: the application may reach the resource, and does not own it.
      management().addDependency(application(), record.id);
      const failure = await onlyFailure(how === 'with' ? env : alone);
      management().removeDependency(application(), record.id);
      directory().resources.patch(record.id, { application_id: application() });
      expect(failure).toMatchObject({
        id: 'owner',
        found: expect.stringContaining('does not belong to the application'),
      });
    },
  );

  it('our resource on another provider', async () => {
    const record = mine();
    directory().resources.patch(record.id, { credential_provider_id: zone.zone.vaultProvider().id });
    const failure = await onlyFailure(env);
    directory().resources.patch(record.id, { credential_provider_id: zone.zone.stsProvider().id });
    expect(failure).toMatchObject({ id: 'resource', found: expect.stringContaining("zone's own provider") });
  });

  it('Linear not a dependency, not on its provider, not there', async () => {
    const record = resource(LINEAR);
    management().removeDependency(application(), record.id);
    expect((await onlyFailure(env))?.found).toMatch(/not a dependency of the application/);
    management().addDependency(application(), record.id);
    directory().resources.patch(record.id, { credential_provider_id: zone.zone.vaultProvider().id });
    expect((await onlyFailure(env))?.found).toMatch(/not on a provider for Linear/);
    directory().resources.remove(record.id);
    expect((await onlyFailure(env))?.found).toMatch(/has no resource https:\/\/api\.linear\.app/);
    directory().resources.add(record);
  });

  it('a server that does not run, calls itself something else, or is hidden by a proxy', async () => {
    let status = 200;
    const other = createServer((_req, res) =>
      res.writeHead(status, { 'Content-Type': 'text/html' }).end('<h1>'),
    );
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const { port } = other.address() as AddressInfo;
    const publicUrl = async (PUBLIC_URL: string) => (await doctor({ ...env, PUBLIC_URL }))['public_url'];
    expect((await publicUrl(`http://localhost:${port}`))?.found).toMatch(/no resource metadata/);
    status = 403;
    expect((await publicUrl(`http://localhost:${port}`))?.fix).toMatch(/ALLOWED_HOSTS/);
    other.closeAllConnections();
    other.close();
    const nobody = await freePort();
    expect(await publicUrl(`http://localhost:${nobody}`)).toMatchObject({
      status: 'failed',
      found: expect.stringContaining('nothing listens there'),
      fix: expect.stringContaining('keycard run -- npm start'),
    });
    const ours = new URL(dotEnv()['PUBLIC_URL'] ?? '');
    expect((await publicUrl(`http://127.0.0.1:${ours.port}`))?.found).toMatch(
      /calls itself http:\/\/localhost/,
    );
  });

  it('a Linear that is away or is not Linear', async () => {
    expect(
      await onlyFailure({ ...env, LINEAR_API_URL: `http://127.0.0.1:${await freePort()}/graphql` }),
    ).toMatchObject({ id: 'linear_api' });
    expect((await onlyFailure({ ...env, LINEAR_API_URL: zone.zone.issuer }))?.found).toMatch(
      /not as GraphQL does/,
    );
  });

  it('a failure ends the process with 1, and unknown options with the help', async () => {
    const run = launch('doctor-main', { ...env, KEYCARD_CLIENT_SECRET: 'canary-secret' }, []);
    expect(await run.exited).toBe(1);
    expect(run.output()).toMatch(/✗ our identity .*\n +→ Start with `keycard run --`/);
    expect(run.output()).not.toContain('canary');
    const wrong = launch('doctor-main', env, ['--nonsense']);
    expect(await wrong.exited).toBe(1);
    expect(wrong.output()).toContain('npm run doctor -- [--json]');
  });
});
