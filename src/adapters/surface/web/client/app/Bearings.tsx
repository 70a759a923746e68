/**
 * Keeps true what is shown around every page: who is signed in, and what waits for a person. Draws nothing.
 */
import { useEffect } from "react"
import type { Scope } from "../../../../../core/control/protocol/Visitor.ts"
import { useBoard } from "../live/Board.ts"
import { useSelf } from "../live/Self.ts"
import { setCount } from "./Counts.ts"
import { usePerson } from "./Person.ts"

const roles: ReadonlyArray<readonly [Scope, string]> = [
  ["administer", "administrator"],
  ["approve", "approver"],
  ["talk", "member"],
  ["read", "reader"]
]

export const Bearings = () => {
  const asking = useBoard(({ board }) => board?.asking.length ?? 0)
  const failed = useBoard(({ board }) => board?.failed.length ?? 0)
  const running = useBoard(({ board }) => board?.running.length ?? 0)
  const self = useSelf().value
  useEffect(() => setCount("now", asking + failed, true), [asking, failed])
  useEffect(() => setCount("sessions", running), [running])
  useEffect(() => {
    if (self === undefined) return
    const role = roles.find(([scope]) => self.may.includes(scope))?.[1] ?? ""
    usePerson.setState({ person: { name: self.person.name, role } })
  }, [self])
  return null
}
