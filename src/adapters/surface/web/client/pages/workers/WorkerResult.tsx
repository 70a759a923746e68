/** What a worker was asked for and what came of it: text, structure, files. */
import type { Worker } from "../../../../../../core/model/Worker.ts"
import * as Words from "../../../../../../core/render/Words.ts"
import { CodeBlock } from "../../ui/CodeBlock.tsx"
import { Collapsible } from "../../ui/Collapsible.tsx"
import { CopyButton } from "../../ui/CopyButton.tsx"
import { Foreign } from "../../ui/Foreign.tsx"
import { Markdown } from "../../ui/Markdown.tsx"

export interface WorkerResultProps {
  readonly worker: Worker
  readonly open: boolean
}

const mostFiles = 50
const longestGlimpse = 120

/** The beginning of an answer, without the signs of its form. */
const glimpseOf = (text: string): string => {
  const [line = ""] = text.split("\n", 1)
  const plain = line.replace(/^[#>\-*\s]+/, "").replace(/[*`_]/g, "")
  return plain.length > longestGlimpse ? `${plain.slice(0, longestGlimpse - 1)}…` : plain
}

export const WorkerResult = ({ worker, open }: WorkerResultProps) => {
  const { result, task } = worker
  const text = result?.text.trim() ?? ""
  const structured = result?.outcome._tag === "Done" ? result.outcome.structured : undefined
  const files = result?.files ?? []
  const key = `${worker.id}~${worker.attempt}`
  return (
    <div className="mt-1 flex flex-col gap-1">
      <Collapsible id={`task ${key}`} summary="task">
        <p className="whitespace-pre-wrap break-words py-1 text-sm">
          <Foreign text={task.text} />
        </p>
      </Collapsible>
      {structured !== undefined && (
        <Collapsible id={`structured ${key}`} summary="answer by its schema" defaultOpen={open}>
          <CodeBlock language="json" text={JSON.stringify(structured, undefined, 2)} />
        </Collapsible>
      )}
      {text !== "" && (
        <Collapsible
          id={`result ${key}`}
          summary={
            <span className="block truncate">
              {result?.outcome._tag === "Done" ? "answer" : "what it said so far"}
              {!open && (
                <span className="text-faint">
                  {" "}
                  · <Foreign text={glimpseOf(text)} />
                </span>
              )}
            </span>
          }
          defaultOpen={open && structured === undefined}
        >
          <div className="py-1">
            <Markdown text={text} />
            <div className="mt-2">
              <CopyButton text={text} label="copy the answer" spelled />
            </div>
          </div>
        </Collapsible>
      )}
      {files.length > 0 && (
        <Collapsible id={`files ${key}`} summary={Words.count(files.length, "file")}>
          <ul className="flex flex-col gap-0.5 py-1">
            {files.slice(0, mostFiles).map((file) => (
              <li key={file} className="break-all font-mono text-xs">
                <Foreign text={file} />
              </li>
            ))}
            {files.length > mostFiles && <li className="label-line">and {files.length - mostFiles} more</li>}
          </ul>
        </Collapsible>
      )}
    </div>
  )
}
