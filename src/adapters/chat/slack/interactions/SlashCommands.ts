/**
 * A slash command as the core's: which command was meant and with what. Pure. What nobody knows is handed on as it was
 * written, so that the core can say what is near it.
 *
 * `/orc` takes every command of the vocabulary; `/ask`, `/agent` and `/worker` are its first word. Slack has one line of
 * text for a command: options stand there by place or as `name=value`.
 */
import { namesIn } from "../../../../core/chat/Named.ts"
import { writtenCommand } from "../../../../core/commands/CommandWords.ts"
import type { AgentName } from "../../../../core/model/Ids.ts"
import type { CommandShape, Vocabulary } from "../../../../core/model/Vocabulary.ts"
import { slashWords } from "../format/SlashWords.ts"

export interface SlashCall {
  readonly command: string
  readonly args: Readonly<Record<string, string>>
  /** Absent for a command that the vocabulary does not have. */
  readonly shape?: CommandShape
}

export interface Spoken {
  readonly vocabulary: Vocabulary
  readonly agents: ReadonlyArray<AgentName>
}

const ask = "ask"
const help = "help"

/** Keyboards put these around what a person quotes. */
const typographicQuotes = /[\u201c-\u201f\u00ab\u00bb]/g
const namedAgent = /^agent=@?([a-z][a-z0-9-]{0,31})(?:\s+|$)/i
const spelledAgent = /^@([a-z][a-z0-9-]{0,31})$/

const firstWord = (text: string): string => /^\S*/.exec(text)?.[0] ?? ""

/** Keyboards begin with a capital letter as well. */
const inLowerCase = (line: string, vocabulary: Vocabulary): string => {
  const [head = "", first = "", second = ""] = /^(\S+)(?:\s+(\S+))?/.exec(line) ?? []
  const isKnown = (name: string) => vocabulary.some((shape) => shape.name === name)
  const two = `${first} ${second}`.toLowerCase()
  if (isKnown(two)) return two + line.slice(head.length)
  return first.toLowerCase() + line.slice(first.length)
}

/** What is asked is one text: nothing in it is an option but the agent's name before it. */
const asked = (text: string, agents: ReadonlyArray<AgentName>): SlashCall["args"] => {
  const [option, written] = namedAgent.exec(text) ?? []
  const [named] = option === undefined ? namesIn(text, agents, []).named : []
  const agent = written?.toLowerCase() ?? named
  const rest =
    option !== undefined ? text.slice(option.length) : named === undefined ? text : namesIn(text, [named], []).text
  const said = rest.trim()
  return { ...(said === "" ? {} : { text: said }), ...(agent === undefined ? {} : { agent }) }
}

const otherwise = (line: string, { agents, vocabulary }: Spoken): Pick<SlashCall, "args" | "command"> => {
  const { named, text } = namesIn(line.replace(typographicQuotes, '"'), agents, [])
  const { args, command } = writtenCommand(inLowerCase(text, vocabulary), named[0])
  const withoutSign = ([name, value]: readonly [string, string]) => {
    const agent = agents.find((one) => one === spelledAgent.exec(value)?.[1])
    return [name, agent ?? value] as const
  }
  return { command, args: Object.fromEntries(Object.entries(args).map(withoutSign)) }
}

const meant = (line: string, spoken: Spoken): Pick<SlashCall, "args" | "command"> => {
  const first = firstWord(line)
  if (first === "" || first === "?") return { command: help, args: {} }
  return first.toLowerCase() === ask
    ? { command: ask, args: asked(line.slice(first.length).trimStart(), spoken.agents) }
    : otherwise(line, spoken)
}

/** `name` with its slash, as it was registered; `text` in readable words. */
export const slashCall = (name: string, text: string, spoken: Spoken): SlashCall => {
  const written = text.trim()
  const word = name.replace(/^\//, "")
  const { vocabulary } = spoken
  const isFirstWord = slashWords.includes(word) || vocabulary.some((shape) => firstWord(shape.name) === word)
  const isWhole = vocabulary.some((shape) => shape.name === word)
  const called = !isFirstWord
    ? meant(written, spoken)
    : written === "" && !isWhole
      ? { command: help, args: { command: word } }
      : meant(`${word} ${written}`, spoken)
  const shape = vocabulary.find((one) => one.name === called.command)
  return { ...called, ...(shape === undefined ? {} : { shape }) }
}
