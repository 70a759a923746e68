/** What each way of asking means, for people. */
import type { Permissions } from "../../../../../../core/model/Agent.ts"

export const permissionWords: Readonly<Record<Permissions, string>> = {
  plan: "reads and plans; changes nothing",
  ask: "asks before it changes or runs anything",
  "accept-edits": "edits files without asking; asks before it runs commands",
  full: "never asks: it does whatever it decides to"
}
