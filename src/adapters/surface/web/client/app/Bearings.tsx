/** Says, for those who do not see it, what has come to wait for a person and that the connection is lost. Draws nothing. */
import { useEffect, useRef } from "react"
import { askTitle } from "../asks/AskTitle.ts"
import { useBoard } from "../live/Board.ts"
import { useConnection } from "../live/Connection.ts"
import { announce } from "../ui/Announce.ts"

/** What an agent asks from now on. */
const useSaidAsks = () => {
  const turns = useBoard(({ board }) => board?.asking)
  const before = useRef<ReadonlySet<string>>(undefined)
  useEffect(() => {
    if (turns === undefined) return
    const asks = turns.flatMap(({ agent, asks, turn }) =>
      asks.map(({ ask }) => ({ id: `${turn} ${ask.id}`, title: askTitle(ask, agent) }))
    )
    for (const { id, title } of asks) if (before.current?.has(id) === false) announce(title)
    before.current = new Set(asks.map(({ id }) => id))
  }, [turns])
}

const useSaidConnection = () => {
  const state = useConnection((connection) => connection.state)
  const before = useRef(state)
  useEffect(() => {
    if (state === "lost") announce("the connection is lost: what is shown may be old")
    else if (before.current === "lost") announce("connected again")
    before.current = state
  }, [state])
}

export const Bearings = () => {
  useSaidAsks()
  useSaidConnection()
  return null
}
