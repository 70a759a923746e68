/** A place as people read it. Ids are all that is known of most. */
import type { Place } from "../../../../../../core/control/protocol/AgentRpcs.ts"

export const placeWords = ({ conversation, platform, title }: Place): string =>
  conversation === undefined ? `all of ${platform}` : `${platform} · ${title ?? conversation}`

export const placeKey = ({ conversation, platform }: Place): string => JSON.stringify([platform, conversation ?? null])
