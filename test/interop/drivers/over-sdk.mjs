/** A driver over a generation of the protocol's own TypeScript client. */
export function overSdk({ Client, StreamableHTTPClientTransport }, clientOptions, finishAuth) {
  const transportFor = (url, { provider }) =>
    new StreamableHTTPClientTransport(new URL(url), { authProvider: provider });
  return {
    open: async (url, person) => {
      const client = new Client({ name: 'interop-test', version: '1.0.0' }, clientOptions);
      await client.connect(transportFor(url, person));
      return {
        tools: async () => (await client.listTools()).tools.map((tool) => tool.name),
        call: async (name, args) => textOf(await client.callTool({ name, arguments: args })),
        close: () => client.close(),
      };
    },
    finish: (url, person, back) => finishAuth(transportFor(url, person), back),
  };
}

export function textOf(result) {
  const text = result.content.map((block) => block.text ?? '').join('\n');
  if (result.isError) throw new Error(`Tool error: ${text}`);
  return text;
}
