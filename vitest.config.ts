import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*'],
    reporters: ['default', './scripts/tally-reporter.mjs'],
    coverage: {
      provider: 'v8',
      enabled: process.env['CI'] !== undefined,
      include: ['packages/*/src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
    },
  },
});
