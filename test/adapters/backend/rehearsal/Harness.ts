/** What the rehearsal is asked to do to show that it keeps the contract of backends. */
import { Effect } from "effect"
import type { Prepare, Scripts } from "../../../contract/BackendGiven.ts"

const scripts: Scripts = {
  streamed: "!stream 12 words every 1ms",
  usesTool: '!tool Bash "npm test" 2ms',
  endless: "!stream 100000 words every 5ms",
  outlives: "!stream 60 words every 15ms\n!say The end.",
  outlivesEnd: "The end.",
  memory: {
    first: "!say Hello.\nmy cat is called Minka",
    second: "what did I say?",
    proof: (answer) => Effect.succeed(answer.includes("message 2") && answer.includes("Minka"))
  },
  asksPermission: '!ask Bash "rm -rf dist"',
  asksQuestion: '!question "Which color?" Red Blue',
  reviewsPlan: "!plan 1. look",
  writes: { text: '!write notes/today.md "it rained\\nall day"', file: "notes/today.md" },
  structured: {
    meets: '!result {"name":"Ada"}',
    value: { name: "Ada" },
    misses: "!say Her name is Ada.",
    lists: '!result ["a","b"]'
  },
  ownTools: { echo: '!call echo {"text":"yo"}', wait: '!call wait {"text":"yo"}' }
}

export const prepare: Prepare = Effect.succeed({ config: {}, environment: {}, scripts })
