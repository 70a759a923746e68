/**
 * What a script may write, one JSON value a line, and the event that each line is. Owns the words of that language; the
 * full table is in `Json.ts`.
 */

import * as Cause from "effect/Cause"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { WrittenAgentName } from "../../../core/agents/WrittenAgentName.ts"
import { ConversationId, MessageId } from "../../../core/model/Ids.ts"
import { InboundEvent, PressAction } from "../../../core/model/InboundEvent.ts"

const conversation = { conversation: Schema.optionalKey(ConversationId) }
const forms = {
  say: Schema.Struct({
    say: Schema.String,
    id: Schema.optionalKey(MessageId),
    agent: Schema.optionalKey(Schema.Union([WrittenAgentName, Schema.Array(WrittenAgentName)])),
    ...conversation
  }),
  edit: Schema.Struct({ edit: MessageId, text: Schema.String, ...conversation }),
  delete: Schema.Struct({ delete: MessageId, ...conversation }),
  press: Schema.Struct({
    press: PressAction,
    target: Schema.NonEmptyString,
    value: Schema.optionalKey(Schema.Record(Schema.String, Schema.Array(Schema.String))),
    ...conversation
  }),
  command: Schema.Struct({
    command: Schema.NonEmptyString,
    args: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
    id: Schema.optionalKey(Schema.NonEmptyString),
    ...conversation
  }),
  event: Schema.Struct({ event: InboundEvent })
} as const

export type JsonLine = {
  readonly [Form in keyof typeof forms]: { readonly form: Form } & (typeof forms)[Form]["Type"]
}[keyof typeof forms]

type Parsed = { readonly _tag: "Line"; readonly line: JsonLine } | { readonly _tag: "Problem"; readonly words: string }

const problem = (words: string): Parsed => ({ _tag: "Problem", words: words.replace(/\s+/g, " ").slice(0, 500) })

const decoded = <A>(exit: Exit.Exit<A, Schema.SchemaError>, line: (value: A) => JsonLine): Parsed =>
  Exit.isSuccess(exit)
    ? { _tag: "Line", line: line(exit.value) }
    : problem(
        Exit.findErrorOption(exit).pipe((found) =>
          found._tag === "Some" ? found.value.message : Cause.pretty(exit.cause)
        )
      )

const decoders = {
  say: Schema.decodeUnknownExit(forms.say),
  edit: Schema.decodeUnknownExit(forms.edit),
  delete: Schema.decodeUnknownExit(forms.delete),
  press: Schema.decodeUnknownExit(forms.press),
  command: Schema.decodeUnknownExit(forms.command),
  event: Schema.decodeUnknownExit(forms.event)
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const parseJsonLine = (text: string): Parsed => {
  const value = parse(text)
  if (typeof value !== "object" || value === null) return problem("this is not a JSON object")
  if ("say" in value) return decoded(decoders.say(value), (line) => ({ form: "say", ...line }))
  if ("edit" in value) return decoded(decoders.edit(value), (line) => ({ form: "edit", ...line }))
  if ("delete" in value) return decoded(decoders.delete(value), (line) => ({ form: "delete", ...line }))
  if ("press" in value) return decoded(decoders.press(value), (line) => ({ form: "press", ...line }))
  if ("command" in value) return decoded(decoders.command(value), (line) => ({ form: "command", ...line }))
  if ("event" in value) return decoded(decoders.event(value), (line) => ({ form: "event", ...line }))
  return problem(`one of ${Object.keys(forms).join(", ")} is needed`)
}
