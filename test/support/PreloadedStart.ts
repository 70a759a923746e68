/**
 * `orchestrator start` whose modules are loaded before it is told to begin: for tests that kill and start it very often.
 * Its arguments are more modules to load, those of the platform. Says `loaded` in a line of JSON, and begins at its first
 * line of input.
 */
import { flushCompileCache } from "node:module"
import { createInterface } from "node:readline"

await Promise.all([
  import("../../src/bot/commands/Start.ts"),
  import("../../src/bot/commands/Setup.ts"),
  ...process.argv.slice(2).map((name) => import(name))
])
// A killed process would never keep what it compiled.
flushCompileCache()
process.stdout.write(`${JSON.stringify({ line: "loaded" })}\n`)
createInterface({ input: process.stdin }).once("line", () => {
  process.argv.splice(2, process.argv.length, "start")
  void import("../../src/bot/main.ts")
})
