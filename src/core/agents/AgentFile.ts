/**
 * One agent file as text: keys between two `---` lines, then the persona. Owns which keys there are, how those of a
 * coding CLI's own subagent files are understood, and what is wrong with a value. Does not touch the disk; whether a
 * working directory exists or a permission is granted is decided in `AgentFolders`.
 */
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Agent } from "../model/Agent.ts"
import type { Frontmatter, FrontmatterFault, FrontmatterValues } from "./Frontmatter.ts"
import { nearest } from "./Nearest.ts"
import type { Problem } from "./Problem.ts"
import { schemaProblems, unknownKey } from "./SchemaProblems.ts"
import { WrittenAgentName } from "./WrittenAgentName.ts"

const { persona: _persona, personaVersion: _version, ...modelFields } = Agent.fields

/** The keys of an agent file. */
export const AgentFields = Schema.Struct({
  ...modelFields,
  name: WrittenAgentName,
  description: Schema.NonEmptyString,
  backend: Schema.optionalKey(Schema.NonEmptyString),
  workdir: Schema.optionalKey(Schema.NonEmptyString)
})
export type AgentFields = typeof AgentFields.Type

export interface AgentDraft extends AgentFields {
  readonly backend: string
  readonly persona: string
}

/** What only some may change, as written, whatever is wrong with it. */
export interface WrittenLimits {
  readonly budget: { readonly turn?: number; readonly day?: number }
  readonly mcp: unknown
}

export interface AgentReading {
  /** From the `name` key, else from the file's name. */
  readonly name: string
  /** Absent when a problem is an error. */
  readonly draft?: AgentDraft
  readonly problems: ReadonlyArray<Problem>
  readonly lineOf: (key: string) => number
  /** As written, of a file that has errors too: what else is wrong with it need not wait until they are gone. */
  readonly workdir?: string
  readonly full?: boolean
  readonly written?: WrittenLimits
}

export interface AgentFileContext {
  /** The path that problems show. */
  readonly file: string
  /** The file's name without its extension. */
  readonly stem: string
  readonly backends: ReadonlyArray<string>
  /** For a file that names no backend. */
  readonly defaultBackend: string
}

const known = Object.keys(AgentFields.fields)

/** Keys of a CLI's own subagent files that mean nothing here and do no harm. */
const tolerated = [
  "color",
  "hooks",
  "disallowedTools",
  "maxTurns",
  "mcpServers",
  "memory",
  "background",
  "effort",
  "isolation",
  "initialPrompt"
]

const permissionModes: Readonly<Record<string, string>> = {
  plan: "plan",
  default: "ask",
  acceptEdits: "accept-edits",
  bypassPermissions: "full"
}

/** Splits at commas that are not inside parentheses: `Read, Bash(git log:*, git diff:*)` is two. */
const commaList = (text: string): ReadonlyArray<string> =>
  (text.match(/(?:\([^)]*\)|[^,(])+/g) ?? []).map((word) => word.trim()).filter((word) => word !== "")

/** The head and the persona, or undefined where there is no head. */
export const splitAgentFile = (text: string): { readonly head: string; readonly persona: string } | undefined => {
  const match = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)([\s\S]*)$/m.exec(text)
  if (match === null || match.index !== 0) return undefined
  return { head: match[1] ?? "", persona: (match[2] ?? "").replaceAll("\r\n", "\n").trim() }
}

export const joinAgentFile = (head: string, persona: string): string =>
  `---\n${head.endsWith("\n") || head === "" ? head : `${head}\n`}---\n\n${persona.trim()}\n`

interface Understood {
  readonly values: Record<string, unknown>
  readonly warnings: ReadonlyArray<{ readonly key: string; readonly text: string }>
}

