import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from '../../src/config/config.js';
import { settings, startGuarded } from './support/guarded.js';
import { raw, request } from './support/raw.js';

/** What is installed, how it is set up, and what this server is not. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(`${root}/${path}`, 'utf8')) as Record<string, unknown>;

interface Locked {
  version?: string;
  resolved?: string;
  integrity?: string;
  hasInstallScript?: boolean;
  dev?: boolean;
  optional?: boolean;
}

describe('what is installed', () => {
  it('S80: is pinned to the byte, comes from one place and runs nothing while it is installed', () => {
    const { dependencies, devDependencies } = read('package.json') as Record<string, Record<string, string>>;
    const wanted = Object.entries({ ...dependencies, ...devDependencies });
    expect(wanted.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    const packages = Object.entries(read('package-lock.json')['packages'] as Record<string, Locked>).filter(
      ([path]) => path !== '',
    );
    expect(packages.length).toBeGreaterThan(100);
    const loose = packages.filter(([, { integrity }]) => integrity?.startsWith('sha512-') !== true);
    expect(loose.map(([path]) => path)).toEqual([]);
    // Without an address, a package comes from the registry that npm is set to; the digest says that it is the same.
    const elsewhere = packages.filter(
      ([, { resolved }]) => resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/'),
    );
    expect(elsewhere.map(([path]) => path)).toEqual([]);
    const scripted = packages.filter(([, one]) => one.hasInstallScript === true && one.dev !== true);
    expect(scripted.map(([path]) => path)).toEqual([]);
    expect(read('package-lock.json')['version']).toBe(read('package.json')['version']);
  });

  it('S80: can be listed as CycloneDX: everything that is shipped, and what is not is marked', () => {
    // Not `--omit dev`: npm then leaves out what both parts need.
    const { sbom } = read('package.json')['scripts'] as Record<string, string>;
    expect(sbom).toBe('npm sbom --sbom-format cyclonedx');
    const text = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 64_000_000,
    });
    const { bomFormat, components } = JSON.parse(text) as { bomFormat: string; components: Component[] };
    expect(bomFormat).toBe('CycloneDX');
    const shipped = components
      .filter(({ scope }) => scope === 'required')
      .map(({ purl }) => decodeURIComponent(purl));
    const wanted = Object.entries(read('package.json')['dependencies'] as Record<string, string>);
    const missing = wanted.filter(([name, version]) => !shipped.includes(`pkg:npm/${name}@${version}`));
    expect(missing).toEqual([]);
    expect(shipped.filter((purl) => purl.includes('vitest'))).toEqual([]);
  }, 40_000);
});

interface Component {
  purl: string;
  scope: string;
}

describe('a configuration', () => {
  const GOOD = settings(8000, 'https://zone.example.com', 'https://api.linear.app/graphql');

  it.each([
    ['KEYCARD_URL', 'http://zone.example.com'],
    ['KEYCARD_URL', 'https://canary:secret@zone.example.com'],
    ['KEYCARD_CLIENT_SECRET', ''],
    ['KEYCARD_CLIENT_ID', ''],
    ['PUBLIC_URL', 'http://mcp.example.com'],
    ['PUBLIC_URL', ''],
    ['ALLOWED_ORIGINS', '*'],
    ['ALLOWED_ORIGINS', 'https://*.example.com'],
    ['ALLOWED_ORIGINS', 'null'],
    ['ALLOWED_HOSTS', '*'],
    ['LINEAR_API_URL', 'http://api.linear.example'],
    ['CONNECT_SECRET', 'canary'],
    ['LIMIT_BODY_BYTES', '-1'],
  ])('S78: with %s=%j does not start, and says which variable it is and not what is in it', (name, value) => {
    expect(() => loadConfig({ env: GOOD })).not.toThrow();
    let problems: readonly string[] = [];
    try {
      loadConfig({ env: { ...GOOD, [name]: value } });
    } catch (error) {
      if (error instanceof ConfigError) problems = error.problems;
    }
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name} `))]);
    expect(problems.join()).not.toContain('canary');
  });
});

describe('this server', () => {
  let server: Awaited<ReturnType<typeof startGuarded>>;
  beforeAll(async () => {
    server = await startGuarded({ env: { PUBLIC_URL: 'https://mcp.example.com' } });
  });
  afterAll(() => server.stop());
  const get = (path: string, method = 'GET', ...lines: string[]) =>
    raw(server.port, request([`${method} ${path} HTTP/1.1`, 'Host: mcp.example.com', ...lines]));

  it('S81: is no authorization server: it signs nobody in for others, registers nobody and keeps no consent', async () => {
    for (const path of [
      '/authorize',
      '/register',
      '/token',
      '/oauth/authorize',
      '/consent',
      '/callback',
      '/revoke',
    ]) {
      for (const method of ['GET', 'POST'])
        expect([path, (await get(path, method)).status]).toEqual([path, 404]);
    }
    const told = await get('/.well-known/oauth-authorization-server');
    expect(JSON.parse(told.body)).toMatchObject({ issuer: server.authority.issuer });
    expect(told.body).not.toContain('mcp.example.com');
  });

  it('S81: ties the way to Linear to one browser, one site and one return', async () => {
    const left = await get('/connect/status/check');
    expect(left.status).toBe(303);
    const [cookie = ''] = left.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(
      /^__Host-connect=[\w.-]+; Max-Age=600; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
    );
    const to = new URL(left.headers['location']?.[0] ?? '');
    expect(to.origin).toBe(server.authority.issuer);
    expect(to.searchParams.get('redirect_uri')).toBe('https://mcp.example.com/connect/callback');
    expect(to.searchParams.get('code_challenge_method')).toBe('S256');
    const again = await get('/connect/status/check');
    const state = (from: typeof left): string | null =>
      new URL(from.headers['location']?.[0] ?? '').searchParams.get('state');
    expect(state(left)).not.toBe(state(again));
    const page = await get('/connect/status');
    expect(page.headers['content-security-policy']?.[0]).toContain("frame-ancestors 'none'");
    expect(page.headers['x-frame-options']).toEqual(['DENY']);
    const [sealed = ''] = cookie.split(';');
    for (const stolen of [
      '__Host-connect=forged',
      sealed.replace('__Host-', ''),
      `${sealed.slice(0, -3)}AAA`,
      '',
    ]) {
      const back = await get(`/connect/callback?code=x&state=${state(left)}`, 'GET', `Cookie: ${stolen}`);
      expect([stolen.slice(0, 20), back.status]).toEqual([stolen.slice(0, 20), 400]);
    }
    expect(server.upstream()).toEqual({ exchanges: 0, queries: 0 });
  });
});
