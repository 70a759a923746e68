/**
 * Opens an address in the browser of whoever sits at this machine, where there is one to see. Owns when that is: never in
 * a script, on a server, over a connection from elsewhere, or when it was said that it is not wanted.
 */
// why node:child_process: a browser outlives whoever opened it, and Effect's children end with their scope
import { spawn } from "node:child_process"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { findProgram } from "./FindProgram.ts"

export interface Desk {
  readonly platform: NodeJS.Platform
  readonly environment: Readonly<Record<string, string>>
}

/** The program that opens an address in front of this person; undefined when nobody would see it. */
export const openerAt = ({ environment, platform }: Desk): string | undefined => {
  const has = (name: string) => (environment[name] ?? "") !== ""
  if (["CI", "ORCHESTRATOR_NO_BROWSER", "SSH_CONNECTION", "SSH_TTY"].some(has)) return undefined
  if (platform === "darwin") return "open"
  if (platform !== "linux") return undefined
  if (has("WSL_DISTRO_NAME")) return "wslview"
  return has("DISPLAY") || has("WAYLAND_DISPLAY") ? "xdg-open" : undefined
}

const start = (program: string, url: string) =>
  Effect.sync(() => {
    const child = spawn(program, [url], { detached: true, stdio: "ignore" })
    child.on("error", () => {})
    child.unref()
  })

/** Starts the program with the address and waits for nothing. */
export const Opener = Context.Reference<(program: string, url: string) => Effect.Effect<void>>(
  "orchestrator/bot/Opener",
  { defaultValue: () => start }
)

/** Returns whether a browser was asked to open it; where that leads to nothing, the address still stands on the screen. */
export const openBrowser = Effect.fn("openBrowser")(function* (url: string, desk: Desk) {
  const program = openerAt(desk)
  if (program === undefined || (yield* findProgram(program, desk.environment)) === undefined) return false
  const open = yield* Opener
  yield* open(program, url)
  return true
})
