import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Tests start real servers and databases; on two cores more files at once only make each other late.
    maxWorkers: 2,
    // Of one file that says so: each has a cloud of its own, and mostly waits.
    maxConcurrency: 3,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // The local cloud's processes run from the build, so that tests see what users get; AWS is emulated by moto.
    globalSetup: ['test/build.ts', 'test/aws-setup.ts'],
  },
})
