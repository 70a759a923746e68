import { defineConfig } from "vitest/config"

/** The real CLIs, and ordeals of minutes: three files at a time, because they wait more than they work. */
export default defineConfig({
  test: {
    include: ["test/cli/**/*.test.ts", "test/faults/long/**/*.test.ts"],
    testTimeout: 90_000,
    hookTimeout: 90_000,
    pool: "forks",
    maxWorkers: 3
  }
})
