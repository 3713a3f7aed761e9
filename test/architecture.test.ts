import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';

/**
 * The house as code: which room may import which, no cycles, sizes, and who reads the environment.
 * A room is a folder of `src`, or a file directly in it.
 */
const ENTRY_POINTS = [
  'main',
  'sandbox-main',
  'identity-main',
  'provision-main',
  'doctor-main',
  'keys-main',
  'cli-main',
];
/** What `npx` starts; it does no more than to start another one. */
const FRONT = 'cli-main';
const MAY_IMPORT: Record<string, readonly string[]> = {
  server: [
    'app',
    'connect',
    'auth',
    'calls',
    'config',
    'gate',
    'http',
    'in-flight',
    'key-door',
    'keycard',
    'lifecycle',
    'linear',
    'mcp',
    'pages',
    'rest-door',
    'telemetry',
    'test-mode',
    'tools',
    'upstreams',
    'watch',
    'replicas',
  ],
  // Rooms of one file: they put other rooms together, so that `server` stays a page.
  keycard: ['auth', 'broker', 'config'],
  watch: ['auth', 'config', 'files', 'http', 'telemetry'],
  files: ['config', 'key-door', 'keycard'],
  gate: ['auth', 'config', 'keycard', 'mcp', 'tools'],
  banner: ['config'],
  'key-door': ['auth', 'config', 'telemetry'],
  'rest-door': ['auth', 'config', 'http', 'rest', 'tools'],
  calls: ['telemetry', 'tools'],
  'in-flight': ['telemetry', 'tools'],
  // The only room of the server that may open the stand-in; see below how.
  'test-mode': ['calls', 'errors', 'linear', 'sandbox', 'tools'],
  'sandbox-server': ['sandbox', 'sandbox-keys', 'server', 'config', 'http'],
  'sandbox-keys': ['auth'],
  app: ['auth', 'http'],
  upstreams: ['broker', 'wire'],
  config: ['toolsets'],
  errors: [],
  toolsets: [],
  lifecycle: ['http'],
  version: [],
  replicas: [],
  // How both upstreams are sent to; it knows neither.
  wire: [],
  telemetry: ['errors'],
  auth: ['errors', 'toolsets'],
  broker: ['errors', 'wire'],
  http: ['toolsets'],
  cli: ['config', 'broker', 'auth', 'toolsets'],
  // A style sheet and pictures: nothing that a stand-in could share a mistake through.
  look: [],
  pages: ['look'],
  connect: ['broker', 'pages', 'errors'],
  linear: ['errors', 'wire'],
  tools: ['linear', 'errors', 'telemetry', 'toolsets'],
  mcp: ['tools', 'http', 'toolsets'],
  rest: ['tools', 'http', 'errors'],
  sandbox: ['look'],
};
/** Types may cross where values must not. */
const MAY_IMPORT_TYPES: Record<string, readonly string[]> = {
  server: ['broker'],
  calls: ['auth', 'broker'],
  http: ['tools'],
  mcp: ['auth', 'calls', 'telemetry'],
  rest: ['auth', 'calls', 'telemetry'],
  watch: ['tools'],
  config: ['broker'],
};

const MAX_LINES = 250;
const MAX_FILES = 12;

const src = fileURLToPath(new URL('../src', import.meta.url));

