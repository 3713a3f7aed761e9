import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBrowser } from '../support/browser.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { type BearerProxy, startBearerProxy } from './support/bearer-proxy.js';
import { counted, disagreements, expectedCounts } from './support/conformance.js';
import { withFixtures } from './support/fixtures.js';
import { empty, notApplicable } from './support/not-applicable.js';
import { runAuthorizationScenarios, runServerScenarios } from './support/suite.js';
import { missing, titled } from './support/tools.js';

/** The official suite against the real server: signed in by a proxy, for the suite has no way to sign in. */
let sandbox: TestSandbox;
let proxy: BearerProxy;
beforeAll(async () => {
  if (missing !== undefined) return;
  proxy = await startBearerProxy(
    () => new URL(sandbox.mcp),
    () => sandbox.token,
  );
  sandbox = await startTestSandbox({
    autoApprove: 'ada@lumen.example',
    stock: withFixtures,
    clientIdMetadataDocuments: true,
    env: { ALLOWED_HOSTS: new URL(proxy.url).host },
  });
});
afterAll(async () => {
  proxy?.close();
  await sandbox?.stop();
});

describe.skipIf(missing !== undefined)(titled('the conformance suite'), () => {
  it.each(['2026-07-28', '2025-11-25'])('passes all that applies of what %s requires', async (revision) => {
    const listed = notApplicable[revision] ?? {};
    const vacuous = empty[revision] ?? {};
    const run = await runServerScenarios(proxy.url, revision, listed);
    expect(disagreements(run, listed, vacuous)).toEqual({
      notListed: [],
      passedAfterAll: [],
      triedNothing: [],
      unknown: [],
    });
    expect(run.code).toBe(0);
    expect(counted(run, listed, vacuous)).toEqual(expectedCounts[revision]);
  });

  it('passes against the embedded zone as an authorization server', async () => {
    const { zone } = sandbox;
    const port = 39_871;
    const redirect = `http://127.0.0.1:${port}/callback`;
    const registered = await fetch(`${zone}/oauth/2/registration`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        client_name: 'Conformance suite',
        redirect_uris: [redirect],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
      }),
    });
    const { client_id: clientId } = (await registered.json()) as { client_id: string };
    const run = await runAuthorizationScenarios(
      { issuer: zone, clientId, resource: sandbox.mcp, port },
      (url) => {
        createBrowser()
          .walk(url, redirect, [])
          .then(({ back }) => fetch(back))
          .catch(() => undefined);
      },
    );
    expect([run.code, disagreements(run, {}, {})]).toEqual([0, expect.objectContaining({ notListed: [] })]);
    expect(counted(run, {}, {})).toEqual(expectedCounts['authorization server']);
  });
});
