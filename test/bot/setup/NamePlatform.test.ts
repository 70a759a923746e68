import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { readYaml } from "../../../src/bot/config/YamlText.ts"
import { withPlatform } from "../../../src/bot/setup/NamePlatform.ts"

const added = (text: string) => withPlatform(text, "parlour", {})

describe("naming a platform in the configuration", () => {
  it("adds one line and leaves every other one as a person wrote it", () => {
    const mine = `# my settings
default:   scout   # who else

platforms:   # where we talk
    # the screen in the hall
    console: {}
lane:
    capacity: 3
# the end
`
    assert.strictEqual(added(mine), mine.replace("# where we talk\n", "# where we talk\n    parlour: {}\n"))
    assert.strictEqual(added("finish: auto"), "finish: auto\nplatforms:\n  parlour: {}\n")
    assert.strictEqual(added("# nothing yet\n"), "# nothing yet\nplatforms:\n  parlour: {}\n")
    assert.strictEqual(added("platforms:\nfinish: auto\n"), "platforms:\n  parlour: {}\nfinish: auto\n")
    assert.strictEqual(withPlatform("", "parlour", { room: "a: b" }), 'platforms:\n  parlour: {"room":"a: b"}\n')
  })

  it("keeps the example file whole, with its keys behind a #", () => {
    const example = readFileSync(resolve(import.meta.dirname, "../../../config/orchestrator.example.yaml"), "utf8")
    const text = added(example) ?? ""
    assert.deepStrictEqual(
      text.split("\n").filter((line) => line !== "  parlour: {}"),
      example.split("\n")
    )
  })

  it("also finds its way into braces", () => {
    assert.strictEqual(added("platforms: {console: {}} # ours\n"), "platforms: {console: {}, parlour: {}} # ours\n")
    for (const text of ["platforms: {}\n", "{finish: auto}\n", "platforms: ~\nfinish: auto\n", "finish: auto\n...\n"]) {
      const yaml = readYaml(added(text) ?? "")
      assert.deepStrictEqual(Result.isSuccess(yaml) ? yaml.success.values.platforms : yaml.failure, { parlour: {} })
    }
  })

  it("changes nothing where the platform is named, with or without settings", () => {
    for (const text of ["platforms:\n  parlour:\n    room: lobby\n", "platforms:\n  parlour:\n"]) {
      assert.strictEqual(added(text), text)
    }
  })

  it("changes nothing that it could not give back whole", () => {
    assert.isUndefined(added("platforms: [console]\n"))
    assert.isUndefined(added("platforms: console\n"))
  })
})
