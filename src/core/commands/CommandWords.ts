/**
 * How commands of the core's vocabulary may be written without naming every option: which options come in which order,
 * and which commands are about an agent. Owns those words alone; what is not known here is left to the core as it is.
 */
interface CommandWords {
  /** Options by place; the last takes the rest of the line. */
  readonly places: ReadonlyArray<string>
  /** The command is about the agent that is spoken to unless another is named. */
  readonly agent: boolean
  /** All of its options, where what is left beside them is one text that stays as it is written. */
  readonly options?: ReadonlyArray<string>
}

const about = (...places: ReadonlyArray<string>): CommandWords => ({ places, agent: true })
const plain = (...places: ReadonlyArray<string>): CommandWords => ({ places, agent: false })
/** `place` is the option that is the text. */
const text = (place: string, ...options: ReadonlyArray<string>): CommandWords => ({
  places: [place],
  agent: false,
  options: [place, ...options]
})

export const commandWords: ReadonlyMap<string, CommandWords> = new Map([
  ["agent list", plain()],
  ["agent show", plain("name")],
  ["agent create", plain("name", "description")],
  ["agent edit", plain("name")],
  ["agent bind", plain("name", "trigger")],
  ["agent unbind", plain()],
  ["agent delete", plain("name")],
  ["session new", about("agent")],
  ["session list", plain()],
  ["session show", about("agent")],
  ["session resume", about("id", "agent")],
  ["session fork", about("id", "agent")],
  ["session close", about("agent")],
  ["session takeover", about("agent")],
  ["worker run", text("text", "each", "count", "agent", "backend", "model", "budget", "timeout", "priority", "fresh")],
  ["worker chain", text("steps", "input", "title")],
  ["worker list", plain()],
  ["worker show", plain("id")],
  ["worker cancel", plain("id")],
  ["worker retry", plain("id")],
  ["ask", about("text")],
  ["stop", about("agent")],
  ["queue", about("agent")],
  ["model", about("name", "agent")],
  ["verbosity", about("level", "agent")],
  ["cost", plain("by", "days")],
  ["status", plain()],
  ["help", plain("command")]
])

/** `a "b c" d=e` as words, quotes taken off. */
const wordsOf = (line: string): ReadonlyArray<string> =>
  (line.match(/(?:[^\s"]+|"[^"]*"?)+/g) ?? []).map((word) => word.replaceAll('"', ""))

/** A text that stands in quotes as a whole; quotes within a text are its own. */
const wholeQuoted = /^"([^"]*)"$/

const option = /^([a-z][a-z-]*)=(.*)$/s

/** `review {{item}} each="a, b"`: the options that are known taken out, wherever they stand; the rest is the text. */
const textArgs = (line: string, place: string, options: ReadonlyArray<string>): Readonly<Record<string, string>> => {
  const args: Record<string, string> = {}
  const known = new RegExp(`(^|\\s)(${options.join("|")})=(?:"([^"]*)"|([^\\s"]+))(?=\\s|$)`, "g")
  const rest = line.replace(known, (_, before: string, name: string, quoted?: string, bare?: string) => {
    args[name] = quoted ?? bare ?? ""
    return before
  })
  const written = rest.trim()
  const text = (wholeQuoted.exec(written)?.[1] ?? written).trim()
  return text === "" || args[place] !== undefined ? args : { ...args, [place]: text }
}

export interface WrittenCommand {
  readonly command: string
  readonly args: Readonly<Record<string, string>>
}

/** What stands behind the slash. `agent` is the one that is spoken to. */
export const writtenCommand = (line: string, agent: string | undefined): WrittenCommand => {
  const words = wordsOf(line)
  const [first = "", second = ""] = words
  const two = `${first} ${second}`
  const known = commandWords.has(two) ? two : commandWords.has(first) ? first : undefined
  const command = known ?? (second === "" || option.test(second) ? first : two)
  const { agent: about, options, places } = commandWords.get(command) ?? plain()
  const [place] = places
  if (options !== undefined && place !== undefined) {
    const behind = line.replace(/^\s*\S+\s+\S+/, "")
    return { command, args: textArgs(behind, place, options) }
  }
  const args = new Map<string, string>()
  const free: Array<string> = []
  for (const word of words.slice(command.split(" ").length)) {
    const [, name, value] = option.exec(word) ?? []
    if (name !== undefined && value !== undefined) args.set(name, value)
    else free.push(word)
  }
  const open = places.filter((name) => !args.has(name))
  open.forEach((name, index) => {
    const value = index === open.length - 1 ? free.slice(index).join(" ") : free[index]
    if (value !== undefined && value !== "") args.set(name, value)
  })
  if (about && agent !== undefined && !args.has("agent")) args.set("agent", agent)
  return { command, args: Object.fromEntries(args) }
}
