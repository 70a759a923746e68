/** What the lines of a diff are, and how many were added and removed: also where what was changed looks like a diff. */
import { assert, describe, it } from "@effect/vitest"
import { diffCounts, diffLines } from "../../../../../../src/adapters/surface/web/client/ui/DiffLines.ts"

const kinds = (...lines: ReadonlyArray<string>) => diffLines(lines.join("\n")).map(({ kind }) => kind)

describe("the lines of a diff", () => {
  it("are what their first character says, and what stands around a hunk is about the file", () => {
    const text = [
      "diff --git a/x.ts b/x.ts",
      "index 1..2 100644",
      "--- a/x.ts",
      "+++ b/x.ts",
      "@@ -1,2 +1,3 @@ here",
      " same",
      "-old",
      "+new",
      "+more",
      "--- a/y.ts",
      "+++ b/y.ts",
      "@@ -4 +4 @@",
      "-a",
      "+b",
      ""
    ]
    assert.deepStrictEqual(kinds(...text), [
      ...["about", "about", "about", "about", "hunk", "same", "removed", "added", "added"],
      ...["about", "about", "hunk", "removed", "added"]
    ])
    assert.deepStrictEqual(diffCounts(diffLines(text.join("\n"))), { added: 3, removed: 2 })
  })

  it("of a hunk are not taken for names of files, whatever was written in them", () => {
    assert.deepStrictEqual(kinds("@@ -1,3 +1,3 @@", "----", "--- a note in sql", "+++ b", "++++", " rest"), [
      ...["hunk", "removed", "removed", "added", "added", "same"]
    ])
  })

  it("without any hunk are told apart all the same", () => {
    assert.deepStrictEqual(kinds("+---", "+title: x", "+---"), ["added", "added", "added"])
    assert.deepStrictEqual(kinds("--- a", "+++ b", "-1", "+2"), ["about", "about", "removed", "added"])
  })
})
