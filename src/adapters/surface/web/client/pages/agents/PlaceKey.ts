/** Which place it is, whatever it is called. */
import type { Place } from "../../../../../../core/control/protocol/AgentRpcs.ts"

export const placeKey = ({ conversation, platform }: Pick<Place, "conversation" | "platform">): string =>
  JSON.stringify([platform, conversation ?? null])
