import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/build-once.ts'],
    // Generous: a busy machine is no failure. Where nobody watches, one that stumbles over time is tried once more.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    retry: process.env['CI'] ? 1 : 0,
    pool: 'forks',
    maxWorkers: 4, // on two cores: most tests wait for a program that waits
  },
});
