/**
 * Why the setup cannot go on, in words for the person who runs it.
 */
import * as Schema from "effect/Schema"

export class SetupError extends Schema.TaggedError<SetupError>()("SetupError", {
  detail: Schema.String,
  remedy: Schema.String
}) {
  override get message() {
    return `${this.detail}; ${this.remedy}`
  }
}
