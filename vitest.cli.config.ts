import { defineConfig } from "vitest/config"

/** The real CLIs, and ordeals of minutes: two files at a time, because each of them is heavy and waits a lot. */
export default defineConfig({
  test: {
    include: ["test/cli/**/*.test.ts", "test/faults/long/**/*.test.ts"],
    testTimeout: 90_000,
    hookTimeout: 90_000,
    pool: "forks",
    maxWorkers: 2
  }
})
