/**
 * Whom a message speaks to by name at its beginning: the bot, by a mention, and agents, by `@scout`. Pure. Platforms
 * leave an agent's name as plain text, and people have names too: only agents that exist count.
 */
import type { AgentName } from "../model/Ids.ts"

export interface Named {
  readonly named: ReadonlyArray<AgentName>
  /** What is left of the message. */
  readonly text: string
}

const agentName = /^\s*@([a-z][a-z0-9-]{0,31})(?:[,:]\s*|\s+|$)/i
const mention = /^\s*<@(?:!|&)?([0-9A-Z]{1,20})(?:\|[^<>]*)?>(?:[,:](?=\s|$))?\s*/

/** `bot` are the ids by which the bot itself is mentioned: its own, and that of a role made for it. */
export const namesIn = (content: string, agents: ReadonlyArray<AgentName>, bot: ReadonlyArray<string>): Named => {
  const named = new Set<AgentName>()
  let rest = content
  for (;;) {
    const [spoken = "", id] = mention.exec(rest) ?? []
    if (id !== undefined && bot.includes(id)) {
      rest = rest.slice(spoken.length)
      continue
    }
    const [written = "", name = ""] = agentName.exec(rest) ?? []
    const agent = agents.find((one) => one === name.toLowerCase())
    if (agent === undefined) return { named: [...named], text: rest }
    named.add(agent)
    rest = rest.slice(written.length)
  }
}
