import { describe, expect, test } from 'vitest';
import { createShelves } from '../../../src/mcp/shelf.js';
import { catalogue, prompts, resources } from '../../../src/tools/catalogue.js';
import { TOOLSETS } from '../../../src/toolsets.js';

const shelves = () =>
  createShelves({ tools: catalogue, resources, prompts }, { toolsets: ['all'], readOnly: false });

describe('the lists of a connection', () => {
  test('are put together once for each choice, whatever its order', () => {
    const shelfFor = shelves();
    const first = shelfFor({ toolsets: ['issues', 'cycles'], readOnly: true });
    expect(shelfFor({ toolsets: ['cycles', 'issues'], readOnly: true })).toBe(first);
    expect(shelfFor({ toolsets: ['issues', 'cycles'], readOnly: false })).not.toBe(first);
  });

  test('are forgotten when there are more choices than anybody needs, the longest unused first', () => {
    const shelfFor = shelves();
    const often = { toolsets: ['issues'], readOnly: false } as const;
    const kept = shelfFor(often);
    const rare = { toolsets: ['reviews'], readOnly: false } as const;
    const first = shelfFor(rare);
    for (let bits = 1; bits < 200; bits += 1) {
      shelfFor({ toolsets: TOOLSETS.filter((_, index) => (bits >> index) % 2 === 1), readOnly: true });
      expect(shelfFor(often)).toBe(kept);
    }
    expect(shelfFor(rare)).not.toBe(first);
  });
});
