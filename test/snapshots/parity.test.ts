import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/tools/catalogue.js';
import { parity, THEIR_TOOLS } from './parity.js';

describe('the comparison with the server of Linear', () => {
  it('names only tools that exist', () => {
    const known = catalogue.map((tool) => tool.name);
    expect(parity.flatMap(({ ours }) => ours).filter((name) => !known.includes(name))).toEqual([]);
  });

  it('goes through each of its tools once', () => {
    const theirs = parity.flatMap((row) => row.theirs);
    expect(theirs).toHaveLength(THEIR_TOOLS);
    expect(new Set(theirs).size).toBe(THEIR_TOOLS);
  });

  it('names each of our tools', () => {
    const named = new Set(parity.flatMap(({ ours }) => ours));
    expect(catalogue.map((tool) => tool.name).filter((name) => !named.has(name))).toEqual([]);
  });

  it('says why, where there is nothing of ours', () => {
    for (const { ours, note, capability } of parity)
      if (ours.length === 0) expect(note, capability).toBeDefined();
  });
});
