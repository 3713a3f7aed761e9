import { runCommand } from '../command.js';

export type Registration = 'registered' | 'already' | 'different' | 'failed' | 'no_claude';

const NAME = 'linear';
const TIMEOUT_MS = 60_000;

export const registerLine = (url: string): string => `claude mcp add --transport http ${NAME} ${url}`;

/** Tells Claude Code of the server, unless it knows it. What it has under the same name is never replaced. */
export async function register(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Registration> {
  const claude = (args: readonly string[]) => runCommand('claude', { args, env, timeoutMs: TIMEOUT_MS });
  const known = await claude(['mcp', 'get', NAME]);
  if (known === undefined) return 'no_claude';
  if (known.code === 0) return mentions(known.stdout, url) ? 'already' : 'different';
  const added = await claude(['mcp', 'add', '--transport', 'http', NAME, url]);
  return added?.code === 0 ? 'registered' : 'failed';
}

/** The URL as a word of its own: `…/mcp` is not `…/mcp2`. */
function mentions(text: string, url: string): boolean {
  return text.split(/[\s"',]+/).includes(url);
}
