/** What a worker asks, answered here as anywhere else. */
import type { Answer, Ask } from "../../../../../../core/model/Ask.ts"
import { AskCard } from "../../asks/AskCard.tsx"
import { ask as call } from "../../live/Ask.ts"
import { useMay } from "../../live/Self.ts"
import type { WorkerLine } from "./JobReading.ts"

export interface WorkerAsksProps {
  readonly line: WorkerLine
}

export const WorkerAsks = ({ line: { asks, session, worker } }: WorkerAsksProps) => {
  const mayAnswer = useMay("approve")
  const answer = async ({ id }: Ask, given: Answer): Promise<string | undefined> => {
    const done = await call((service) => service.AnswerAsk({ session, ask: id, answer: given }))
    if (!done.ok) return done.refusal.detail
    return done.value ? undefined : "somebody else answered first, or it is over"
  }
  return (
    <div className="mt-2 flex flex-col gap-2">
      {asks.map((each) => (
        <AskCard
          key={each.id}
          ask={each}
          agent={worker.task.agent}
          mayAnswer={mayAnswer}
          onAnswer={(given) => answer(each, given)}
        />
      ))}
    </div>
  )
}
