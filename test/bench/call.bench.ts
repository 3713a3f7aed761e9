import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, bench, describe } from 'vitest';
import { callByHand, rpc, startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/**
 * What a call costs beside its floor, in one run on one machine: read the ratios, not the times.
 * Zone and Linear share the process with the server, so every figure contains their work as well.
 */
let sandbox: TestSandbox;
let echo: string;
let listBody: string;
const server = createServer();

beforeAll(async () => {
  sandbox = await startTestSandbox({ env: { LOG_LEVEL: 'silent' } });
  listBody = await (await rpc(sandbox.mcp, sandbox.token, LIST)).text();
  const app = express();
  app.post('/', express.json(), (_req, res) => {
    res.type('text/event-stream').send(listBody);
  });
  server.on('request', app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  echo = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await sandbox.stop();
});

/** A figure of a call that failed would be a figure of nothing. */
async function call(tool: string): Promise<void> {
  const reply = await callByHand(sandbox.mcp, sandbox.token, tool);
  if (reply.isError || reply.error) throw new Error(`${tool} failed: ${reply.text}`);
}

const LIST = { jsonrpc: '2.0', id: 1, method: 'tools/list' };

describe('tools/list', () => {
  bench('bare Express, an answer of the same bytes', async () => {
    await (await rpc(echo, 'x', LIST)).text();
  });
  bench('this server', async () => {
    await (await rpc(sandbox.mcp, sandbox.token, LIST)).text();
  });
});

describe('tools/call', () => {
  bench('the floor: one exchange and one query, nothing around them', async () => {
    const { zone, linear } = sandbox;
    const { identifier, password } = sandbox.handles.credential;
    const exchanged = await fetch(`${zone}/oauth/2/token`, {
      method: 'POST',
      headers: { Authorization: `Basic ${Buffer.from(`${identifier}:${password}`).toString('base64')}` },
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: sandbox.token,
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        resource: 'https://api.linear.app',
      }),
    });
    const { access_token } = (await exchanged.json()) as { access_token: string };
    const answer = await fetch(linear, {
      method: 'POST',
      headers: { Authorization: `Bearer ${access_token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ query: 'query { viewer { id name email } }' }),
    });
    await answer.json();
  });
  bench('get_user', async () => {
    await call('get_user');
  });
  bench('list_issues, 50 rows', async () => {
    await call('list_issues');
  });
});
