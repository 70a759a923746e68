/** Every adapter of chat and of coding CLIs introduces itself, stands in its kind's list and is held to its contract. */
import { assert, describe, it } from "vitest"
import { adaptersIn, exportsOf, filesBelow, importsOf, parse, readText } from "./Sources.ts"

const kinds = [
  { folder: "src/adapters/chat", list: "src/bot/PlatformList.ts", suite: "platformSuite" },
  { folder: "src/adapters/backend", list: "src/bot/BackendList.ts", suite: "backendSuite" }
]

const programs = filesBelow("test", ".ts")
  .filter((path) => !path.startsWith("test/architecture/"))
  .map((path) => ({ path, text: readText(path) }))

for (const { folder, list, suite } of kinds) {
  const names = adaptersIn(folder)
  const listed = importsOf(parse(list, readText(list))).map(({ target }) => target)
  const judges = programs.filter(({ text }) => text.includes(`${suite}(`)).map(({ path }) => path)

  describe(`adapters in ${folder}`, () => {
    it("are there", () => assert.isNotEmpty(names))

    for (const name of names) {
      it(`${name} has a manifest`, () => {
        const index = `${folder}/${name}/index.ts`
        assert.include(exportsOf(parse(index, readText(index))), "manifest")
      })

      it(`${name} stands in its kind's list`, () => assert.include(listed, `${folder}/${name}/index.ts`))

      it(`${name} is held to the contract, by a harness of its own or by a test that calls ${suite}`, () => {
        const harness = `${folder.replace("src/", "test/")}/${name}/Harness.ts`
        const judging = programs.filter(
          ({ path, text }) => path === harness || (judges.includes(path) && new RegExp(`\\b${name}\\b`).test(text))
        )
        assert.isNotEmpty(judging)
      })
    }
  })
}
