/**
 * What a command that was carried out says in the audit log. Pure. Of long words it takes the beginning, and of a form's
 * long fields nothing but that they were filled in.
 */
import type { Conversation, Person } from "../model/Conversation.ts"
import type { AuditNote } from "../ports/AuditLog.ts"
import { oneLine } from "../render/Inline.ts"
import * as Words from "../render/Words.ts"
import type { Command } from "./Command.ts"

const longestValue = 60

interface Carried {
  readonly args: Readonly<Record<string, string>>
  readonly conversation: Conversation
  readonly person: Person
}

/** What names the thing that a command is about, the first one that is there. */
const namingIn = ({ name }: Command): ReadonlyArray<string> =>
  name.startsWith("agent ") ? ["name"] : ["agent", "id", "title"]

/** Undefined where there is nothing to note. */
export const commandNote = (command: Command, { args, conversation, person }: Carried): AuditNote | undefined => {
  const action = typeof command.audit === "function" ? command.audit(args) : command.audit
  if (action === undefined) return undefined
  const named = namingIn(command).find((key) => args[key] !== undefined)
  const values = command.options.flatMap(({ long, name }) => {
    const value = args[name]
    if (value === undefined || name === named) return []
    return [long === true && name !== "text" ? name : `${name}=${oneLine(value, longestValue)}`]
  })
  return {
    by: person,
    platform: conversation.platform,
    action,
    subject: (named === undefined ? undefined : args[named]) ?? `${conversation.platform}:${conversation.id}`,
    detail: Words.facts(command.name, ...values, named === undefined ? undefined : `in ${conversation.id}`)
  }
}
