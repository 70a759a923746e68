/**
 * What came of a job, as Markdown and files: of one worker its whole answer, of many the beginning of each, of a chain
 * what its last step gave. What is too long to be shown whole goes into files, few whatever the number of workers. Pure.
 */
import { phaseOf, type Worker } from "../model/Worker.ts"
import type { ChatCapabilities } from "../ports/ChatPlatform.ts"
import type { JobView } from "../workers/JobStanding.ts"
import { outcomeWords } from "./Closing.ts"
import { condenseDiffs } from "./Diffs.ts"
import { fenced } from "./Fences.ts"
import { closeFence, healMarkdown } from "./Heal.ts"
import { code, plain } from "./Inline.ts"
import type { Slot } from "./Slot.ts"
import { firstPieces } from "./Split.ts"
import { tablesAsText } from "./Tables.ts"
import * as Words from "./Words.ts"
import { titleOf } from "./WorkerRows.ts"
import * as WorkerWords from "./WorkerWords.ts"

type FileSlot = Extract<Slot, { readonly _tag: "File" }>

export interface Answers {
  readonly markdown: string
  readonly files: ReadonlyArray<FileSlot>
}

const mostFiles = 3
const mostNamed = 5
const leastEach = 120
const mostEach = 600
const longestStructured = 1_200

const joined = (...parts: ReadonlyArray<string>): string => parts.filter((part) => part !== "").join("\n\n")

/** `check-the-parser.md`; the id where a title has no letters. */
const fileName = (worker: Worker, extension: string): string => {
  const slug = worker.title
    .slice(0, 200)
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 40)
  return `${slug || worker.id}.${extension}`
}

const textFile = (key: string, name: string, content: string): FileSlot => ({
  _tag: "File",
  key,
  name,
  mediaType: name.endsWith(".json") ? "application/json" : "text/markdown",
  content
})

const structuredOf = ({ result }: Worker): string | undefined =>
  result?.outcome._tag === "Done" && result.outcome.structured !== undefined
    ? JSON.stringify(result.outcome.structured, null, 2)
    : undefined

/** The whole of what it gave, as it is kept in a file. */
const wholeOf = (worker: Worker): string => structuredOf(worker) ?? worker.result?.text.trim() ?? ""

const shownText = (worker: Worker, { tables }: ChatCapabilities): string => {
  const structured = structuredOf(worker)
  if (structured !== undefined) return fenced(structured, "json")
  const raw = worker.result?.text ?? ""
  const whole = phaseOf(worker) === "done" ? closeFence(raw) : healMarkdown(raw)
  return tables ? whole : tablesAsText(whole)
}

/** Why it has no better answer; empty for one that is done. */
const outcomeOf = (worker: Worker, hasText: boolean): string => {
  const { result, task } = worker
  if (result === undefined) return ""
  const phase = phaseOf(worker)
  if (phase === "timed-out") return WorkerWords.timedOut(task.timeoutMillis)
  if (phase === "interrupted")
    return Words.facts(`${Words.failed} ${WorkerWords.interrupted}`, Words.remedies.interrupted)
  if (phase === "cancelled") {
    // The tree says it; who ended it knows why.
    if (!hasText) return ""
    const by = worker.cut?.by ?? (result.outcome._tag === "Stopped" ? result.outcome.by : undefined)
    return by === undefined
      ? Words.dim(WorkerWords.phases.cancelled)
      : Words.dim(WorkerWords.cancelledBy(plain(by, 80)))
  }
  const { elapsedMillis, outcome } = result
  return outcomeWords({ outcome, elapsedMillis, startedAt: result.at - elapsedMillis }, hasText)
}

const filesLine = ({ result }: Worker): string => {
  const files = result?.files ?? []
  if (files.length === 0) return ""
  const named = files.slice(0, mostNamed).map((file) => code(file, 80))
  return Words.dim(WorkerWords.files(named, files.length - named.length))
}

