import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createUseRecorder, readUses } from '../../../src/auth/api-keys/uses.js';

describe('the times of last use', () => {
  const inNewFolder = (): string => join(mkdtempSync(join(tmpdir(), 'uses-')), 'keys.json.used');
  const idOf = (at: number): string => at.toString(16).padStart(16, '0');

  it('are whole and leave nothing beside them, however many replicas write at once', async () => {
    const path = inNewFolder();
    let failures = 0;
    const onFailure = (): void => {
      failures += 1;
    };
    const replicas = Array.from({ length: 8 }, () => createUseRecorder({ path, everyMs: 60_000, onFailure }));
    for (const [at, { used }] of replicas.entries()) used(idOf(at));
    await Promise.all(replicas.map(({ stop }) => stop()));
    expect(Object.keys(await readUses(path)).length).toBeGreaterThan(0);
    expect(readdirSync(dirname(path))).toEqual(['keys.json.used']);
    expect(failures).toBe(0);
  });

  it('are written when the process ends while it writes', async () => {
    const path = inNewFolder();
    const recorder = createUseRecorder({ path, everyMs: 0, onFailure: () => undefined });
    recorder.used(idOf(1));
    // The timer of the first has fired when this one does.
    await new Promise((resolve) => setTimeout(resolve, 1));
    await recorder.stop();
    expect(Object.keys(await readUses(path))).toEqual([idOf(1)]);
  });
});
