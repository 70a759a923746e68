/** What the first page brings with it: nothing that only some page needs, however it got into a part that all share. */
import { readFileSync } from "node:fs"
import { dirname, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "vitest"

const client = fileURLToPath(new URL("../../src/adapters/surface/web/client/", import.meta.url))

/** Every file that is loaded together with it; what is imported when it is needed is not. */
const loadedWith = (file: string, known = new Set<string>()): ReadonlySet<string> => {
  if (known.has(file)) return known
  known.add(file)
  const text = readFileSync(file, "utf8")
  for (const [, typeOnly, from = ""] of text.matchAll(/^(?:import|export)\s(type\s)?[^"]*?from "([^"]+)"/gm)) {
    if (typeOnly !== undefined) continue
    if (!from.startsWith(".")) known.add(from)
    else if (/\.tsx?$/.test(from)) loadedWith(resolve(dirname(file), from), known)
  }
  return known
}

describe("what is loaded at first", () => {
  for (const page of [
    "main.tsx",
    "pages/now/NowPage.tsx",
    "pages/health/HealthPage.tsx",
    "pages/people/PeoplePage.tsx"
  ]) {
    it(`reads no Markdown: ${page}`, () => {
      const loaded = loadedWith(`${client}${page}`)
      assert.isAbove(loaded.size, 10)
      assert.isFalse(loaded.has("react-markdown"))
    })
  }

  it("is found where it is needed", () => {
    assert.isTrue(loadedWith(`${client}pages/session/SessionPage.tsx`).has("react-markdown"))
  })
})
