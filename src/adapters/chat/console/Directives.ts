/**
 * What a line means that a person sent off: a message, for named agents perhaps; a command; or something that only this
 * terminal does. Pure.
 */

import { type WrittenCommand, writtenCommand } from "../../../core/commands/CommandWords.ts"
import { AgentName } from "../../../core/model/Ids.ts"

export type Directive =
  | { readonly _tag: "Say"; readonly text: string; readonly named: ReadonlyArray<AgentName> }
  | ({ readonly _tag: "Command" } & WrittenCommand)
  /** The button of that number. */
  | { readonly _tag: "Press"; readonly number: number }
  | { readonly _tag: "Edit"; readonly text: string }
  | { readonly _tag: "Drop" }
  | { readonly _tag: "Help" }
  | { readonly _tag: "Quit" }

const name = /^@([a-z][a-z0-9-]{0,31})(?:[,:]\s*|\s+|$)/
/** A path such as `/etc/hosts` is text. */
const command = /^\/([a-z][a-z-]*(?:[ \t][^\n]*)?)$/
/** What is handed to a worker may have several lines. */
const task = /^\/(worker[ \t]+(?:run|chain)\s[\s\S]*)$/
const numbered = /^\/([1-9]\d{0,5})$/
/** `/ask` is a message like any other: it waits, can be changed and is answered to. */
const question = /^\/ask\s+(?:agent=([a-z][a-z0-9-]{0,31})\s+)?(\S[\s\S]*)$/
const amendment = /^\/edit\s([\s\S]*)$/

export const namesIn = (line: string): { readonly named: ReadonlyArray<AgentName>; readonly text: string } => {
  const named: Array<AgentName> = []
  let rest = line
  for (let found = name.exec(rest); found !== null; found = name.exec(rest)) {
    named.push(AgentName.make(found[1] ?? ""))
    rest = rest.slice(found[0].length)
  }
  return { named: [...new Set(named)], text: rest.trim() === "" ? line : rest }
}

const said = (text: string, named: ReadonlyArray<AgentName>, agent: AgentName | undefined): Directive => ({
  _tag: "Say",
  text,
  named: named.length > 0 || agent === undefined ? named : [agent]
})

/** `agent` is spoken to when the line names nobody. */
export const directiveOf = (line: string, agent: AgentName | undefined): Directive => {
  const amended = amendment.exec(line)?.[1]
  if (amended !== undefined) return { _tag: "Edit", text: amended.trim() }
  const [, asked, text] = question.exec(line) ?? []
  if (text !== undefined) return said(text, asked === undefined ? [] : [AgentName.make(asked)], agent)
  const number = numbered.exec(line.trimEnd())?.[1]
  if (number !== undefined) return { _tag: "Press", number: Number(number) }
  const written = (task.exec(line.trimEnd()) ?? command.exec(line.trimEnd()))?.[1]
  if (written !== undefined) {
    const [word = ""] = written.split(/\s/, 1)
    const rest = written.slice(word.length).trim()
    if (word === "quit" || word === "exit") return { _tag: "Quit" }
    if (word === "help" && rest === "") return { _tag: "Help" }
    if (word === "edit") return { _tag: "Edit", text: "" }
    if (word === "drop") return { _tag: "Drop" }
    return { _tag: "Command", ...writtenCommand(written, agent) }
  }
  const message = namesIn(line)
  return said(message.text, message.named, agent)
}
