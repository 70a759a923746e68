/** The store of the transcript that is shown, for its parts: each looks at its own turn alone. */
import { createContext, useContext } from "react"
import type { TranscriptTurn } from "../../../../../core/control/protocol/TranscriptState.ts"
import type { TurnId } from "../../../../../core/model/Ids.ts"
import { type TranscriptSeen, type TranscriptStore, transcriptStore, turnIn } from "./TranscriptStore.ts"

export const TranscriptContext = createContext<TranscriptStore>(transcriptStore())

export const useTranscript = <A>(select: (seen: TranscriptSeen) => A): A => useContext(TranscriptContext)(select)

export const useTranscriptTurn = (turn: TurnId): TranscriptTurn | undefined =>
  useTranscript((seen) => turnIn(seen, turn))
