import { auth } from '@modelcontextprotocol/client';
import { MCPServerStreamableHttp } from '@openai/agents';

async function open(url, { provider }) {
  const server = new MCPServerStreamableHttp({ url, name: 'linear', authProvider: provider });
  await server.connect();
  return {
    tools: async () => (await server.listTools()).map((tool) => tool.name),
    call: async (name, args) =>
      (await server.callTool(name, args)).map((block) => block.text ?? '').join('\n'),
    close: () => server.close(),
  };
}

function finish(url, { provider }, back) {
  return auth(provider, {
    serverUrl: url,
    authorizationCode: back.get('code'),
    iss: back.get('iss') ?? undefined,
  });
}

export default () => ({ open, finish });
