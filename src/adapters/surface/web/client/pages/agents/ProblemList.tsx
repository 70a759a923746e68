/** What is wrong in a file, each with its line. */
import type { AgentList } from "../../../../../../core/control/protocol/AgentRpcs.ts"
import { Foreign } from "../../ui/Foreign.tsx"

type Problem = AgentList["disabled"][number]["problems"][number]

export interface ProblemListProps {
  readonly problems: ReadonlyArray<Problem>
}

const placeOf = ({ file, line }: Problem): string => (line === undefined ? file : `${file}:${line}`)

export const ProblemList = ({ problems }: ProblemListProps) => (
  <ul className="mt-1 flex flex-col gap-1 text-sm">
    {problems.map((problem, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: they have nothing else of their own
      <li key={index} className="min-w-0 break-words">
        <code className="text-muted text-xs">
          <Foreign text={placeOf(problem)} />
        </code>{" "}
        <span className={problem.severity === "error" ? "text-bad" : "text-muted"}>
          <Foreign text={problem.key === "" ? problem.text : `${problem.key}: ${problem.text}`} />
        </span>
      </li>
    ))}
  </ul>
)
