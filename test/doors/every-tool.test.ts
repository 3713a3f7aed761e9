import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CallTool, originOf, overMcp, overRest } from '../support/doors.js';
import { argsOf, toolExamples } from '../support/examples/index.js';
import { keyFile, makeKey } from '../support/keys.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';

/**
 * Every tool through every door, in the same order. Each live door has a workspace of its own, and so has each
 * organisation in test mode; all have the same seed, so the answers have to be the same to the letter.
 */
const mcpKey = makeKey('test', { organisation: 'over-mcp' });
const restKey = makeKey('test', { organisation: 'over-rest' });

const sandboxes: TestSandbox[] = [];
let doors: Record<string, CallTool>;
beforeAll(async () => {
  const open = async (env: Record<string, string> = {}, makeKeys = true): Promise<TestSandbox> => {
    const options = { env: { TOOLSETS: 'all', ...env }, makeKeys, permitImpersonation: true };
    const sandbox = await startTestSandbox(options);
    sandboxes.push(sandbox);
    return sandbox;
  };
  const { path } = keyFile([mcpKey, restKey]);
  const first = await open({ API_KEYS_FILE: path }, false);
  const [second, third, fourth] = [await open(), await open(), await open()];
  doors = {
    'OAuth over MCP': overMcp(first.mcp, first.token),
    'a key over MCP': overMcp(second.mcp, second.keys?.live ?? ''),
    'OAuth over REST': overRest(originOf(third), third.token),
    'a key over REST': overRest(originOf(fourth), fourth.keys?.live ?? ''),
    'a test key over MCP': overMcp(first.mcp, mcpKey.text),
    'a test key over REST': overRest(originOf(first), restKey.text),
  };
}, 60_000);
afterAll(() => Promise.all(sandboxes.map((sandbox) => sandbox.stop())));

/** What no two workspaces have in common: ids and names that are new each time, and the time of the day. */
function comparable(text: string): string {
  return text
    .replace(/\b[0-9a-f]{8}(?:-?[0-9a-f]{2,})*\b/g, '<id>')
    .replace(/\b([A-Z][a-z]+) \d+(?: [a-z0-9]{1,6}\b)?/g, '$1 <new>')
    .replace(/\b([a-z]+)-\d+-[a-z0-9]{1,6}\b/g, '$1-<new>')
    .replace(/localhost:\d+/g, '<linear>')
    .replace(/\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?/g, '<time>');
}

describe('an answer', () => {
  it.each(toolExamples.map(([tool, example]) => [tool.name, example] as const))(
    'of %s is the same at every door',
    async (name, example) => {
      const answers = await Promise.all(
        Object.entries(doors).map(async ([door, call]) => {
          const args = await argsOf(example, async (other, given) => (await call(other, given)).text);
          const { text, isError } = await call(name, args);
          expect(isError, `${door}: ${text}`).toBe(false);
          return [door, comparable(text)] as const;
        }),
      );
      const [[, first] = ['', '']] = answers;
      expect(first).not.toBe('');
      expect(Object.fromEntries(answers)).toEqual(Object.fromEntries(answers.map(([door]) => [door, first])));
    },
  );

  it('to a mistake is the same at every door, and says what to change', async () => {
    const answers = await Promise.all(
      Object.values(doors).map((call) => call('list_issues', { assigne: 'me', limit: 'many' })),
    );
    const [first] = answers;
    expect(first?.text).toMatch(/did you mean assignee\?.*limit/);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.map(({ isError }) => isError)).toEqual(answers.map(() => true));
  });

  it('says that it comes from a test, and REST says so either way', async () => {
    const modes = Object.entries(doors).map(async ([door, call]) => [door, (await call('get_user')).mode]);
    expect(Object.fromEntries(await Promise.all(modes))).toEqual({
      'OAuth over MCP': undefined,
      'a key over MCP': undefined,
      'OAuth over REST': 'live',
      'a key over REST': 'live',
      'a test key over MCP': 'test',
      'a test key over REST': 'test',
    });
  });
});
