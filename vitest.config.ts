import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // Two cores are the smallest machine that the suite is promised to run on.
    maxWorkers: 2,
    snapshotFormat: { escapeString: false, printBasicPrototype: false },
  },
});
