import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts', 'bench/**/*.test.ts', 'web/src/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: ['tests/postgres.ts', 'tests/pages-build.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // What is polled for is done by browsers and jobs, on machines that do other things too.
    expect: { poll: { timeout: 20_000 } },
    // Each file is a process of its own: a crash or a stuck handle in one is not another's.
    // What a suite opens last is closed first.
    sequence: { hooks: 'stack' },
    pool: 'forks',
    maxWorkers: 2,
  },
})
