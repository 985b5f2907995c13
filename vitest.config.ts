import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*'],
    // One worker a core: most tests wait for the programs they run, and one core would be left idle.
    maxWorkers: '100%',
    reporters: ['default', './scripts/tally-reporter.mjs'],
    coverage: {
      provider: 'v8',
      enabled: process.env['CI'] !== undefined,
      include: ['packages/*/src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
    },
  },
});
