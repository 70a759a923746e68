/**
 * The arrows: bot -> adapters -> core -> effect, over every import of every file. What runs in browsers is a part of its
 * own: it knows of the core what makes no service, and nobody else knows it.
 */
import { builtinModules } from "node:module"
import { assert, describe, it } from "vitest"
import { exists, type Import, importsOf, parse, readText, sourcesBelow } from "./Sources.ts"

const imports = sourcesBelow("src").flatMap(importsOf)

const manifest: Readonly<Record<"dependencies" | "optionalDependencies" | "devDependencies", object>> = JSON.parse(
  readText("package.json")
)
const installed = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })
/** What a client is built with is in what was built. */
const bundled = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })

/** `@scope/name/path` -> `@scope/name` */
const libraryOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/")

const isBuiltin = (specifier: string): boolean => specifier.startsWith("node:") || builtinModules.includes(specifier)

const client = "adapters/surface/web/client"
const buildOfClient = `src/${client}/vite.config.ts`

/** `core`, `bot`, or the adapter's own folder such as `adapters/chat/console`. */
const moduleOf = (path: string): string => {
  const [, top = "", kind = "", name = ""] = path.split("/")
  if (path.startsWith(`src/${client}/`)) return client
  return top === "adapters" ? `adapters/${kind}/${name}` : top
}

/** What makes a service, and whatever brings that along when it runs: of all this browsers have nothing. */
const withServices: ReadonlySet<string> = (() => {
  const running = imports.filter(({ from, isType }) => !isType && from.path.startsWith("src/core/"))
  const found = new Set(running.filter(({ specifier }) => specifier === "effect/Layer").map(({ from }) => from.path))
  for (let before = -1; before < found.size; ) {
    before = found.size
    for (const { from, target } of running) if (target !== undefined && found.has(target)) found.add(from.path)
  }
  return found
})()

const forbidden = ({ from, isType, specifier, target }: Import): string | undefined => {
  const own = moduleOf(from.path)
  if (specifier === undefined) return "imports what no test can see: write the path as a literal"
  if (target !== undefined) {
    if (!target.startsWith("src/")) return "leaves src"
    if (!/\.(?:ts|tsx|css)$/.test(specifier)) return "has no .ts at its end"
    if (!exists(target)) return "leads nowhere"
    const other = moduleOf(target)
    if (own === client && !isType && withServices.has(target)) return "brings a service into browsers"
    if (other === client && own !== client) return "reaches what runs in browsers alone"
    if (other === own || own === "bot" || other === "core") {
      return own === "core" && other !== "core" ? "leaves core" : undefined
    }
    return other === "bot" ? "reaches the composition root" : `reaches ${other}`
  }
  if (specifier === "effect") return "is the whole of effect: name the module, such as effect/Effect"
  if (libraryOf(specifier) === "effect") return undefined
  if (own === "core") return "is neither effect nor core"
  if (own === client && isBuiltin(specifier) && from.path !== buildOfClient) return "is not there in browsers"
  if (isBuiltin(specifier)) return specifier.startsWith("node:") ? undefined : "is written without node:"
  return (own === client ? bundled : installed).includes(libraryOf(specifier))
    ? undefined
    : "is no dependency of the package"
}

const complain = (found: ReadonlyArray<Import>): ReadonlyArray<string> =>
  found.flatMap((each) => {
    const said = forbidden(each)
    return said === undefined ? [] : [`${each.from.path}:${each.line} "${each.specifier ?? "?"}" ${said}`]
  })

describe("imports", () => {
  it("follow the arrows", () => {
    assert.isAbove(imports.length, 500)
    assert.deepStrictEqual(complain(imports), [])
  })

  it("give every library one home beside effect's own", () => {
    const homes = new Map<string, Set<string>>()
    for (const { from, specifier, target } of imports) {
      if (specifier === undefined || target !== undefined || isBuiltin(specifier)) continue
      const library = libraryOf(specifier)
      if (library === "effect" || library.startsWith("@effect/")) continue
      homes.set(library, (homes.get(library) ?? new Set()).add(moduleOf(from.path)))
    }
    assert.deepStrictEqual(
      [...homes].filter(([, modules]) => modules.size > 1).map(([library, modules]) => [library, ...modules]),
      []
    )
  })

  it("that break a rule are seen, however they are written", () => {
    const seen = (path: string, text: string) => complain(importsOf(parse(path, text))).length
    const core = "src/core/cli/Made.ts"
    const adapter = "src/adapters/backend/rehearsal/Made.ts"
    assert.strictEqual(seen(core, 'import * as Effect from "effect/Effect"'), 0)
    assert.strictEqual(seen(core, 'import { Effect } from "effect"'), 1)
    assert.strictEqual(seen(core, 'import type { Path } from "node:path"'), 1)
    assert.strictEqual(seen(core, 'export * from "@effect/platform-node/NodeServices"'), 1)
    assert.strictEqual(seen(core, 'import { main } from "../../bot/main.ts"'), 1)
    assert.strictEqual(seen(core, 'type Hidden = import("../../adapters/backend/rehearsal/index.ts").manifest'), 1)
    assert.strictEqual(seen(adapter, 'import { Mark } from "../../../core/cli/Mark.ts"'), 0)
    assert.strictEqual(seen(adapter, 'import { Mark } from "../../../core/cli/Mark.js"'), 1)
    assert.strictEqual(seen(adapter, 'const list = await import("../../../bot/BackendList.ts")'), 1)
    assert.strictEqual(seen(adapter, 'import { manifest } from "../claude/index.ts"'), 1)
    assert.strictEqual(seen(adapter, 'import { pass } from "../../../../test/support/Pass.ts"'), 1)
    assert.strictEqual(seen(adapter, 'import chalk from "chalk"'), 1)
    assert.strictEqual(seen(adapter, "const any = (name: string) => import(name)"), 1)
    const page = "src/adapters/surface/web/client/app/Made.tsx"
    const server = "src/adapters/surface/web/server/Made.ts"
    assert.strictEqual(seen(page, 'import { App } from "./App.tsx"\nexport const Made = () => <App />'), 0)
    assert.strictEqual(seen(page, 'import { create } from "zustand"'), 0)
    assert.strictEqual(seen(page, 'import { healMarkdown } from "../../../../../core/render/Heal.ts"'), 0)
    assert.strictEqual(seen(page, 'import { Sessions } from "../../../../../core/sessions/Sessions.ts"'), 1)
    assert.strictEqual(seen(page, 'import type { Sessions } from "../../../../../core/sessions/Sessions.ts"'), 0)
    assert.strictEqual(seen(page, 'import { tool } from "../../../mcp/McpHttp.ts"'), 1)
    assert.strictEqual(seen(page, 'import { join } from "node:path"'), 1)
    assert.strictEqual(seen(server, 'import { routeOf } from "../client/app/Route.ts"'), 1)
    assert.strictEqual(
      seen("src/bot/Made.ts", 'import { routeOf } from "../adapters/surface/web/client/app/Route.ts"'),
      1
    )
  })
})
