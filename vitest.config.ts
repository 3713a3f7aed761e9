import { configDefaults, defineConfig } from 'vitest/config';

/** Minutes of chaos, crowds and fuzzing: `npm run test:security` runs them, the everyday suite does not. */
const LONG = ['test/security/chaos.test.ts', 'test/security/crowds.test.ts', 'test/security/fuzz-*.test.ts'];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(process.env['SECURITY'] === '1' ? [] : LONG)],
    globalSetup: ['test/support/build.ts'],
    // What a module keeps, it keeps in closures: files can share a worker's modules, and need not load them again.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // Two cores are the smallest machine that the suite is promised to run on.
    maxWorkers: 2,
    snapshotFormat: { escapeString: false, printBasicPrototype: false },
  },
});
