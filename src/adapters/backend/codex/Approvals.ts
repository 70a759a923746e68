/**
 * Requests of the app-server as asks, and a person's answers as the replies it waits for. Owns both directions. What
 * cannot be shown to a person is refused here, never left waiting and never allowed by itself.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Answer, AskSubject, Question } from "../../../core/model/Ask.ts"
import { CommandApproval, Elicitation, FileApproval, PermissionsApproval, UserInputRequest } from "./AppServerWire.ts"
import { unwrapCommand } from "./CommandLine.ts"
import { type Form, formOf } from "./ElicitationForm.ts"

/** What the person sees, and the result that each answer becomes. */
export interface Asking {
  readonly subject: AskSubject
  readonly reply: (answer: Answer) => unknown
}

/** A request is asked, or answered at once without a person. */
export type Handled =
  | { readonly _tag: "Ask"; readonly asking: Asking }
  | { readonly _tag: "Reply"; readonly result: unknown; readonly note: string }
  | { readonly _tag: "Refuse"; readonly note: string }

type Permission = Extract<AskSubject, { readonly _tag: "Permission" }>

const permission = (fields: Omit<Permission, "_tag">, reply: (answer: Answer) => unknown): Handled => ({
  _tag: "Ask",
  asking: { subject: { _tag: "Permission", ...fields }, reply }
})

/** `decline` lets the turn go on without; everything that is not an Allow declines. */
const decision = (answer: Answer): unknown => ({
  decision: answer._tag !== "Allow" ? "decline" : answer.scope === "session" ? "acceptForSession" : "accept"
})

const because = (title: string, reason: string | null | undefined): string => {
  const words = (reason ?? "").replace(/\s+/g, " ").trim()
  return words === "" ? title : `${title}: ${words}`
}

const pretty = (value: unknown): string => JSON.stringify(value, null, 2) ?? ""

const command = (request: typeof CommandApproval.Type): Handled => {
  const host = request.networkApprovalContext?.host
  const what =
    host !== undefined
      ? `connect to ${host}`
      : request.kind === "writeStdin"
        ? "type into a running command"
        : "run a command"
  const extra = request.additionalPermissions
  return permission(
    {
      tool: "commandExecution",
      title: because(what, request.reason),
      detail:
        unwrapCommand(request.command ?? "") +
        (extra === undefined || extra === null ? "" : `\n# with more permissions: ${JSON.stringify(extra)}`),
      language: "sh",
      rememberable: request.kind !== "humanCommand"
    },
    decision
  )
}

const file = (
  request: typeof FileApproval.Type,
  change: { readonly title: string; readonly diff: string }
): Handled => {
  const root = request.grantRoot ?? ""
  const title = because(`edit ${change.title === "" ? "files" : change.title}`, request.reason)
  return permission(
    {
      tool: "fileChange",
      title: root === "" ? title : `${title} (and write under ${root} from now on)`,
      detail: change.diff,
      language: "diff",
      rememberable: true
    },
    decision
  )
}

const permissions = (request: typeof PermissionsApproval.Type): Handled => {
  const asked = Object.fromEntries(
    Object.entries(request.permissions).filter(([, value]) => value !== null && value !== undefined)
  )
  return permission(
    {
      tool: "permissions",
      title: because("get more permissions", request.reason),
      detail: pretty(asked),
      language: "json",
      rememberable: true
    },
    (answer) =>
      answer._tag === "Allow"
        ? { permissions: asked, scope: answer.scope === "session" ? "session" : "turn" }
        : { permissions: {}, scope: "turn" }
  )
}

const userInput = (request: typeof UserInputRequest.Type): Handled => {
  const open = request.questions.filter((question) => question.isSecret !== true)
  const questions = open.map(
    (question): Question => ({
      question: question.question,
      header: question.header,
      options: question.options ?? [],
      multiple: false
    })
  )
  const [first, ...rest] = questions
  const none = { answers: {} }
  if (first === undefined || open.length < request.questions.length) {
    return { _tag: "Reply", result: none, note: "codex asked for a secret; secrets are never asked in a chat" }
  }
  const reply = (answer: Answer): unknown =>
    answer._tag === "Chosen"
      ? {
          answers: Object.fromEntries(
            open.map((question) => [question.id, { answers: answer.answers[question.question] ?? [] }])
          )
        }
      : none
  return { _tag: "Ask", asking: { subject: { _tag: "Questions", questions: [first, ...rest] }, reply } }
}

const elicitationReply = (action: "accept" | "decline", content: unknown = null, meta: unknown = null): unknown => ({
  action,
  content,
  _meta: meta
})

const persistsForSession = (persist: unknown): boolean =>
  persist === "session" || (Array.isArray(persist) && persist.includes("session"))

const toolCall = (request: Elicitation): Handled => {
  const meta = request._meta
  const tool = `${request.serverName}.${meta?.tool_name ?? "tool"}`
  return permission(
    {
      tool,
      title: `use ${tool}`,
      detail: pretty(meta?.tool_params ?? {}),
      language: "json",
      rememberable: persistsForSession(meta?.persist)
    },
    (answer) =>
      answer._tag === "Allow"
        ? elicitationReply("accept", {}, answer.scope === "session" ? { persist: "session" } : null)
        : elicitationReply("decline")
  )
}

const formAsking = (form: Form): Handled => ({
  _tag: "Ask",
  asking: {
    subject: { _tag: "Questions", questions: form.questions },
    reply: (answer) =>
      answer._tag === "Chosen" ? elicitationReply("accept", form.content(answer.answers)) : elicitationReply("decline")
  }
})

const elicitation = (request: Elicitation): Handled => {
  const kind = request._meta?.codex_approval_kind ?? undefined
  if (kind !== undefined) return toolCall(request)
  if (request.mode === "url") {
    return permission(
      {
        tool: request.serverName,
        title: because(`open a page for ${request.serverName}`, request.message),
        detail: request.url ?? "",
        language: "",
        rememberable: false
      },
      (answer) => elicitationReply(answer._tag === "Allow" ? "accept" : "decline")
    )
  }
  const form = request.mode === "form" ? formOf(request) : undefined
  return form === undefined
    ? {
        _tag: "Reply",
        result: elicitationReply("decline"),
        note: `${request.serverName} asked for something that a chat cannot show; declined`
      }
    : formAsking(form)
}

const decoded = <S extends Schema.ConstraintDecoder<unknown>>(
  schema: S,
  params: unknown,
  then: (value: S["Type"]) => Handled
) =>
  Option.match(Schema.decodeUnknownOption(schema)(params), {
    onNone: (): Handled => ({ _tag: "Refuse", note: "codex asked in a form that is not understood; refused" }),
    onSome: then
  })

/** `changeOf` finds the file change that an approval speaks of. */
export const handleRequest = (
  method: string,
  params: unknown,
  changeOf: (itemId: string) => { readonly title: string; readonly diff: string } | undefined
): Handled => {
  switch (method) {
    case "item/commandExecution/requestApproval":
      return decoded(CommandApproval, params, command)
    case "item/fileChange/requestApproval":
      return decoded(FileApproval, params, (request) =>
        file(request, changeOf(request.itemId) ?? { title: "", diff: "" })
      )
    case "item/permissions/requestApproval":
      return decoded(PermissionsApproval, params, permissions)
    case "item/tool/requestUserInput":
      return decoded(UserInputRequest, params, userInput)
    case "mcpServer/elicitation/request":
      return decoded(Elicitation, params, elicitation)
    default:
      return { _tag: "Refuse", note: `codex asked for ${method}, which is not supported; refused` }
  }
}
