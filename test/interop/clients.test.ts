import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { foreignClients } from './support/clients.js';
import { runTool } from './support/run.js';
import { DRIVERS, missing, titled } from './support/tools.js';
import { registrationUsed, revisionsSpoken, watchRequests } from './support/watch.js';

/** Clients as their makers ship them, from the first request without a token to a refresh. */
const PERSON = 'ada@lumen.example';

interface Outcome {
  tools: string[];
  answers: string[];
  afterRefresh: string;
  signIns: number;
}

let sandbox: TestSandbox;
beforeAll(async () => {
  if (missing === undefined) sandbox = await startTestSandbox({ autoApprove: PERSON });
});
afterAll(() => sandbox?.stop());

describe.skipIf(missing !== undefined)(titled('clients that nobody here wrote'), () => {
  it.each(foreignClients)(
    '$label signs in, lists tools, calls three and refreshes',
    { timeout: 90_000 },
    async ({ driver, revision, registration }) => {
      const watch = watchRequests();
      const ended = await runTool([`${DRIVERS}/run.mjs`, driver, sandbox.mcp]);
      watch.stop();
      expect([ended.code, ended.stderr]).toEqual([0, expect.any(String)]);
      const outcome = JSON.parse(ended.stdout.trim().split('\n').at(-1) ?? '') as Outcome;
      expect(outcome.tools).toEqual(expect.arrayContaining(['list_issues', 'get_user', 'list_teams']));
      const [user, teams, issues] = outcome.answers;
      expect(user).toContain(PERSON);
      expect(teams).toContain('ENG | Engineering');
      expect(issues).toMatch(/[A-Z]+-\d+/);
      // The access token had been replaced by garbage, and nobody was asked a second time.
      expect([outcome.afterRefresh, outcome.signIns]).toEqual([expect.stringContaining(PERSON), 1]);
      expect(revisionsSpoken(watch.seen)).toEqual([revision]);
      // In advance means that the driver registered for the library, at the same endpoint.
      expect(registrationUsed(watch.seen)).toBe(registration === 'in advance' ? 'dynamic' : registration);
    },
  );
});
