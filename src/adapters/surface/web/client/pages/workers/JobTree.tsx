/** A job's workers: of a chain under their steps, with what each step waits for. */
import { useMemo } from "react"
import type { JobLine } from "../../../../../../core/control/protocol/WorkerRpcs.ts"
import { phaseOf } from "../../../../../../core/model/Worker.ts"
import * as Words from "../../../../../../core/render/Words.ts"
import * as WorkerWords from "../../../../../../core/render/WorkerWords.ts"
import { type ChainNode, chainTree } from "../../../../../../core/workers/ChainTree.ts"
import { Card } from "../../ui/Card.tsx"
import { Foreign } from "../../ui/Foreign.tsx"
import { StateMark } from "../../ui/StateMark.tsx"
import { waitWords, workersOf } from "./JobReading.ts"
import { WorkerNode } from "./WorkerNode.tsx"

export interface JobTreeProps {
  readonly line: JobLine
  readonly mayAct: boolean
}

const standing = (node: ChainNode, before: ChainNode | undefined): string => {
  if (node.workers.length === 0) {
    if (node.phase === "done") return "nothing to go through"
    if (node.phase !== "waiting" || before === undefined) return node.phase
    return WorkerWords.waitsFor(before.name)
  }
  const done = node.workers.filter((worker) => phaseOf(worker) === "done").length
  return node.map ? `${done} of ${node.workers.length} done` : ""
}

export const JobTree = ({ line, mayAct }: JobTreeProps) => {
  const all = workersOf(line)
  const nodes = useMemo(() => chainTree(line.job, workersOf(line)), [line])
  const byId = new Map(line.workers.map((each) => [each.worker.id, each]))
  const alone = line.workers.length === 1
  /** Within a step nothing says the step's name again. */
  const titleOf = ({ id, title }: (typeof all)[number], step: string | undefined) => {
    const said = step === undefined ? title : title === step ? "" : title.replace(`${step}: `, "")
    return said || (step === undefined ? id : "")
  }
  const rows = (workers: typeof all, step?: string) => (
    <ul className="divide-y">
      {workers.map((worker) => {
        const { id } = worker
        const found = byId.get(id)
        return (
          found !== undefined && (
            <WorkerNode
              key={id}
              line={found}
              job={line.job.id}
              alone={alone}
              waits={phaseOf(worker) === "waiting" ? waitWords(worker, workers) : ""}
              mayAct={mayAct}
              title={titleOf(worker, step)}
              open={alone}
            />
          )
        )
      })}
    </ul>
  )
  if (nodes.length === 0) return <Card flush>{rows(all)}</Card>
  return (
    <ol className="flex flex-col gap-3">
      {nodes.map((node, at) => (
        <li key={node.name} className="min-w-0">
          <Card
            flush={node.workers.length > 0}
            tone={node.phase === "failed" ? "bad" : "plain"}
            title={
              <span className="flex flex-wrap items-center gap-2">
                <StateMark state={node.phase} />
                {at + 1}. {node.name}
                <span className="font-normal text-muted">{Words.facts(standing(node, nodes[at - 1]))}</span>
              </span>
            }
          >
            {node.workers.length === 0 ? (
              <p className="line-clamp-3 whitespace-pre-wrap text-muted text-sm">
                <Foreign text={line.job.chain?.steps[at]?.task ?? ""} />
              </p>
            ) : (
              rows(node.workers, node.name)
            )}
          </Card>
        </li>
      ))}
    </ol>
  )
}
