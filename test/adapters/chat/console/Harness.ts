/** The terminal in the three ways in which it is used. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import type { MakeHarness } from "../../../contract/PlatformSuite.ts"
import { makeRig, type RigOptions } from "../../../support/ConsoleRig.ts"

/** What a terminal would obey. Its own cursor movements are none of these. */
const hazards = ["\u001b[2J", "\u001b]", "\u0007", "\u009b", "\u202e"]

const harness = (options: RigOptions, line: (text: string) => string): MakeHarness =>
  Effect.gen(function* () {
    const rig = yield* makeRig({ ...options, columns: 80, rows: 24, listen: false })
    let last = ""
    return {
      platform: rig.platform,
      conversation: rig.conversation,
      say: (text: string) => {
        last = line(text)
        return rig.type(last)
      },
      ...(options.config?.mode === "json" ? { repeat: Effect.suspend(() => rig.type(last)) } : {}),
      hangUp: rig.end,
      files: Effect.sync(() => {
        if (options.config?.mode === "json") {
          return rig.output.text
            .split("\n")
            .filter((line) => line.includes('"op":"upload"') && !line.includes('"repeated":true'))
            .map((line) => Buffer.from(JSON.parse(line).content, "base64"))
        }
        const folder = join(rig.directory, "files")
        return readdirSync(folder).map((name) => readFileSync(join(folder, name)))
      }),
      seen: Effect.sync(() => rig.output.text + rig.errors.text),
      hazards
    }
  }).pipe(Effect.orDie)

let said = 0

export const harnesses: Readonly<Record<string, MakeHarness>> = {
  terminal: harness({ tty: true }, (text) => `${text}\r`),
  piped: harness({ tty: false }, (text) => `${text}\n`),
  json: harness(
    { tty: false, config: { mode: "json" } },
    (text) => `${JSON.stringify({ say: text, id: `m${++said}` })}\n`
  )
}
