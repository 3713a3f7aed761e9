import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERAS, signIn, withToken } from '../support/clients.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/** SANDBOX_AUTO_APPROVE: scripted clients sign in by redirects alone. */
let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox({ autoApprove: 'sofia@lumen.example' });
});
afterAll(() => sandbox.stop());

describe('with automatic approval', () => {
  it.each(ERAS)('a %s client signs in without a page, as that person', async (era) => {
    const agent = await signIn(sandbox.mcp, era, { acts: [] });
    expect(agent.pages).toEqual([]);
    expect((await agent.call('get_user')).text).toContain('sofia@lumen.example');
    await agent.close();
  });

  it('the printed token is still that of the first seeded user', async () => {
    const agent = await withToken(sandbox.mcp, 'v2 auto', sandbox.token);
    expect((await agent.call('get_user')).text).toContain('ada@lumen.example');
    await agent.close();
  });
});

describe('an access token that has expired', () => {
  it.concurrent.each(ERAS)('is refreshed by a %s client without the person', async (era) => {
    const shortLived = await startTestSandbox({ autoApprove: 'kenji@lumen.example', accessTokenTtl: 4 });
    const agent = await signIn(shortLived.mcp, era, { acts: [] });
    const held = agent.tokens()?.access_token;
    await new Promise((resolve) => setTimeout(resolve, 4_500));
    expect((await agent.call('get_user')).text).toContain('kenji@lumen.example');
    expect(agent.tokens()?.access_token).not.toBe(held);
    expect(agent.signIns()).toBe(1);
    await agent.close();
    await shortLived.stop();
  });
});
