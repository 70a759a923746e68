/**
 * What an adapter can do, in words for a table. Pure: owns which abilities are worth a line and how they are called.
 */
import type { BackendCapabilities } from "../ports/AgentBackend.ts"
import type { ChatCapabilities } from "../ports/ChatPlatform.ts"

export type Abilities = Readonly<Record<string, boolean | number>>

export const chatAbilities = (able: ChatCapabilities): Abilities => ({
  "longest message": able.maxLength,
  "edits messages": able.edits,
  "seconds between edits": able.edits ? able.editIntervalMillis(1) / 1000 : false,
  "minutes a message grows": able.growsForMillis > 0 ? Math.round(able.growsForMillis / 6000) / 10 : false,
  "deletes messages": able.deletes,
  "uploads files": able.uploads,
  "marks messages": able.marks,
  buttons: able.buttons,
  tables: able.tables,
  "ratings of answers": able.ratings,
  "opens threads": able.threads,
  "renames threads": able.titles,
  "never posts twice": able.idempotentPosts
})

export const backendAbilities = (able: BackendCapabilities): Abilities => ({
  "text as it is written": able.deltas,
  "asks for permission": able.permissionAsks,
  "asks questions": able.questions,
  "plans for review": able.planReview,
  "can be interrupted": able.interrupt,
  "can be steered": able.steer,
  images: able.images,
  "forks a conversation": able.fork,
  "reports its cost": able.cost,
  "keeps to a budget": able.budget,
  "survives a restart": able.survivesService,
  "changes model in between": able.reconfigure,
  "answers by a schema": able.structured,
  "uses the service's tools": able.tools
})
