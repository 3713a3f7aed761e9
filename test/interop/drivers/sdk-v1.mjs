import { overSdk } from './over-sdk.mjs';

/** The protocol's own client, first generation: today's, and one that knows nothing after 2025-06-18. */
const PACKAGES = { current: '@modelcontextprotocol/sdk', '2025-06-18': 'sdk-2025-06-18' };

export default async (variant) => {
  const { Client } = await import(`${PACKAGES[variant]}/client/index.js`);
  const { StreamableHTTPClientTransport } = await import(`${PACKAGES[variant]}/client/streamableHttp.js`);
  return overSdk({ Client, StreamableHTTPClientTransport }, {}, (transport, back) =>
    transport.finishAuth(back.get('code')),
  );
};
