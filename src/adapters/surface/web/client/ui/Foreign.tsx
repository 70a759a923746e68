/**
 * What a person or a model wrote, within a line of ours: nothing in it hides, and it turns nothing around that stands beside
 * it.
 */
import { tameText } from "../../../../../core/chat/HostileText.ts"

export interface ForeignProps {
  readonly text: string
}

export const Foreign = ({ text }: ForeignProps) => <bdi>{tameText(text)}</bdi>
