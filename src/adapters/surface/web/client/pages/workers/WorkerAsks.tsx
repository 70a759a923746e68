/** What a worker asks, answered here as anywhere else. */
import { useMemo } from "react"
import { AskCard } from "../../asks/AskCard.tsx"
import { giveAnswer } from "../../asks/GiveAnswer.ts"
import { useOvertaken } from "../../asks/Overtaken.ts"
import { useMay } from "../../live/Self.ts"
import type { WorkerLine } from "./JobReading.ts"

export interface WorkerAsksProps {
  readonly line: WorkerLine
}

export const WorkerAsks = ({ line: { asks, session, worker } }: WorkerAsksProps) => {
  const mayAnswer = useMay("approve")
  useOvertaken(useMemo(() => asks.map((ask) => ({ session, ask })), [asks, session]))
  if (asks.length === 0) return null
  return (
    <div className="mt-2 flex flex-col gap-2">
      {asks.map((each) => (
        <AskCard
          key={each.id}
          ask={each}
          session={session}
          agent={worker.task.agent}
          mayAnswer={mayAnswer}
          onAnswer={(given) => giveAnswer(session, each.id, given)}
        />
      ))}
    </div>
  )
}
