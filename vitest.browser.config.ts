import { defineConfig } from "vitest/config"

/** The dashboard in a real browser, one file at a time: a service, a Chromium and the tests fill two cores. */
export default defineConfig({
  test: {
    include: ["test/browser/**/*.test.ts"],
    testTimeout: 90_000,
    hookTimeout: 90_000,
    pool: "forks",
    maxWorkers: 1
  }
})
