import { fileURLToPath } from 'node:url';
import { environment, runToEnd, signIns, spoilFiles } from './process.mjs';

/** The Inspector's command line: one process per call, with its tokens in a file in between. */
const program = fileURLToPath(
  new URL('../node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js', import.meta.url),
);

export default (era) => {
  const env = { ...environment(), MCP_AUTO_OPEN_ENABLED: 'true', MCP_INSPECTOR_SECRET_STORE: 'file' };
  const ask = async (url, ...args) => {
    const common = ['--cli', url, '--protocol-era', era, '--format', 'json', '-q'];
    return JSON.parse(await runToEnd(program, [...common, ...args], env));
  };
  return {
    open: async (url) => ({
      tools: async () => {
        const answer = await ask(url, '--method', 'tools/list', '--strict');
        return (answer.result ?? answer).tools.map((tool) => tool.name);
      },
      call: async (name, args) => {
        const given = Object.entries(args).flatMap(([key, value]) => [
          '--tool-arg',
          `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
        ]);
        const answer = await ask(url, '--method', 'tools/call', '--tool-name', name, ...given);
        return (answer.result ?? answer).content.map((block) => block.text).join('\n');
      },
      close: async () => undefined,
    }),
    spoil: () => spoilFiles(/\.json$/),
    signIns,
  };
};
