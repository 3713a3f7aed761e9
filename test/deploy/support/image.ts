import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, normalize } from 'node:path';
import { type Copy, copiesOf, ROOT, readStages } from './dockerfile.js';

/**
 * The working directory of the image without a builder: the file tree of the image without a builder: what the stages copy, and nothing
 * else. Its one RUN is done by hand: the compiler runs over what was copied, and the packages are those of the lock file that are not for development.
 */
export function buildImage(): string {
  const [build, final] = readStages();
  if (build === undefined || final === undefined) throw new Error('The Dockerfile has not two stages');
  const built = mkdtempSync(join(tmpdir(), 'image-build-'));
  const app = mkdtempSync(join(tmpdir(), 'image-'));
  for (const copy of copiesOf(build)) perform(copy, (path) => fromContext(path), built);
  compile(built);
  installProduction(built);
  for (const copy of copiesOf(final)) {
    if (copy.from === build.name) take(copy, built, app);
    else perform(copy, fromContext, app);
  }
  return app;
}

/** What the first stage made; moved, as nobody else needs it. */
function take({ sources, target }: Copy, from: string, to: string): void {
  for (const source of sources) {
    const into = target === './' ? basename(source) : target;
    renameSync(join(from, source.replace(/^\/app\//, '')), join(to, normalize(into)));
  }
}

function perform({ sources, target }: Copy, find: (path: string) => string, folder: string): void {
  for (const source of sources) {
    // COPY of a folder copies what is in it; into `./`, a file keeps its name.
    const into = target === './' ? basename(source) : target;
    cpSync(find(source), join(folder, normalize(into)), { recursive: true });
  }
}

/** A path of the build context; what .dockerignore leaves out is not there. */
function fromContext(path: string): string {
  const rules = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n');
  if (!rules.includes(`!${path.split('/')[0]}`)) throw new Error(`.dockerignore leaves out ${path}`);
  return join(ROOT, path);
}

function compile(folder: string): void {
  const modules = join(folder, 'node_modules');
  symlinkSync(join(ROOT, 'node_modules'), modules);
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [compiler], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The build failed: ${stdout}`);
  unlinkSync(modules);
}

/**
 * As `npm ci` and `npm prune --omit=dev` would have it. Linked, which is quick; the server is started so that it takes
 * a link for the place itself, and finds nothing by way of this repository's own packages.
 */
function installProduction(folder: string): void {
  const lock = readFileSync(join(folder, 'package-lock.json'), 'utf8');
  const { packages } = JSON.parse(lock) as { packages: Record<string, { dev?: boolean }> };
  for (const [path, { dev }] of Object.entries(packages)) {
    const isNested = path.lastIndexOf('node_modules/') > 0;
    if (path === '' || dev === true || isNested || !existsSync(join(ROOT, path))) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    symlinkSync(realpathSync(join(ROOT, path)), join(folder, path));
  }
}
