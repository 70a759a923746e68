/**
 * The face under which an agent appears: its own name and picture where its file gives them. Owns that rule once.
 */
import type { Agent } from "../model/Agent.ts"
import type { Face } from "../ports/ChatPlatform.ts"

export const agentFace = ({ face, name }: Pick<Agent, "face" | "name">): Face => ({
  name: face.name ?? name,
  ...(face.avatar === undefined ? {} : { avatar: face.avatar })
})
