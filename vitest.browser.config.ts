import { defineConfig } from "vitest/config"

/** The dashboard in a real browser, two files at a time: a service, a Chromium and a test wait for one another. */
export default defineConfig({
  test: {
    include: ["test/browser/**/*.test.ts"],
    testTimeout: 90_000,
    hookTimeout: 90_000,
    pool: "forks",
    maxWorkers: 2
  }
})