/** One worker speaks for itself: its answer as that of a turn. */
const alone = (worker: Worker, capabilities: ChatCapabilities): Answers => {
  const structured = structuredOf(worker)
  if (structured !== undefined && structured.length > longestStructured && capabilities.uploads) {
    const name = fileName(worker, "json")
    return {
      markdown: joined(Words.dim(WorkerWords.wholeIn(name)), filesLine(worker)),
      files: [textFile("file-0", name, structured)]
    }
  }
  const text = shownText(worker, capabilities)
  const { file, markdown } = capabilities.uploads ? condenseDiffs(text) : { file: "", markdown: text }
  const diff: FileSlot = { ...textFile("file-0", Words.diffFile, file), mediaType: "text/x-diff" }
  return {
    markdown: joined(markdown, outcomeOf(worker, text !== ""), filesLine(worker)),
    files: file === "" ? [] : [diff]
  }
}

const together = (workers: ReadonlyArray<Worker>): FileSlot =>
  workers.every((worker) => structuredOf(worker) !== undefined)
    ? textFile(
        "file-0",
        WorkerWords.structuredFile,
        `[\n${workers.map((worker) => `{"title": ${JSON.stringify(worker.title)}, "result": ${wholeOf(worker)}}`).join(",\n")}\n]\n`
      )
    : textFile(
        "file-0",
        WorkerWords.resultsFile,
        workers.map((worker) => `# ${plain(worker.title, 200)}\n\n${wholeOf(worker)}\n`).join("\n")
      )

const filesOf = (long: ReadonlyArray<Worker>): ReadonlyArray<FileSlot> => {
  if (long.length > mostFiles) return [together(long)]
  const taken = new Set<string>()
  return long.map((worker, index) => {
    const extension = structuredOf(worker) === undefined ? "md" : "json"
    const wanted = fileName(worker, extension)
    const name = taken.has(wanted) ? `${worker.id}.${extension}` : wanted
    taken.add(name)
    return textFile(`file-${index}`, name, wholeOf(worker))
  })
}

/** Of several: the beginning of each under its title. */
const each = (workers: ReadonlyArray<Worker>, capabilities: ChatCapabilities): Answers => {
  const { maxLength, measure, uploads } = capabilities
  const room = Math.max(leastEach, Math.min(mostEach, Math.floor((maxLength * 0.8) / workers.length)))
  const said = workers.flatMap((worker) => {
    const text = shownText(worker, capabilities)
    const outcome = outcomeOf(worker, text.trim() !== "")
    if (text.trim() === "" && outcome === "") return []
    const [head = "", more] = firstPieces(text, { maxLength: room, measure }, 2)
    return [{ worker, head, outcome, long: more !== undefined }]
  })
  const files = uploads ? filesOf(said.flatMap(({ long, worker }) => (long ? [worker] : []))) : []
  let next = 0
  const markdown = said.map(({ head, long, outcome, worker }) => {
    const file = files.length === 1 ? files[0] : long ? files[next++] : undefined
    const whole = long ? (file === undefined ? "…" : WorkerWords.wholeIn(file.name)) : ""
    const ending = [Words.dim(whole), outcome, filesLine(worker)].filter((line) => line !== "").join("\n")
    const title = `**${titleOf(worker)}**`
    return head === "" ? `${title}\n${ending}` : joined(`${title}\n${head}`, ending)
  })
  return { markdown: markdown.join("\n\n"), files }
}

export const answersOf = ({ job, workers }: JobView, capabilities: ChatCapabilities): Answers => {
  const { chain } = job
  if (chain === undefined) {
    const [only, ...others] = workers
    return only !== undefined && others.length === 0 ? alone(only, capabilities) : each(workers, capabilities)
  }
  if (chain.text !== undefined) {
    const last = workers.filter(({ step }) => step === chain.steps.at(-1)?.name)
    const [only, ...others] = last
    if (only !== undefined && others.length === 0) return alone(only, capabilities)
    const text = closeFence(chain.text)
    return { markdown: capabilities.tables ? text : tablesAsText(text), files: [] }
  }
  const why =
    chain.failed === undefined ? "" : WorkerWords.brokeOff(plain(chain.failed.step, 40), plain(chain.failed.why, 300))
  const broken = each(
    workers.filter((worker) => phaseOf(worker) !== "done" && phaseOf(worker) !== "cancelled"),
    capabilities
  )
  return { markdown: joined(why, broken.markdown), files: broken.files }
}
