// @vitest-environment happy-dom
/** Health: what is wrong first with something to copy, and who can do what in words for those who do not see signs. */
import { afterEach, assert, describe, it } from "vitest"
import { AbilityTable } from "../../../../../../../src/adapters/surface/web/client/pages/health/AbilityTable.tsx"
import { checkGroups, verdict } from "../../../../../../../src/adapters/surface/web/client/pages/health/CheckGroups.ts"
import { CheckLine } from "../../../../../../../src/adapters/surface/web/client/pages/health/CheckLine.tsx"
import { commandIn } from "../../../../../../../src/adapters/surface/web/client/ui/CommandIn.ts"
import type { Ability, HealthCheck } from "../../../../../../../src/core/control/protocol/ReportRpcs.ts"
import { draw, eraseAll, isThere } from "../../Drawn.tsx"

afterEach(eraseAll)

const check = (group: string, name: string, state: HealthCheck["state"]): HealthCheck => ({
  group,
  name,
  state,
  found: "x",
  fix: state === "ok" ? "" : "run: chmod 600 '.env'"
})

describe("health", () => {
  it("puts what failed first, among groups and within them", () => {
    const checks = [
      check("machine", "node", "ok"),
      check("data", "space", "warning"),
      check("chat", "a", "ok"),
      check("chat", "b", "failed")
    ]
    assert.deepStrictEqual(
      checkGroups(checks).map(({ checks: found, group }) => [group, ...found.map(({ name }) => name)]),
      [
        ["chat", "b", "a"],
        ["data", "space"],
        ["machine", "node"]
      ]
    )
    assert.deepStrictEqual(verdict(checks), { state: "failed", words: "1 failed · 1 warning" })
    assert.strictEqual(verdict([]).words, "everything is fine")
  })

  it("knows the command in a fix", () => {
    const parts = (fix: string) => Object.values(commandIn(fix) ?? {})
    assert.deepStrictEqual(parts("run: chmod 600 '.env'"), ["run: ", "chmod 600 '.env'", ""])
    assert.deepStrictEqual(parts("make it yours: chown \"$USER\" '/a b'"), [
      "make it yours: ",
      "chown \"$USER\" '/a b'",
      ""
    ])
    assert.deepStrictEqual(parts("npm i -g cli, or set backends.x.command"), [
      "",
      "npm i -g cli",
      ", or set backends.x.command"
    ])
    assert.deepStrictEqual(parts("install it with `npm i -g cli`, then retry"), [
      "install it with ",
      "npm i -g cli",
      ", then retry"
    ])
    assert.isUndefined(commandIn("put the token into DISCORD_TOKEN, then start again"))
    assert.isUndefined(commandIn("correct its file: config/agents/x.md"))
  })

  it("a fault can be read without seeing its sign, and its remedy copied", async () => {
    const { page } = await draw(<CheckLine check={check("data", ".env", "failed")} />)
    assert.strictEqual(page.querySelector(".sr-only")?.textContent, "failed")
    assert.strictEqual(page.querySelector("code")?.textContent, "chmod 600 '.env'")
    assert.isTrue(isThere("button", "copy the command"))
  })

  it("abilities are words, also where an adapter does not know one of them", async () => {
    const adapter = (name: string, capabilities: Ability["capabilities"]): Ability => ({
      name,
      title: name,
      active: true,
      capabilities
    })
    const connection = { state: "down", detail: "no connection to the gateway" } as const
    const adapters = [
      { ...adapter("one", { buttons: true, "longest message": 2000 }), connection },
      adapter("two", { buttons: false })
    ]
    const { page } = await draw(<AbilityTable title="platforms" adapters={adapters} />)
    const rows = [...page.querySelectorAll("tbody tr")].map((row) => [...row.children].map((cell) => cell.textContent))
    assert.deepStrictEqual(rows, [
      ["buttons", "yes", "no"],
      ["longest message", "2,000", "no"]
    ])
    assert.include(page.querySelector("thead")?.textContent ?? "", "no connection to the gateway")
  })
})
