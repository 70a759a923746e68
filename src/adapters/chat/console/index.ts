/**
 * The terminal introduces itself. Node's process and os modules: the standard streams as such, and who sits at them, have
 * no Effect module that tells of keys and window sizes.
 */
import { userInfo } from "node:os"
import process from "node:process"
import * as Effect from "effect/Effect"
import { type Check, definePlatform } from "../../../core/ports/Manifest.ts"
import { terminalCapabilities } from "./Capabilities.ts"
import { makeConsole } from "./Console.ts"
import { ConsoleConfig } from "./ConsoleConfig.ts"

/** An account without a name (a container's) is still the owner of this machine's service. */
const userName = (environment: Readonly<Record<string, string>>) =>
  Effect.try(() => userInfo().username).pipe(
    Effect.orElseSucceed(() => environment.USER ?? ""),
    Effect.map((name) => (name === "" ? "owner" : name))
  )

const found = (): string =>
  process.stdin.isTTY === true && process.stdout.isTTY === true
    ? `a terminal of ${process.stdout.columns} x ${process.stdout.rows}`
    : "no terminal: lines in, answers out"

export const manifest = definePlatform({
  name: "console",
  title: "Terminal",
  config: ConsoleConfig,
  capabilities: terminalCapabilities,
  create: (config, { directory, environment }) =>
    Effect.flatMap(userName(environment), (user) =>
      makeConsole({
        config,
        input: process.stdin,
        output: process.stdout,
        errors: process.stderr,
        user,
        directory,
        colored: (environment.NO_COLOR ?? "") === ""
      })
    ),
  checks: () => Effect.sync((): ReadonlyArray<Check> => [{ name: "terminal", state: "ok", found: found(), fix: "" }])
})
