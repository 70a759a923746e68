/**
 * How commands of the core's vocabulary may be written without naming every option: which options come in which order,
 * and which commands are about an agent. Owns those words alone; what is not known here is left to the core as it is.
 */
interface CommandWords {
  /** Options by place; the last takes the rest of the line. */
  readonly places: ReadonlyArray<string>
  /** The command is about the agent that is spoken to unless another is named. */
  readonly agent: boolean
}

const about = (...places: ReadonlyArray<string>): CommandWords => ({ places, agent: true })
const plain = (...places: ReadonlyArray<string>): CommandWords => ({ places, agent: false })

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

const option = /^([a-z][a-z-]*)=(.*)$/s

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
  const { agent: about, places } = commandWords.get(command) ?? plain()
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
