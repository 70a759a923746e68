/**
 * `orchestrator version`: which version this is and what it runs on, for a report of a fault.
 */
import * as Console from "effect/Console"
import * as Command from "effect/cli/Command"
import { version as product } from "../Version.ts"

export const version = Command.make("version", {}, () =>
  Console.log(`orchestrator ${product} (node ${process.versions.node}, ${process.platform} ${process.arch})`)
).pipe(Command.withDescription("Shows the version"))
