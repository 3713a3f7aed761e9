import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { textOf } from './over-sdk.mjs';
import { environment, signIns, spoilFiles } from './process.mjs';

/** The bridge for hosts that start servers as programs; it keeps its tokens in files of its own. */
const program = fileURLToPath(new URL('../node_modules/mcp-remote/dist/proxy.js', import.meta.url));

export default (protocol) => {
  const env = environment();
  const start = async (url) => {
    const client = new Client({ name: 'interop-test', version: '1.0.0' });
    const args = [program, url, '--silent', '--protocol', protocol];
    const transport = new StdioClientTransport({ command: process.execPath, args, env, stderr: 'ignore' });
    await client.connect(transport, { timeout: 60_000 });
    return client;
  };
  let client;
  let url;
  return {
    open: async (given) => {
      url = given;
      client = await start(url);
      return {
        tools: async () => (await client.listTools()).tools.map((tool) => tool.name),
        call: async (name, args) => textOf(await client.callTool({ name, arguments: args })),
        close: () => client.close(),
      };
    },
    spoil: async () => {
      await client.close();
      spoilFiles(/_tokens\.json$/);
      client = await start(url);
    },
    signIns,
  };
};
