import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/cli/**", "test/faults/long/**", "test/bench/**"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: "forks",
    // Files share the modules that they load, which is half of all their work; no test changes what another one sees.
    isolate: false,
    maxWorkers: 3
  }
})
