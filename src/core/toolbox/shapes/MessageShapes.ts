/**
 * Tools that reach people: a message, a file, a question, a title.
 */
import * as Schema from "effect/Schema"
import type { ToolShape } from "../ToolShape.ts"
import { conversation, maybeText, Said, text } from "./Fields.ts"

export const postMessage = {
  name: "post_message",
  title: "Post a message",
  description:
    "Posts a message of its own into the conversation. Your answer is shown there anyway: use this only for what must " +
    "stand by itself.",
  input: Schema.Struct({ text: text("Markdown."), conversation }),
  output: Said,
  readOnly: false,
  session: true
} as const satisfies ToolShape

export const sendFile = {
  name: "send_file",
  title: "Send a file",
  description: "Sends a file from your working directory to the people in the conversation, at most 8 MB.",
  input: Schema.Struct({
    path: text("The file, relative to your working directory or absolute."),
    caption: maybeText("One line that is posted before it."),
    conversation
  }),
  output: Schema.Struct({ note: Schema.String, name: Schema.String, bytes: Schema.Natural }),
  readOnly: false,
  session: true
} as const satisfies ToolShape

export const askHuman = {
  name: "ask_human",
  title: "Ask the person",
  description:
    "Asks the people in the conversation a question and waits for the answer. Only for what you cannot find out or decide " +
    "yourself.",
  input: Schema.Struct({
    question: text("One question, complete in itself."),
    options: Schema.optionalKey(Schema.Array(Schema.NonEmptyString).check(Schema.isMaxLength(10))).annotate({
      description: "Answers to choose from; another answer can be given all the same.",
      examples: [["now", "tomorrow"]]
    }),
    multiple: Schema.optionalKey(Schema.Boolean).annotate({ description: "Several options may be chosen." })
  }),
  output: Schema.Struct({
    answered: Schema.Boolean,
    answers: Schema.Array(Schema.String),
    note: Schema.optionalKey(Schema.String).annotate({ description: "Why there is no answer." })
  }),
  readOnly: false,
  session: true
} as const satisfies ToolShape

export const setTitle = {
  name: "set_title",
  title: "Set the title",
  description: "Gives the thread another title, where threads have one.",
  input: Schema.Struct({ title: text("A few words about what the thread is about."), conversation }),
  output: Said,
  readOnly: false,
  session: true
} as const satisfies ToolShape
