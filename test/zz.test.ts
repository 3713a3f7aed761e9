import { encode } from 'gpt-tokenizer/encoding/cl100k_base';
import { test } from 'vitest';
import { advertise } from '../src/mcp/advertise.js';
import { catalogue } from '../src/tools/catalogue.js';
test('x', () => {
  let sum = 0;
  let daily = 0;
  for (const t of catalogue) {
    const n = encode(JSON.stringify(advertise(t))).length;
    sum += n;
    if (!t.extra) daily += n;
    console.log(t.toolset, t.extra ? 'extra' : '', t.name, n);
  }
  console.log(sum, daily);
  console.log(JSON.stringify(advertise(catalogue[0]!)));
});
