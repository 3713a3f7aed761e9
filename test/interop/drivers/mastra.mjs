import { InMemoryOAuthStorage, MCPClient, MCPOAuthClientProvider } from '@mastra/mcp';
import { followTo, REDIRECT } from './person.mjs';

/** It signs in by itself, with a client that was registered before: it listens where the person comes back. */
const clientMetadata = {
  client_name: 'Interop test',
  redirect_uris: [REDIRECT],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
};
const storage = new InMemoryOAuthStorage();
let visits = 0;
let connection;

async function open(url) {
  if (connection !== undefined) return connection;
  const authProvider = new MCPOAuthClientProvider({
    redirectUrl: REDIRECT,
    clientMetadata,
    clientInformation: await register(url),
    storage,
    onRedirectToAuthorization: async (authorization) => {
      visits += 1;
      const back = await followTo(authorization.href, REDIRECT);
      await fetch(back);
    },
  });
  const client = new MCPClient({ servers: { linear: { url: new URL(url), authProvider } } });
  await client.authenticate('linear');
  const tools = await client.listTools();
  connection = {
    tools: async () => Object.keys(tools).map((name) => name.replace(/^linear_/, '')),
    call: async (name, args) => JSON.stringify(await tools[`linear_${name}`].execute(args, {})),
    close: () => client.disconnect(),
  };
  return connection;
}

async function register(url) {
  const [issuer] = (await json(new URL('/.well-known/oauth-protected-resource/mcp', url)))
    .authorization_servers;
  const { registration_endpoint } = await json(`${issuer}/.well-known/oauth-authorization-server`);
  const body = JSON.stringify(clientMetadata);
  const headers = { 'Content-Type': 'application/json' };
  const { client_id } = await (await fetch(registration_endpoint, { method: 'POST', headers, body })).json();
  return { client_id, issuer };
}

async function json(url) {
  return (await fetch(url)).json();
}

/** Breaks the access token in whatever the library has stored. */
async function spoil() {
  for (const [key, value] of storage.data) {
    if (value.includes('access_token'))
      storage.set(key, JSON.stringify({ ...JSON.parse(value), access_token: 'garbage.garbage.garbage' }));
  }
}

export default () => ({ open, spoil, signIns: () => visits });
