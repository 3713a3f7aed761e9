import fc from 'fast-check';
import { type Counting, count } from './counts.js';
import { FUZZ_CASES, isFull } from './depth.js';

/** Tries a property. The long run looks at new cases each time; the short one at the same, so that it is repeatable. */
export async function fuzz<T>(
  context: Counting,
  arbitrary: fc.Arbitrary<T>,
  judge: (value: T) => Promise<void>,
): Promise<void> {
  const property = fc.asyncProperty(arbitrary, async (value) => {
    count(context, 'fuzz cases');
    await judge(value);
  });
  const options = { numRuns: FUZZ_CASES, ...(isFull ? {} : { seed: 8_693 }) };
  await fc.assert(property, options).catch((error: unknown) => {
    count(context, 'fuzz crashes');
    throw error;
  });
}
