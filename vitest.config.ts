import { defineConfig } from "vitest/config"
import { compiled } from "./test/support/Compiled.ts"

export default defineConfig({
  oxc: { jsx: { runtime: "automatic" } },
  test: {
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    exclude: ["test/cli/**", "test/faults/long/**", "test/bench/**", "test/browser/**"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    env: compiled,
    pool: "forks",
    // Files share the modules that they load, which is half of all their work; no test changes what another one sees.
    isolate: false,
    // On two cores: many of them wait for what is told to them in its own time.
    maxWorkers: 4
  }
})
