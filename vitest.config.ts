import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Each file loads libtorch for itself, and a crash of the addon must not take the others along.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two threads a process would only make two workers fight over two cores.
    env: { UNO_THREADS: '1' },
  },
})
