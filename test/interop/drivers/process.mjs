import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Clients that are programs: a home of their own, and a browser that is a script. */

const BROWSERS = [
  'xdg-open',
  'open',
  'x-www-browser',
  'www-browser',
  'sensible-browser',
  'chromium',
  'firefox',
];
const home = mkdtempSync(join(tmpdir(), 'interop-home-'));
const visits = join(home, 'visits');

/** Exactly this environment and no more: neither the real home nor the real browser is in reach. */
export function environment() {
  const folder = join(home, 'bin');
  mkdirSync(folder, { recursive: true });
  writeFileSync(visits, '');
  const browse = fileURLToPath(new URL('./browse.mjs', import.meta.url));
  const script = `#!/bin/sh\nfor url; do :; done\n"${process.execPath}" "${browse}" "$url" "${visits}" >/dev/null 2>&1 &\n`;
  for (const name of BROWSERS) writeFileSync(join(folder, name), script, { mode: 0o755 });
  // The npm package "open" brings an xdg-open of its own, which asks these for the real browser.
  for (const name of ['xdg-mime', 'xdg-settings'])
    writeFileSync(join(folder, name), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  return {
    PATH: [folder, join(process.execPath, '..'), '/usr/bin', '/bin'].join(delimiter),
    HOME: home,
    XDG_CONFIG_HOME: home,
    XDG_CACHE_HOME: home,
    BROWSER: join(folder, 'x-www-browser'),
  };
}

export const signIns = () => readFileSync(visits, 'utf8').split('\n').length - 1;

/** Runs a program to its end and yields what it wrote to standard output. */
export function runToEnd(script, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const written = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr']) {
      child[stream].on('data', (chunk) => {
        written[stream] += chunk;
      });
    }
    child.once('close', (code) => {
      if (code === 0) resolve(written.stdout);
      else reject(new Error(`Ended with ${code}: ${written.stdout}${written.stderr}`));
    });
  });
}

/** Breaks every access token in the files of the home whose name matches. */
export function spoilFiles(name) {
  const files = readdirSync(home, { recursive: true }).filter((file) => name.test(file));
  let spoilt = 0;
  for (const file of files) {
    const before = readFileSync(join(home, file), 'utf8');
    const after = before.replace(
      /(\\*"access_token\\*"\s*:\s*\\*")[^"\\]+/g,
      (_, start) => `${start}garbage.garbage.garbage`,
    );
    if (after !== before) spoilt += 1;
    writeFileSync(join(home, file), after);
  }
  if (spoilt === 0) throw new Error(`No access token in ${files.join(', ') || 'any file'}`);
}
