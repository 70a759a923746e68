/**
 * A body of the core as the payload of a Discord message. Pure. Nothing in it ever notifies anybody: no text that a model
 * or a person wrote may.
 */
import type { Body } from "../../../../core/ports/ChatPlatform.ts"
import { componentsOf, type Row } from "./Components.ts"
import { discordMarkdown } from "./Markdown.ts"

export interface MessagePayload {
  /** Never empty: Discord refuses that. */
  readonly content: string
  readonly components: ReadonlyArray<Row>
  readonly allowed_mentions: { readonly parse: readonly [] }
}

const visible = /[^\s\p{C}\p{M}\u115f\u1160\u2800\u3164\uffa0]/u
const nothing = "-# (nothing to show)"

export const renderBody = ({ controls, markdown }: Body): MessagePayload => {
  const content = discordMarkdown(markdown)
  return {
    content: visible.test(content) ? content : nothing,
    components: componentsOf(controls),
    allowed_mentions: { parse: [] }
  }
}
