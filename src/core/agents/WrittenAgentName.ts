/**
 * An agent's name where a person writes it into a file: the same as `AgentName`, with the rule in words instead of a
 * pattern when it is broken.
 */
import { AgentName } from "../model/Ids.ts"

export const WrittenAgentName = AgentName.annotate({
  expected: "a name of lower-case letters, digits and dashes that starts with a letter, at most 32 characters"
})
