/**
 * Whether a person sits in front of this process and can be asked something. Commands ask nobody in a script.
 */
import * as Context from "effect/Context"

export const Interactive = Context.Reference<boolean>("orchestrator/bot/Interactive", {
  defaultValue: () => process.stdin.isTTY === true && process.stdout.isTTY === true
})
