/** Where something was said, as people call it; which conversation that is stands in its title. */

import { tameText } from "../../../../../core/chat/HostileText.ts"
import type { Conversation } from "../../../../../core/model/Conversation.ts"
import { Foreign } from "../ui/Foreign.tsx"

export interface ConversationNameProps {
  readonly conversation: Pick<Conversation, "id" | "platform">
  /** Absent where it has no name: then the platform is what there is to say. */
  readonly place: string | undefined
}

export const ConversationName = ({ conversation, place }: ConversationNameProps) =>
  place === undefined ? (
    conversation.platform
  ) : (
    <span title={tameText(`${conversation.platform} ${conversation.id}`)}>
      <Foreign text={place} />
    </span>
  )
