import { defineConfig } from "vitest/config"
import { compiled } from "./test/support/Compiled.ts"

export default defineConfig({
  oxc: { jsx: { runtime: "automatic" } },
  test: {
    exclude: ["test/cli/**", "test/faults/long/**", "test/packaging/**", "test/bench/**", "test/browser/**"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    env: compiled,
    pool: "forks",
    // On two cores: many of them wait for what is told to them in its own time.
    maxWorkers: 4,
    projects: [
      {
        extends: true,
        test: {
          name: "service",
          include: ["test/**/*.test.ts"],
          // Files share the modules that they load, which is half of all their work; no test changes what another one sees.
          isolate: false
        }
      },
      {
        extends: true,
        // Stores of a page live in its modules, and some of these put others in their place: no file sees another's.
        test: { name: "pages", include: ["test/**/*.test.tsx"], isolate: true }
      }
    ]
  }
})
