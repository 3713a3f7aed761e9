import { describe, expect, it } from 'vitest';
import type { KeyHolder } from '../../src/auth/principal.js';
import { createTestMode } from '../../src/test-mode.js';

describe('workspaces of test keys', () => {
  it('are bounded in number: of too many, the one that was used the longest ago is opened anew', async () => {
    let opened = 0;
    const testMode = createTestMode(() => {
      opened += 1;
      const answer = { text: String(opened) };
      return async () => ({ ok: true, answer });
    }, 2);
    const workspaceOf = async (organisation: string): Promise<unknown> => {
      const holder = { organisation, subject: 'ada@lumen.example' } as KeyHolder;
      return testMode.call(holder, {} as Parameters<typeof testMode.call>[1]);
    };
    const first = await workspaceOf('first');
    const second = await workspaceOf('second');
    expect(await workspaceOf('first')).toEqual(first);
    const forgotten: string[] = [];
    testMode.onForgotten((organisation) => forgotten.push(organisation));
    await workspaceOf('one-too-many');
    expect(forgotten).toEqual(['second']);
    expect(await workspaceOf('first')).toEqual(first);
    expect(await workspaceOf('second')).not.toEqual(second);
    testMode.reset('second');
    expect(forgotten).toEqual(['second', 'one-too-many', 'second']);
  });
});
