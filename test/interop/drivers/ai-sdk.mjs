import { auth, createMCPClient } from '@ai-sdk/mcp';
import { textOf } from './over-sdk.mjs';

async function open(url, { provider }) {
  const client = await createMCPClient({ transport: { type: 'http', url, authProvider: provider } });
  const tools = await client.tools();
  return {
    tools: async () => Object.keys(tools),
    call: async (name, args) => textOf(await tools[name].execute(args, { messages: [], toolCallId: '1' })),
    close: () => client.close(),
  };
}

function finish(url, { provider }, back) {
  return auth(provider, {
    serverUrl: url,
    authorizationCode: back.get('code'),
    callbackState: back.get('state'),
    callbackIssuer: back.get('iss') ?? undefined,
  });
}

export default () => ({ open, finish });
