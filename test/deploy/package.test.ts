import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Running, start } from '../support/process.js';
import { ROOT } from './support/dockerfile.js';

/** What npm would publish, and the program that `npx keycard-linear-mcp` starts. */
const packed = ((): string[] => {
  const cache = mkdtempSync(join(tmpdir(), 'npm-cache-'));
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts', '--offline', '--cache', cache];
  const { stdout } = spawnSync('npm', args, { cwd: ROOT, encoding: 'utf8' });
  const [found] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  return found.files.map(({ path }) => path).sort();
})();
const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => `dist/${path.replace(/\.ts$/, '.js')}`);
const { version, bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  version: string;
  bin: Record<string, string>;
};

describe('the package', () => {
  it('holds the compiled code, what people read, and nothing else', () => {
    const others = packed.filter((path) => !path.startsWith('dist/'));
    const pages = readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`);
    const plain = ['CHANGELOG.md', 'LICENSE', 'README.md', 'keycard.toml', 'package.json'];
    expect(others).toEqual([...plain, ...pages].sort());
    expect(pages.filter((path) => !path.endsWith('.md'))).toEqual([]);
    expect(sources.filter((path) => !packed.includes(path))).toEqual([]);
    const inDist = packed.filter((path) => path.startsWith('dist/'));
    expect(inDist.filter((path) => !/\.js(?:\.map)?$/.test(path))).toEqual([]);
  });

  it('has a version with an entry in the changelog', () => {
    expect(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8')).toContain(`\n## [${version}]\n`);
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('names a program that node runs', () => {
    expect(bin).toEqual({ 'keycard-linear-mcp': 'dist/cli-main.js' });
    expect(packed).toContain('dist/cli-main.js');
    expect(readFileSync(join(ROOT, 'dist/cli-main.js'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });
});

describe('npx keycard-linear-mcp', () => {
  const running: Running[] = [];
  const run = (args: string[], env: Record<string, string> = {}): Running => {
    const started = start('cli-main', env, undefined, args);
    running.push(started);
    return started;
  };
  afterEach(() => {
    for (const { child } of running.splice(0)) child.kill('SIGKILL');
  });

  it('starts the server, which says what it lacks', async () => {
    for (const args of [[], ['start']]) {
      const server = run(args);
      expect(await server.exited).toBe(1);
      expect(server.output()).toContain('KEYCARD_URL is not set');
    }
  });

  it('starts the sandbox, which ends on a signal', async () => {
    const sandbox = run(['sandbox'], { PORT: '0', SANDBOX_ZONE_PORT: '0', SANDBOX_LINEAR_PORT: '0' });
    await sandbox.said(/^sandbox ready/m);
    sandbox.child.kill('SIGTERM');
    expect(await sandbox.exited).toBe(0);
  });

  it('hands its arguments on to the commands', async () => {
    const doctor = run(['doctor', '--help']);
    expect(await doctor.exited).toBe(0);
    expect(doctor.output()).toContain('doctor');
    const identity = run(['identity', 'nonsense']);
    expect([await identity.exited, identity.output()]).toEqual([1, expect.stringContaining('create')]);
    const provision = run(['provision', '--help']);
    await provision.exited;
    expect(provision.output()).toContain('--zone');
  });

  it('starts nothing for somebody who asks how', async () => {
    for (const command of ['start', 'sandbox']) {
      const asked = run([command, '--help']);
      expect([await asked.exited, asked.output()]).toEqual([0, expect.stringContaining('[command]')]);
      const wrong = run([command, '--port=1']);
      expect([await wrong.exited, wrong.output()]).toEqual([1, expect.stringContaining('no arguments')]);
    }
  });

  it('tells its version and its commands, and knows no others', async () => {
    const told = run(['--version']);
    expect([await told.exited, told.output()]).toEqual([0, `${version}\n`]);
    const help = run(['--help']);
    expect([await help.exited, help.output()]).toEqual([0, expect.stringMatching(/sandbox[\s\S]*doctor/)]);
    const wrong = run(['toString']);
    expect([await wrong.exited, wrong.output()]).toEqual([
      1,
      expect.stringContaining('There is no command "toString"'),
    ]);
  });
});
