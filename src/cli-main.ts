#!/usr/bin/env node
import { readVersion } from './version.js';

/** `npx keycard-linear-mcp`: the server, or the command that is named. Each is an entry point of its own. */
const COMMANDS: Readonly<Record<string, { what: string; isPlain?: boolean; run: () => Promise<unknown> }>> = {
  start: { what: 'the server for your zone; the default', isPlain: true, run: () => import('./main.js') },
  sandbox: {
    what: 'the server with a zone and a Linear of its own, on this machine only',
    isPlain: true,
    run: () => import('./sandbox-main.js'),
  },
  provision: { what: 'set up your zone for this server', run: () => import('./provision-main.js') },
  doctor: { what: 'look for what is wrong, and say what to do', run: () => import('./doctor-main.js') },
  keys: { what: 'make, list, rotate and revoke API keys', run: () => import('./keys-main.js') },
  identity: {
    what: 'make and rotate the private keys of this server',
    run: () => import('./identity-main.js'),
  },
};

process.setSourceMapsEnabled(true);
const HELP = ['help', '--help', '-h'];
const [word = 'start', argument] = process.argv.slice(2);
// Those that take no arguments would start whatever they are asked.
const isPlain = Object.hasOwn(COMMANDS, word) && COMMANDS[word]?.isPlain === true;
if (HELP.includes(word) || (isPlain && argument !== undefined && HELP.includes(argument))) {
  process.stdout.write(help());
} else if (isPlain && argument !== undefined) {
  process.stderr.write(`${word} takes no arguments.\n\n${help()}`);
  process.exit(1);
} else if (['--version', '-v'].includes(word)) {
  process.stdout.write(`${readVersion()}\n`);
} else if (Object.hasOwn(COMMANDS, word)) {
  // The command reads its own arguments, where it would be without a word in front.
  process.argv.splice(2, 1);
  await COMMANDS[word]?.run();
} else {
  process.stderr.write(`There is no command ${JSON.stringify(word.slice(0, 40))}.\n\n${help()}`);
  process.exit(1);
}

function help(): string {
  const lines = Object.entries(COMMANDS).map(([name, { what }]) => `  ${name.padEnd(11)}${what}`);
  return [
    'keycard-linear-mcp [command]: Linear for agents, as the person who asks.',
    '',
    ...lines,
    '',
    'Settings come from the environment; start, provision and doctor also read `.env` and `keycard.toml` in the',
    'current folder, keys reads `.env` there, and sandbox and identity read neither.',
    '',
  ].join('\n');
}
