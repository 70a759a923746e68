/** How files and folders are cut and named. */
import { basename, dirname } from "node:path"
import { assert, describe, it } from "vitest"
import { exists, exportsOf, filesBelow, mentions, programsBelow, readText, sourcesBelow } from "./Sources.ts"

const sources = sourcesBelow("src")
const tests = programsBelow("test").filter((path) => !path.startsWith("test/fixtures/"))
const texts = [...sources, ...tests.map((path) => ({ path, text: readText(path) }))]
const papers = ["README.md", "AGENTS.md", "CHANGELOG.md", "SECURITY.md", ".env.example"]
const documents = [...papers, ...["config", "docs", ".ci"].flatMap((folder) => filesBelow(folder, ""))].filter(exists)
const written = [...texts, ...documents.map((path) => ({ path, text: readText(path) }))]

const lines = (text: string): number => text.trimEnd().split("\n").length

/** Programs and manifests are called by these names; the rest carry the name of what is in them. */
const lowerCase = ["index.ts", "main.ts", "main.tsx", "bin.ts", "vite.config.ts"]

/** Files whose name says what kind of thing is in them, and why nothing in them could carry it. */
const collections: Readonly<Record<string, string>> = {
  "src/core/model/Ids.ts": "every branded id at once",
  "src/core/render/Words.ts": "every word that people are shown",
  "src/core/render/WorkerWords.ts": "every word that people are shown about workers",
  "src/core/render/Inline.ts": "text within one line",
  "src/core/render/Closing.ts": "the last lines of a turn",
  "src/core/workers/Structured.ts": "what is asked of structured answers",
  "src/core/sessions/Gateways.ts": "what all platforms do together",
  "src/core/sessions/TurnRecovery.ts": "how a turn that was cut off goes on",
  "src/adapters/backend/claude/Wire.ts": "every line of the protocol",
  "src/adapters/backend/claude/Activities.ts": "tools in words",
  "src/adapters/backend/claude/Permissions.ts": "asks and their answers",
  "src/adapters/backend/codex/AppServerTranslation.ts": "one step function",
  "src/adapters/backend/codex/Approvals.ts": "asks and their answers",
  "src/adapters/backend/codex/ReadBack.ts": "turns told again from what was kept",
  "src/adapters/backend/rehearsal/Prose.ts": "what is said when no script is given",
  "src/adapters/backend/rehearsal/RehearsalCli.ts": "a program",
  "src/adapters/chat/console/HostileText.ts": "what makes text harmless"
}

const words = (name: string): ReadonlyArray<string> => name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g)?.map(lower) ?? []
const lower = (word: string): string => word.toLowerCase()

/** Prune and pruning, widths and widthOf: the same word. */
const alike = (left: string, right: string): boolean => {
  const length = Math.max(3, Math.min(left.length, right.length, 5))
  return left.slice(0, length) === right.slice(0, length)
}

describe("files", () => {
  it("stay short", () => {
    assert.deepStrictEqual(
      texts.filter(({ text }) => lines(text) > 500).map(({ path, text }) => `${path} ${lines(text)} lines`),
      []
    )
    const sizes = sources.map(({ text }) => lines(text)).sort((left, right) => left - right)
    assert.isBelow(sizes[Math.floor(sizes.length / 2)] ?? 0, 120)
  })

  it("are named in PascalCase, in folders named in lower case, never after odds and ends", () => {
    const misnamed = texts
      .map(({ path }) => path)
      .filter((path) => {
        const name = basename(path)
        const folders = dirname(path).split("/")
        const isProgram = lowerCase.includes(name) || path.startsWith("test/cli/") || path.startsWith("test/bench/")
        const odd = /^(utils?|common|helpers?|managers?|misc)$/
        return (
          !(isProgram || /^[A-Z][A-Za-z0-9]*(\.test)?\.tsx?$/.test(name)) ||
          folders.some((folder) => !/^[a-z][a-z0-9-]*$/.test(folder) || odd.test(folder)) ||
          words(name.replace(/(\.test)?\.tsx?$/, "")).some((word) => odd.test(word))
        )
      })
    assert.deepStrictEqual(misnamed, [])
  })

  it("export something with the file's name", () => {
    const nameless = sources
      .filter(({ path }) => !lowerCase.includes(basename(path)) && collections[path] === undefined)
      .filter((source) => {
        const named = words(basename(source.path).replace(/\.tsx?$/, ""))
        return !exportsOf(source).some((name) => words(name).some((word) => named.some((part) => alike(word, part))))
      })
      .map((source) => `${source.path} exports ${exportsOf(source).join(", ") || "nothing"}`)
    assert.deepStrictEqual(nameless, [])
    const gone = Object.keys(collections).filter((path) => !sources.some((source) => source.path === path))
    assert.deepStrictEqual(gone, [])
  })

  it("of index.ts are an adapter's manifest and nothing else", () => {
    const indexes = sources.filter(({ path }) => basename(path) === "index.ts")
    assert.deepStrictEqual(
      indexes.filter(({ path }) => !/^src\/adapters\/[a-z]+\/[a-z]+\/index\.ts$/.test(path)).map(({ path }) => path),
      []
    )
    for (const source of indexes) assert.include(exportsOf(source), "manifest", source.path)
  })

  it("open by saying what they own", () => {
    const silent = sources.filter(({ text }) => !/^(#!.*\n)?\/\*\*[\s\S]+?\*\//.test(text)).map(({ path }) => path)
    assert.deepStrictEqual(silent, [])
  })

  it("leave nothing for later", () => {
    assert.deepStrictEqual(mentions(texts, /\b(TO(?:DO)|FIX(?:ME)|X{3}|HA(?:CK))\b/), [])
  })

  it("speak of no machine and no ticket", () => {
    assert.deepStrictEqual(
      mentions(written, /(?<![\w.$}])\/(?:work|root|home\/[a-z]+)\/\w+|\(#\d+\)|\bissue #?\d+/i),
      []
    )
  })
})
