import { defineConfig } from "vitest/config"

/** The real CLIs, and ordeals of minutes: one file at a time, because each of them is heavy. */
export default defineConfig({
  test: {
    include: ["test/cli/**/*.test.ts", "test/faults/long/**/*.test.ts"],
    testTimeout: 90_000,
    hookTimeout: 90_000,
    pool: "forks",
    fileParallelism: false
  }
})
