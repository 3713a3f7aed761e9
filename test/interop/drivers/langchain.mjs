import { MultiServerMCPClient } from '@langchain/mcp-adapters';
import { auth } from '@modelcontextprotocol/sdk/client/auth.js';

async function open(url, { provider }) {
  const client = new MultiServerMCPClient({ mcpServers: { linear: { url, authProvider: provider } } });
  const tools = await client.getTools();
  return {
    tools: async () => tools.map((tool) => tool.name),
    call: async (name, args) => textIn(await tools.find((tool) => tool.name === name).invoke(args)),
    close: () => client.close(),
  };
}

function finish(url, { provider }, back) {
  return auth(provider, { serverUrl: url, authorizationCode: back.get('code') });
}

function textIn(output) {
  return typeof output === 'string' ? output : JSON.stringify(output);
}

export default () => ({ open, finish });
