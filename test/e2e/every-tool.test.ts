import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agent, signIn } from '../support/clients.js';
import { argsOf, toolExamples } from '../support/examples/index.js';
import { personCalled, startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/** Every tool, through the whole product, as two people; what a tool costs there, and who Linear saw. */
let sandbox: TestSandbox;
let agents: Record<string, Agent>;
const ADA = 'ada@lumen.example';
const KENJI = 'kenji@lumen.example';

beforeAll(async () => {
  sandbox = await startTestSandbox({ env: { TOOLSETS: 'all' } });
  agents = {
    [ADA]: await signIn(sandbox.mcp, 'v1', personCalled(ADA)),
    [KENJI]: await signIn(sandbox.mcp, 'v2 modern', personCalled(KENJI)),
  };
});
afterAll(async () => {
  await Promise.all(Object.values(agents).map((agent) => agent.close()));
  await sandbox.stop();
});

describe.each(toolExamples.map(([tool, example]) => [tool.name, tool, example] as const))(
  '%s',
  (name, tool, example) => {
    it.each([ADA, KENJI])('works for %s, as that person, in one exchange and few requests', async (email) => {
      const agent = agents[email];
      if (agent === undefined) throw new Error(`nobody is called ${email}`);
      const args = await argsOf(example, async (other, given) => {
        const prepared = await agent.call(other, given);
        expect(prepared.isError, prepared.text).toBe(false);
        return prepared.text;
      });
      await sandbox.forget();
      const answer = await agent.call(name, args);
      expect(answer.isError, answer.text).toBe(false);
      expect(answer.text).not.toMatch(/\bundefined\b|\bnull\b(?!s)|\[object/);
      const requests = await sandbox.linearJournal();
      expect(requests.map((request) => request['user'])).toEqual(requests.map(() => email));
      expect(requests.length).toBeLessThanOrEqual(tool.access === 'read' ? 1 : 2);
      expect((await sandbox.zoneJournal()).length).toBe(1);
    });
  },
);
