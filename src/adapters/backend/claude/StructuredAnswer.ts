/**
 * An answer by a JSON schema: the CLI takes it as the input of a tool of its own. Owns that tool's name and how such an
 * answer is said to people; must not check it, the CLI did.
 */
import type * as Schema from "effect/Schema"
import type { AgentEvent } from "../../../core/model/AgentEvent.ts"

export const answerTool = "StructuredOutput"

/** The answer as text, for people who read the conversation: nothing else of it is said in words. */
export const spokenAnswer = (answer: Schema.Json): AgentEvent => ({
  _tag: "Text",
  part: answerTool,
  delta: `\`\`\`json\n${JSON.stringify(answer, null, 2)}\n\`\`\``
})
