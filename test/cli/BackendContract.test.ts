/** The contract of every backend, on the real CLIs. */
import { Effect } from "effect"
import { manifest as claude } from "../../src/adapters/backend/claude/index.ts"
import { manifest as codex } from "../../src/adapters/backend/codex/index.ts"
import type { Scripts } from "../contract/BackendGiven.ts"
import { backendSuite } from "../contract/BackendSuite.ts"
import type { Answer, ToolUse } from "../support/models/Answers.ts"
import { ModelServer } from "../support/models/ModelServer.ts"
import { programs } from "./Clis.ts"
import { cliEnvironment, type RealCli, script } from "./RealCli.ts"

const question = {
  header: "Color",
  question: "Which color?",
  options: [
    { label: "Red", description: "like fire" },
    { label: "Blue", description: "like water" }
  ]
}
const tools: Readonly<
  Record<RealCli, Readonly<Record<"reads" | "writes" | "asks" | "edits" | "echoes" | "waits", ToolUse>>>
> = {
  claude: {
    reads: { name: "Bash", input: { command: "echo hi", description: "say hi" } },
    writes: { name: "Bash", input: { command: "touch made.txt", description: "make it" } },
    asks: { name: "AskUserQuestion", input: { questions: [{ ...question, multiSelect: false }] } },
    edits: { name: "Write", input: { file_path: "notes.md", content: "it rained" } },
    echoes: { name: "mcp__orchestrator__echo", input: { text: "yo" } },
    waits: { name: "mcp__orchestrator__wait", input: { text: "yo" } }
  },
  codex: {
    reads: { name: "exec_command", input: { cmd: "echo hi" } },
    writes: {
      name: "exec_command",
      input: { cmd: "touch made.txt", sandbox_permissions: "require_escalated", justification: "make it" }
    },
    asks: { name: "request_user_input", input: { questions: [{ ...question, id: "color" }] } },
    edits: {
      name: "apply_patch",
      kind: "custom",
      input: "*** Begin Patch\n*** Add File: notes.md\n+it rained\n*** End Patch\n"
    },
    echoes: { name: "echo", namespace: "mcp__orchestrator", input: { text: "yo" } },
    waits: { name: "wait", namespace: "mcp__orchestrator", input: { text: "yo" } }
  }
}

/** How each of them answers by a schema; both know objects only. */
const answers = (value: object): Readonly<Record<RealCli, Answer>> => ({
  claude: { tools: [{ name: "StructuredOutput", input: value }] },
  codex: { text: JSON.stringify(value) }
})

const uses = (tool: ToolUse): string => script({ text: "Let me see. ", tools: [tool] }, { text: "That is it." })
const words = (count: number) => Array.from({ length: count }, (_, at) => `word${at} `)

const scriptsFor = (cli: RealCli, remembered: (text: string) => boolean): Scripts => ({
  streamed: `Talk. ${script({ deltas: 12 })}`,
  usesTool: `Look. ${uses(tools[cli].reads)}`,
  endless: `Never stop. ${script({ deltas: 100_000, delay: 20 })}`,
  outlives: `Take your time. ${script({ chunks: [...words(50), "The end."], delay: 20 })}`,
  outlivesEnd: "The end.",
  memory: {
    first: `My cat is called Minka. ${script({ text: "Noted." })}`,
    second: `What is my cat called? ${script({ text: "You know." })}`,
    proof: () => Effect.sync(() => remembered("My cat is called Minka."))
  },
  asksPermission: `Make it. ${uses(tools[cli].writes)}`,
  asksQuestion: `Paint it. ${uses(tools[cli].asks)}`,
  reviewsPlan: `Plan it. ${script(
    { tools: [{ name: "EnterPlanMode", input: {} }] },
    { tools: [{ name: "ExitPlanMode", input: { plan: "1. do it" } }] },
    { text: "Off we go." }
  )}`,
  writes: { text: `Write it down. ${uses(tools[cli].edits)}`, file: "notes.md" },
  structured: {
    meets: `Who? ${script(answers({ name: "Ada" })[cli])}`,
    value: { name: "Ada" },
    misses: `Who? ${script({ text: "Ada." })}`,
    lists: `Which? ${script(answers({ value: ["a", "b"] })[cli])}`
  },
  ownTools: { echo: `Echo. ${uses(tools[cli].echoes)}`, wait: `Wait. ${uses(tools[cli].waits)}` }
})

for (const manifest of [claude, codex]) {
  const cli = manifest.name === "claude" ? "claude" : "codex"
  backendSuite(
    manifest,
    Effect.gen(function* () {
      const models = yield* ModelServer.start()
      const environment = yield* cliEnvironment(models.url)
      const remembered = (text: string) => JSON.stringify(models.requests.at(-1)?.body).includes(text)
      return {
        config: { command: programs[cli], env: ["FAKE_KEY"] },
        environment: { PATH: process.env.PATH ?? "", HOME: environment.CODEX_HOME ?? "", ...environment },
        scripts: scriptsFor(cli, remembered)
      }
    })
  )
}
