/**
 * What can be configured of the terminal chat. The command line fills these in; a file rarely needs to.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { WrittenAgentName } from "../../../core/agents/WrittenAgentName.ts"
import { ConversationId } from "../../../core/model/Ids.ts"

export const ConsoleConfig = Schema.Struct({
  mode: Schema.Literals(["terminal", "json"])
    .pipe(Schema.withDecodingDefaultKey(Effect.succeed("terminal" as const)))
    .annotate({ description: "terminal for people, json for scripts: NDJSON on stdin and stdout. Default: terminal" }),
  agent: Schema.optionalKey(WrittenAgentName).annotate({
    description: "Who is spoken to when a message names nobody; without it the binding decides",
    examples: [WrittenAgentName.make("scout")]
  }),
  conversation: ConversationId.pipe(Schema.withDecodingDefaultKey(Effect.succeed("main"))).annotate({
    description: "Which conversation this terminal continues. Default: main"
  })
})
export type ConsoleConfig = typeof ConsoleConfig.Type
