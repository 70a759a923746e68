/**
 * A scripted `Api` that gives every message the same id, and whose script can be changed on the way.
 */
import { Redacted } from "effect"
import { faults, makeScriptedApi, type Script } from "./ScriptedApi.ts"

export const makeTokenApi = (script: Script = () => ({ id: "900" })) => {
  let answer = script
  const scripted = makeScriptedApi((request) => answer(request))
  const respond = (next: Script) => {
    answer = next
  }
  return { ...scripted, respond }
}
export type TokenApi = ReturnType<typeof makeTokenApi>

export const token = Redacted.make("secret")

export const { gone, limited } = faults
export const unreachable = faults.unreachable()