/** Brings the keys of both formats into this one's, and sets aside what has no meaning here. */
const understand = (read: FrontmatterValues, stem: string): Understood => {
  const values: Record<string, unknown> = { name: stem }
  const warnings: Array<{ key: string; text: string }> = []
  for (const [key, value] of Object.entries(read.values)) {
    if (value === null || value === undefined) continue
    if (known.includes(key)) values[key] = value
    else if (key === "permissionMode") {
      const mapped = typeof value === "string" ? permissionModes[value] : undefined
      if (read.values.permissions !== undefined) warnings.push({ key, text: "not used: permissions is also given" })
      else if (mapped === undefined) warnings.push({ key, text: "has no counterpart here; permissions: ask is used" })
      else values.permissions = mapped
    } else if (tolerated.includes(key)) warnings.push({ key, text: "not used here" })
    else warnings.push({ key, text: `${unknownKey(key, known)}; it is not used` })
  }
  for (const key of ["tools", "skills"]) {
    const value = values[key]
    if (typeof value === "string") values[key] = commaList(value)
  }
  if (Array.isArray(values.tools) && values.tools.includes("*")) delete values.tools
  if (values.model === "inherit") delete values.model
  return { values, warnings }
}

const dollars = Schema.decodeUnknownOption(
  Schema.Struct({ turn: Schema.optionalKey(Schema.Unknown), day: Schema.optionalKey(Schema.Unknown) })
)

/** Of a budget as it is written; what is no number limits nothing. */
export const writtenBudget = (value: unknown): WrittenLimits["budget"] => {
  const { day, turn } = Option.getOrElse(
    dollars(value),
    (): { readonly day?: unknown; readonly turn?: unknown } => ({})
  )
  return {
    ...(typeof turn === "number" ? { turn } : {}),
    ...(typeof day === "number" ? { day } : {})
  }
}

const decode = Schema.decodeUnknownResult(AgentFields, { errors: "all", onExcessProperty: "error" })

export const readAgentFile = (
  frontmatter: Frontmatter["Service"],
  text: string,
  context: AgentFileContext
): AgentReading => {
  const broken = (line: number, problem: string): AgentReading => ({
    name: context.stem,
    problems: [{ file: context.file, line, key: "", text: problem, severity: "error" }],
    lineOf: () => line
  })
  const parts = splitAgentFile(text)
  if (parts === undefined)
    return broken(1, "found no keys at the head; expected name and description between two --- lines")
  const read: Result.Result<FrontmatterValues, FrontmatterFault> = frontmatter.read(parts.head)
  if (Result.isFailure(read)) return broken(read.failure.line + 1, read.failure.text)

  const lineOf = (path: ReadonlyArray<string | number>) => read.success.lineOf(path) + 1
  const { values, warnings } = understand(read.success, context.stem)
  const problems: Array<Problem> = warnings.map(({ key, text }) => ({
    file: context.file,
    line: lineOf([key]),
    key,
    text,
    severity: "warning"
  }))
  const error = (path: ReadonlyArray<string | number>, text: string) =>
    problems.push({ file: context.file, line: lineOf(path), key: path.join("."), text, severity: "error" })

  const decoded = decode(values)
  if (Result.isFailure(decoded)) {
    for (const problem of schemaProblems(decoded.failure, values)) error(problem.path, problem.text)
  }
  const backend = typeof values.backend === "string" ? values.backend : context.defaultBackend
  if (!context.backends.includes(backend)) {
    const near = nearest(backend, context.backends)
    error(
      ["backend"],
      `found ${JSON.stringify(backend)}; expected one of ${context.backends.join(", ")}${near === undefined ? "" : `; did you mean "${near}"?`}`
    )
  }
  const name = typeof values.name === "string" ? values.name : context.stem
  const { permissions, workdir } = values
  const reading = {
    name,
    problems,
    lineOf: (key: string) => lineOf([key]),
    full: permissions === "full",
    written: { budget: writtenBudget(values.budget), mcp: values.mcp },
    ...(typeof workdir === "string" && workdir !== "" ? { workdir } : {})
  }
  return Result.isSuccess(decoded) && problems.every((problem) => problem.severity === "warning")
    ? { ...reading, draft: { ...decoded.success, backend, persona: parts.persona } }
    : reading
}
