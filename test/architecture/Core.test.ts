/** What the core may not do, beyond its imports: no way around the types, no clock, no machine, no product's name. */
import { assert, describe, it } from "vitest"
import {
  adaptersIn,
  complaints,
  isNode,
  mentions,
  parse,
  type Source,
  type SyntaxNode,
  sourcesBelow
} from "./Sources.ts"

const core = sourcesBelow("src/core")

const around = (node: SyntaxNode): string | undefined => {
  switch (node.type) {
    case "TSAnyKeyword":
      return "says any"
    case "TSAsExpression":
      return isConst(node.typeAnnotation) ? undefined : "casts with as"
    case "TSTypeAssertion":
      return "casts with <>"
    case "TSNonNullExpression":
      return "claims with ! that something is there"
    default:
      return node.definite === true ? "claims with ! that something is set" : undefined
  }
}

const isConst = (type: unknown): boolean => isNode(type) && isNode(type.typeName) && type.typeName.name === "const"

const machine = [
  ...["process", "console", "fetch", "performance", "crypto", "global", "globalThis", "require", "Buffer"],
  ...["setTimeout", "setInterval", "setImmediate", "queueMicrotask"]
]

/** Names that the file declares itself, wherever: those mean something else here. */
const declaredIn = (source: Source): ReadonlySet<string> =>
  new Set(
    source.nodes.flatMap((node) => {
      const bound = [
        ...(node.type === "VariableDeclarator" ? [node.id] : []),
        ...(Array.isArray(node.params) ? node.params : []),
        ...(/^Import.*Specifier$/.test(node.type) ? [node.local] : []),
        ...(node.type === "FunctionDeclaration" || node.type === "ClassDeclaration" ? [node.id] : [])
      ]
      return bound.flatMap(bindings)
    })
  )

const bindings = (pattern: unknown): ReadonlyArray<string> => {
  if (!isNode(pattern)) return []
  if (pattern.type === "Identifier" && typeof pattern.name === "string") return [pattern.name]
  return [pattern.properties, pattern.elements, pattern.value, pattern.left, pattern.argument].flat().flatMap(bindings)
}

const isGlobal = (node: unknown, name: string): boolean =>
  isNode(node) && node.type === "Identifier" && node.name === name

/** Property names and keys are written like names, and are none. */
const labelsOf = (source: Source): ReadonlySet<unknown> =>
  new Set(
    source.nodes.flatMap((node) => {
      if (node.computed === true) return []
      if (node.type === "MemberExpression") return [node.property]
      return node.key === undefined ? [] : [node.key]
    })
  )

const reached = (source: Source): ReadonlyArray<string> => {
  const own = declaredIn(source)
  const labels = labelsOf(source)
  return complaints([source], (node) => {
    if (node.type === "MemberExpression" && isGlobal(node.object, "Date") && isGlobal(node.property, "now")) {
      return "reads the clock: use Clock"
    }
    if (node.type === "MemberExpression" && isGlobal(node.object, "Math") && isGlobal(node.property, "random")) {
      return "rolls dice: use Random"
    }
    if (node.type === "NewExpression" && isGlobal(node.callee, "Date") && [node.arguments].flat().length === 0) {
      return "reads the clock: use Clock"
    }
    if (node.type !== "Identifier" || typeof node.name !== "string") return undefined
    return machine.includes(node.name) && !own.has(node.name) && !labels.has(node)
      ? `reaches for ${node.name}: use a service`
      : undefined
  })
}

/** Platforms, vendors and database products; `console` and `sql` are also plain words. */
const products = new RegExp(
  [
    ...["src/adapters/chat", "src/adapters/backend", "src/adapters/store"].flatMap(adaptersIn),
    ...["discord", "slack", "telegram", "matrix\\.org", "whatsapp", "claude", "anthropic", "codex", "openai"],
    ...["opencode", "gemini", "console adapter", "sqlite", "postgres", "mysql", "mongo", "redis", "keyv"]
  ]
    .filter((name) => name !== "console" && name !== "sql")
    .join("|"),
  "i"
)

describe("the core", () => {
  it("goes around no type", () => assert.deepStrictEqual(complaints(core, around), []))

  it("reaches for no clock and no machine", () => assert.deepStrictEqual(core.flatMap(reached), []))

  it("names no platform, no vendor and no database product", () => assert.deepStrictEqual(mentions(core, products), []))

  it("is seen when it does", () => {
    const made = (text: string): Source => parse("src/core/Made.ts", text)
    const arounds = (text: string) => complaints([made(text)], around).length
    const reaches = (text: string) => reached(made(text)).length
    assert.strictEqual(arounds('import { x as y } from "./X.ts"\nconst z = { a: 1 } as const satisfies object'), 0)
    assert.strictEqual(arounds("const x = y as string"), 1)
    assert.strictEqual(arounds("const x = y as unknown as string"), 2)
    assert.strictEqual(arounds("const x = <string>y"), 1)
    assert.strictEqual(arounds("const x = y!.z"), 1)
    assert.strictEqual(arounds("let x!: string"), 1)
    assert.strictEqual(arounds("const x: Array<any> = []"), 1)
    assert.strictEqual(reaches("const at = new Date(millis); const text = 'Date.now() setTimeout' // console.log"), 0)
    assert.strictEqual(reaches("const f = (process: Child) => process.exit; const o = { fetch: 1 }; o.fetch"), 0)
    assert.strictEqual(reaches("const at = new Date()"), 1)
    assert.strictEqual(reaches("const at = Date.now"), 1)
    assert.strictEqual(reaches("globalThis.setTimeout(f)"), 1)
    assert.strictEqual(reaches("const wait = setTimeout"), 1)
    assert.strictEqual(reaches("const { env } = process"), 1)
    assert.strictEqual(reaches("const o = { fetch }"), 1)
  })
})
