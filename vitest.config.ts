import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      '{server,packages,shared,client,drizzle,bench,scripts,e2e}/**/*.test.{ts,tsx}',
      'template/*.test.ts',
    ],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    expect: { poll: { timeout: 30_000 } },
  },
})
