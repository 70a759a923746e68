/**
 * A task that somebody has begun to fill in and not handed out; it is there again when the dialog is. Owns the name under
 * which it is handed out: twice, because nobody knew whether it arrived, is once.
 */
import * as Schema from "effect/Schema"
import { kept } from "../../ui/Kept.ts"
import { WishDraft } from "./Wishes.ts"

export const KeptWish = Schema.Struct({ draft: WishDraft, key: Schema.String })
export type KeptWish = typeof KeptWish.Type

/** There is one dialog. */
export const theWish = "task"

export const wishDrafts = kept("worker", Schema.is(KeptWish))
