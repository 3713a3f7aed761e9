import { afterAll, beforeAll, expect } from 'vitest';
import { CallFailure, sentenceFor } from '../../../src/errors.js';
import { createLinear } from '../../../src/linear/client.js';
import { type LinearSandbox, startLinear } from '../../../src/sandbox/linear/index.js';
import { catalogue } from '../../../src/tools/catalogue.js';

export const ada = 'ada@lumen.example';
export const adam = 'adam@lumen.example';

/** A finished call: what a model reads, and the operations that Linear saw. */
export interface Called {
  readonly text: string;
  readonly operations: readonly (string | null)[];
}

/** Calls tools as somebody, over HTTP against the embedded Linear. */
export function callerOf(sandbox: LinearSandbox, email: string) {
  const open = createLinear({ apiUrl: sandbox.graphqlUrl, userAgent: 'test/1' });

  async function run(name: string, args: unknown): Promise<Called> {
    const tool = catalogue.find((each) => each.name === name);
    if (tool === undefined) throw new Error(`no tool ${name}`);
    const { signal } = new AbortController();
    const linear = open({ token: async () => sandbox.issueTokenFor(email).accessToken, signal });
    const before = sandbox.journal().length;
    const operations = () =>
      sandbox
        .journal()
        .slice(before)
        .map((entry) => entry.operation);
    try {
      const { text } = await tool.run(args, { linear, signal, now: new Date(), progress: () => undefined });
      return { text, operations: operations() };
    } catch (error) {
      if (!(error instanceof CallFailure)) throw error;
      return {
        text: `FAILED ${error.failure.code}: ${sentenceFor(error.failure)}`,
        operations: operations(),
      };
    }
  }

  return {
    run,
    /** The text of a call that has to succeed. */
    ok: async (name: string, args: unknown): Promise<string> => {
      const { text } = await run(name, args);
      expect(text).not.toMatch(/^FAILED/);
      return text;
    },
    /** The sentence of a call that has to fail. */
    failure: async (name: string, args: unknown): Promise<string> => {
      const { text } = await run(name, args);
      expect(text).toMatch(/^FAILED/);
      return text;
    },
  };
}

/** A workspace for the tests of this file, and what one person calls there. */
export function workspaceOf(email: string) {
  let sandbox: LinearSandbox;
  beforeAll(async () => {
    sandbox = await startLinear({ port: 0 });
  });
  afterAll(() => sandbox.close());
  const caller = () => callerOf(sandbox, email);
  return {
    run: (name: string, args: unknown) => caller().run(name, args),
    ok: (name: string, args: unknown) => caller().ok(name, args),
    failure: (name: string, args: unknown) => caller().failure(name, args),
  };
}

/** The identifiers at the beginnings of the lines. */
export function identifiersIn(text: string): string[] {
  return [...text.matchAll(/^([A-Z]+-\d+) "/gm)].map((match) => match[1] ?? '');
}

/** The cursor in an answer. */
export function cursorIn(text: string): string {
  return /cursor "([^"]+)"/.exec(text)?.[1] ?? '';
}