interface SourceFile {
  path: string;
  room: string;
  text: string;
  imports: { target: string; typeOnly: boolean; isDynamic: boolean }[];
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map(readSource);

function readSource(path: string): SourceFile {
  const text = readFileSync(join(src, path), 'utf8');
  const { module } = parseSync(path, text);
  const statics = module.staticImports.map((found) => ({
    specifier: found.moduleRequest.value,
    typeOnly: found.entries.length > 0 && found.entries.every((entry) => entry.isType),
    isDynamic: false,
  }));
  const reexports = module.staticExports
    .flatMap((found) => found.entries)
    .flatMap((entry) =>
      entry.moduleRequest
        ? [{ specifier: entry.moduleRequest.value, typeOnly: entry.isType, isDynamic: false }]
        : [],
    );
  const dynamics = module.dynamicImports.map((found) => ({
    specifier: text.slice(found.moduleRequest.start + 1, found.moduleRequest.end - 1),
    typeOnly: false,
    isDynamic: true,
  }));
  const imports = [...statics, ...reexports, ...dynamics]
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier, typeOnly, isDynamic }) => ({
      target: normalize(join(dirname(path), specifier)).replace(/\.js$/, '.ts'),
      typeOnly,
      isDynamic,
    }));
  return { path, room: roomOf(path), text, imports };
}

function roomOf(path: string): string {
  const [first = ''] = path.split('/');
  return first.replace(/\.ts$/, '');
}

function isAllowed(from: string, to: string, typeOnly: boolean): boolean {
  if (from === FRONT) return ENTRY_POINTS.includes(to) || to === 'version';
  if (from === to || ENTRY_POINTS.includes(from)) return !ENTRY_POINTS.includes(to);
  const allowed = [...(MAY_IMPORT[from] ?? []), ...(typeOnly ? (MAY_IMPORT_TYPES[from] ?? []) : [])];
  return allowed.includes(to);
}

describe('the house', () => {
  it('has no room that the table does not know', () => {
    const unknown = files
      .map((file) => file.room)
      .filter((room) => !(room in MAY_IMPORT) && !ENTRY_POINTS.includes(room));
    expect([...new Set(unknown)]).toEqual([]);
  });

  it('lets a room import only what the table allows', () => {
    const wrong = files.flatMap((file) =>
      file.imports
        .filter(({ target, typeOnly }) => !isAllowed(file.room, roomOf(target), typeOnly))
        .map(({ target }) => `${file.path} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('loads the embedded Linear into the server only when a test key is used', () => {
    const inTestMode = files.filter((file) => file.room === 'test-mode').flatMap((file) => file.imports);
    const ofSandbox = inTestMode.filter(({ target }) => roomOf(target) === 'sandbox');
    expect(ofSandbox.map(({ isDynamic, typeOnly }) => isDynamic || typeOnly)).toEqual([true, true]);
  });

  it('has no import cycles', () => {
    expect(findCycles()).toEqual([]);
  });

  it('lets only entry points read the environment or end the process', () => {
    const readers = files
      .filter((file) => /process\.(?:env|exit)\b/.test(file.text))
      .map((file) => file.room);
    expect(readers.filter((room) => !ENTRY_POINTS.includes(room))).toEqual([]);
  });

  it('keeps one idea per file and a room one can look over', () => {
    const long = files
      .filter((file) => file.text.split('\n').length > MAX_LINES + 1)
      .map((file) => file.path);
    const folders = groupBy(files.filter((file) => file.path.includes('/')));
    const crowded = [...folders]
      .filter(([, members]) => members.length > MAX_FILES)
      .map(([folder]) => folder);
    expect({ long, crowded }).toEqual({ long: [], crowded: [] });
  });

  it('contains no path of a machine', () => {
    const own = relative('/', src).split('/').slice(0, -1).join('/');
    expect(files.filter((file) => file.text.includes(`/${own}/`)).map((file) => file.path)).toEqual([]);
  });
});

function groupBy(members: readonly SourceFile[]): Map<string, SourceFile[]> {
  const groups = new Map<string, SourceFile[]>();
  for (const file of members)
    groups.set(dirname(file.path), [...(groups.get(dirname(file.path)) ?? []), file]);
  return groups;
}

function findCycles(): string[] {
  const edges = new Map(
    files.map((file) => [file.path, file.imports.filter((i) => !i.typeOnly).map((i) => i.target)]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) cycles.push([...trail.slice(at), path].join(' → '));
    if (at >= 0 || done.has(path)) return;
    for (const target of edges.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) visit(path, []);
  return cycles;
}
