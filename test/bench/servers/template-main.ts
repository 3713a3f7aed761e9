import { LinearClient } from '@linear/sdk';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import express from 'express';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { z } from 'zod';

/**
 * The straight way, as public templates show it: a server with all its tools is built for each request, the token is
 * exchanged with plain `fetch`, and the SDK's lazy relations fetch what a row shows, one request each.
 * It verifies and exchanges as it should; what it does not do is think of the cost.
 */
const { PORT, BENCH_ISSUER: issuer = '', BENCH_LINEAR: apiUrl = '' } = process.env;
const audience = `http://localhost:${PORT}/mcp`;
const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));

async function exchange(subjectToken: string): Promise<string> {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${Buffer.from('client:secret').toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: subjectToken,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      resource: 'https://api.linear.app',
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

/** As many tools as our default set, with as many fields. */
const TOOLS = 21;

function buildServer(subjectToken: string): McpServer {
  const server = new McpServer({ name: 'template', version: '1.0.0' });
  const client = async (): Promise<LinearClient> =>
    new LinearClient({ accessToken: await exchange(subjectToken), apiUrl });
  server.registerTool('get_user', { description: 'Who I am', inputSchema: {} }, async () => {
    const me = await (await client()).viewer;
    return {
      content: [{ type: 'text', text: JSON.stringify({ id: me.id, name: me.name, email: me.email }) }],
    };
  });
  server.registerTool(
    'list_issues',
    { description: 'Lists issues', inputSchema: { limit: z.number().int().max(250).optional() } },
    async ({ limit }) => {
      const { nodes } = await (await client()).issues({ first: limit ?? 50 });
      const rows = await Promise.all(
        nodes.map(async (issue) => {
          const [state, assignee, team] = await Promise.all([issue.state, issue.assignee, issue.team]);
          const { id, identifier, title, priority, url } = issue;
          return {
            id,
            identifier,
            title,
            priority,
            url,
            state: state?.name,
            assignee: assignee?.name,
            team: team?.key,
          };
        }),
      );
      return { content: [{ type: 'text', text: JSON.stringify(rows, null, 2) }] };
    },
  );
  for (let n = 2; n < TOOLS; n += 1) {
    server.registerTool(
      `tool_${n}`,
      {
        description: `One of the tools that a server like this has, number ${n}.`,
        inputSchema: {
          id: z.string().describe('Identifier'),
          title: z.string().max(255).optional().describe('Title'),
          team: z.string().optional().describe('Team'),
          state: z.enum(['open', 'started', 'done']).optional().describe('State'),
          labels: z.array(z.string()).max(50).optional().describe('Labels'),
          priority: z.number().int().min(0).max(4).optional().describe('Priority'),
          due: z.string().optional().describe('Due date'),
          limit: z.number().int().min(1).max(250).optional().describe('Rows'),
        },
      },
      async () => ({ content: [{ type: 'text', text: 'ok' }] }),
    );
  }
  return server;
}

const app = express();
app.get('/healthz', (_req, res) => void res.json({ status: 'ok' }));
app.post('/mcp', express.json(), async (req, res) => {
  const token = (req.headers.authorization ?? '').replace(/^Bearer /, '');
  try {
    await jwtVerify(token, keys, { issuer, audience });
  } catch {
    return void res.status(401).json({ error: 'invalid_token' });
  }
  const server = buildServer(token);
  // Neither a session nor anything else survives the request.
  const transport = new StreamableHTTPServerTransport({});
  res.on('close', () => void server.close());
  await server.connect(transport as Parameters<McpServer['connect']>[0]);
  await transport.handleRequest(req, res, req.body);
});
// Longer than any pace that is measured.
app.listen(Number(PORT), '127.0.0.1').keepAliveTimeout = 60_000;
