/**
 * Opens an address in the browser of whoever sits at this machine, where there is one to see. Owns when that is: never in
 * a script, on a server, over a connection from elsewhere, or when it was said that it is not wanted; and that nobody else
 * learns the address.
 */
// why node:child_process: a browser outlives whoever opened it, and Effect's children end with their scope
import { spawn } from "node:child_process"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
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

const start = (program: string, file: string) =>
  Effect.sync(() => {
    const child = spawn(program, [file], { detached: true, stdio: "ignore" })
    child.on("error", () => {})
    child.unref()
  })

/** Starts the program with the file and waits for nothing. */
export const Opener = Context.Reference<(program: string, file: string) => Effect.Effect<void>>(
  "orchestrator/bot/Opener",
  {
    defaultValue: () => start
  }
)

/** In sight, because browsers that are packed by themselves are shown nothing hidden of a person's folder. */
const fileName = "orchestrator-sign-in.html"
/** The browser has read it by then. */
const keptFor = "1 minute"

const leading = (url: string): string => {
  const address = url.replace(/&/g, "&amp;").replace(/"/g, "&quot;")
  return `<!doctype html>
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=${address}">
<title>the orchestrator</title>
<a href="${address}">go on to the dashboard</a>
`
}

/** A file that leads there, for this person's eyes alone. Gone after a minute, or with the scope. */
const fileTo = Effect.fnUntraced(function* (url: string, folder: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const file = path.join(folder, fileName)
  const remove = fs.remove(file, { force: true })
  const write = Effect.andThen(remove, fs.writeFileString(file, leading(url), { flag: "wx", mode: 0o600 }))
  yield* Effect.acquireRelease(write, () => Effect.ignore(remove))
  yield* Effect.forkScoped(Effect.delay(Effect.ignore(remove, { log: "Warn" }), keptFor))
  return file
})

/**
 * Returns whether a browser was asked to open it; where that leads to nothing, the address still stands on the screen. What
 * a program is started with can be read by everybody on the machine, and the address lets somebody in: it stands in a file.
 */
export const openBrowser = Effect.fn("openBrowser")(function* (url: string, desk: Desk) {
  const program = openerAt(desk)
  const folder = desk.environment.HOME ?? ""
  if (program === undefined || folder === "") return false
  if ((yield* findProgram(program, desk.environment)) === undefined) return false
  const file = yield* Effect.option(fileTo(url, folder))
  if (Option.isNone(file)) return false
  const open = yield* Opener
  yield* open(program, file.value)
  return true
})
