/** The arrows: bot -> adapters -> core -> effect, over every import of every file. */
import { builtinModules } from "node:module"
import { assert, describe, it } from "vitest"
import { exists, type Import, importsOf, parse, readText, sourcesBelow } from "./Sources.ts"

const imports = sourcesBelow("src").flatMap(importsOf)

const manifest: { readonly dependencies: object; readonly optionalDependencies: object } = JSON.parse(
  readText("package.json")
)
const installed = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })

/** `@scope/name/path` -> `@scope/name` */
const libraryOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/")

const isBuiltin = (specifier: string): boolean => specifier.startsWith("node:") || builtinModules.includes(specifier)

/** `core`, `bot`, or the adapter's own folder such as `adapters/chat/console`. */
const moduleOf = (path: string): string => {
  const [, top = "", kind = "", name = ""] = path.split("/")
  return top === "adapters" ? `adapters/${kind}/${name}` : top
}

const forbidden = ({ from, specifier, target }: Import): string | undefined => {
  const own = moduleOf(from.path)
  if (specifier === undefined) return "imports what no test can see: write the path as a literal"
  if (target !== undefined) {
    if (!target.startsWith("src/")) return "leaves src"
    if (!specifier.endsWith(".ts")) return "has no .ts at its end"
    if (!exists(target)) return "leads nowhere"
    const other = moduleOf(target)
    if (other === own || own === "bot" || other === "core") {
      return own === "core" && other !== "core" ? "leaves core" : undefined
    }
    return other === "bot" ? "reaches the composition root" : `reaches ${other}`
  }
  if (specifier === "effect") return "is the whole of effect: name the module, such as effect/Effect"
  if (libraryOf(specifier) === "effect") return undefined
  if (own === "core") return "is neither effect nor core"
  if (isBuiltin(specifier)) return specifier.startsWith("node:") ? undefined : "is written without node:"
  return installed.includes(libraryOf(specifier)) ? undefined : "is no dependency of the package"
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
  })
})
