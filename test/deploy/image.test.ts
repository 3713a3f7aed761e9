import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  copiesOf,
  environmentOf,
  ROOT,
  readStages,
  type Stage,
  valuesOf,
  wordsOf,
} from './support/dockerfile.js';
import { buildImage } from './support/image.js';

/** There is no builder of images here: the tree that the Dockerfile describes is made by hand, and started. */
const [, final] = readStages() as [Stage, Stage];
const SETTINGS = {
  KEYCARD_URL: 'http://127.0.0.1:9',
  KEYCARD_CLIENT_ID: 'id',
  KEYCARD_CLIENT_SECRET: 'secret',
  PUBLIC_URL: 'https://mcp.example.com',
};
/** The packages are links in this tree; what they import is looked for beside the link. */
const LINKS_ARE_PLACES = { NODE_OPTIONS: '--preserve-symlinks' };

describe('the Dockerfile', () => {
  it('has nothing that the linter finds', () => {
    const found = validate(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'), {});
    expect(found.map(({ message, range }) => `${range.start.line + 1}: ${message}`)).toEqual([]);
  });

  it('ends in an image without a shell, as nobody in particular, with a health check that needs none', () => {
    expect(final.base).toMatch(/^gcr\.io\/distroless\/nodejs\d+-debian\d+:nonroot$/);
    expect(valuesOf(final, 'RUN')).toEqual([]);
    expect(valuesOf(final, 'USER')).toEqual(['65532:65532']);
    expect(valuesOf(final, 'HEALTHCHECK')).toEqual([
      expect.stringContaining('CMD ["/nodejs/bin/node", "-e"'),
    ]);
  });

  it('builds and runs on the same Node.js, which is one that the package allows', () => {
    const [first, last] = readStages().map(({ base }) => Number(/node(?:js)?:?(\d+)/.exec(base)?.[1]));
    expect(first).toBe(last);
    expect(first).toBeGreaterThanOrEqual(20);
  });

  it('brings no source, no test, no setting and no key into the image', () => {
    const sources = copiesOf(final).flatMap((copy) =>
      copy.sources.map((path) => path.replace(/^\/app\//, '')),
    );
    expect(sources.sort()).toEqual(['LICENSE', 'dist', 'node_modules', 'package.json']);
  });
});

describe('what the Dockerfile copies', () => {
  let app: string;
  let server: ChildProcess;
  let output = '';
  let port: number;
  beforeAll(async () => {
    app = buildImage();
    port = await freePort();
    const [command = ''] = valuesOf(final, 'CMD');
    server = spawn(process.execPath, wordsOf(command), {
      cwd: app,
      env: { ...environmentOf(final), ...SETTINGS, ...LINKS_ARE_PLACES, PORT: String(port) },
    });
    await new Promise<void>((resolve, reject) => {
      for (const stream of [server.stdout, server.stderr]) {
        stream?.on('data', (chunk: Buffer) => {
          output += chunk.toString();
          if (output.includes('"listening"')) resolve();
        });
      }
      server.once('close', () => reject(new Error(output)));
    });
  }, 60_000);
  afterAll(() => server?.kill('SIGKILL'));

  it('starts, is alive, and serves its metadata under the public name', async () => {
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    expect(output).toContain(`"listening":"0.0.0.0:${port}"`);
    expect(output).toContain('"mcp":"https://mcp.example.com/mcp"');
  });

  it('passes its own health check, and fails it when nothing listens', async () => {
    const [check = ''] = valuesOf(final, 'HEALTHCHECK');
    const [node, ...args] = wordsOf(check);
    expect(node).toBe('/nodejs/bin/node');
    const at = (where: number) =>
      spawnSync(process.execPath, args, { env: { PORT: String(where) }, timeout: 10_000 }).status;
    expect([at(port), at(await freePort())]).toEqual([0, 1]);
  });

  it('has packages for running only, and nothing beside what was copied', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    const names = readdirSync(join(app, 'node_modules'));
    expect(names.filter((name) => name in devDependencies)).toEqual([]);
    expect(readdirSync(app).sort()).toEqual(['LICENSE', 'dist', 'node_modules', 'package.json']);
  });

  it('refuses to be a sandbox', () => {
    const run = spawnSync(process.execPath, ['dist/sandbox-main.js'], {
      cwd: app,
      env: { ...environmentOf(final), ...LINKS_ARE_PLACES },
      encoding: 'utf8',
    });
    expect([run.status, run.stderr]).toEqual([1, expect.stringContaining('does not run in production')]);
  });
});

function freePort(): Promise<number> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
