/** Whether this is the long run: `npm run test:security`. A plain `npm test` does a part of each. */
export const isFull = process.env['SECURITY'] === '1';

/** Cases of one property. */
export const FUZZ_CASES = isFull ? 1_000 : 120;

/** Calls over which memory must not grow. */
export const HEAP_CALLS = isFull ? 50_000 : 1_500;
